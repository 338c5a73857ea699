"""Quotes, browsed by person, tag and show."""

from dataclasses import dataclass
from urllib.parse import urlencode

from episodes.models import PERSON, SHOW, TAG, Person, ShelfKind, Show, Tag, shelf_of
from episodes.queries.addresses import present_person, present_show, tag_choice
from episodes.queries.entries import latest_quotes
from episodes.queries.shelves import Shelves, named

MOST_CHOICES = 12
LONGEST_NAME = 100
FACETS = {"person": PERSON, "tag": TAG, "show": SHOW}


@dataclass(frozen=True)
class Chosen:
    """What an address narrows by: ``thing`` is None where nothing public has the name ``asked``."""

    facet: str
    asked: str
    thing: object | None

    @property
    def name(self):
        return str(self.thing or self.asked)

    @property
    def slug(self):
        return self.thing.slug if self.thing else self.asked

    @property
    def shelf(self):
        return shelf_of(FACETS[self.facet], self.thing.pk) if self.thing else ""


@dataclass(frozen=True)
class Choice:
    """Something that narrows further: ``query`` is the question with it added, ``count`` how many are left."""

    name: str
    count: int
    query: str


@dataclass(frozen=True)
class QuoteIndex:
    """``chosen`` are ``(Chosen, the question without it)``; ``facets`` are ``(name of a facet, [Choice])``."""

    chosen: list
    slugs: dict
    facets: list
    page: object

    @property
    def query(self):
        return _question(self.slugs)


def chosen_by(asked):
    """``[Chosen]`` of ``{facet: text}``: present and past slugs, and for a tag its aliases."""
    find = {"person": present_person, "tag": _present_tag, "show": present_show}
    chosen = []
    for facet in FACETS:
        slug = asked.get(facet, "").replace("\x00", "").strip()[:LONGEST_NAME]
        if slug:
            chosen.append(Chosen(facet, slug, find[facet](slug)))
    return chosen


def _present_tag(slug):
    found = None if "+" in slug else tag_choice(slug)
    return Tag.objects.published().filter(pk=found.tags[0].pk).first() if found else None


def quote_index(asked, paginate):
    """The ``QuoteIndex`` of what ``asked``, ``{facet: text}``, leaves. ``paginate(list)`` gives the page."""
    chosen = chosen_by(asked)
    slugs = {one.facet: one.slug for one in chosen}
    is_known = all(one.thing for one in chosen)
    shelves = [one.shelf for one in chosen]
    return QuoteIndex(
        chosen=[(one, _question({facet: slugs[facet] for facet in slugs if facet != one.facet})) for one in chosen],
        facets=_facets(Shelves(tuple(shelves)), slugs) if is_known else [],
        slugs=slugs,
        page=paginate(latest_quotes(*shelves) if is_known else []),
    )


def _facets(on, slugs):
    objects = {"person": Person.objects, "tag": Tag.objects, "show": Show.objects}
    facets = []
    for facet, letter in FACETS.items():
        if facet in slugs:
            continue
        found = named(objects[facet].published(), on.beside(ShelfKind.QUOTE, letter, MOST_CHOICES))
        choices = [Choice(str(thing), count, _question(slugs | {facet: thing.slug})) for thing, count in found]
        if choices:
            facets.append((facet, choices))
    return facets


def _question(slugs):
    """``?person=mina&tag=sea``, in the order of the facets; empty where nothing is chosen."""
    return "?" + urlencode([(facet, slugs[facet]) for facet in FACETS if facet in slugs]) if slugs else ""
