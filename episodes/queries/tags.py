"""Tags with what they count: the most used ones, and the index. From tallies, however large the archive is."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, CharField, Count, Exists, IntegerField, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from episodes.models import TAG, ShelfKind, ShelfTally, Tag, TagAlias, TaggedHighlight, number_of, shelf_of
from episodes.queries.paging import Counted
from episodes.text.slugs import name_key

#: What counts as carrying a tag: a quote has only those of its highlight.
CARRIERS = (ShelfKind.HIGHLIGHT, ShelfKind.EPISODE)
#: Of how many tags that most highlights, and most episodes, carry both are added up to find the most used.
CANDIDATES = 200

SIGNS_LAST = Case(When(initial="#", then=1), default=0, output_field=IntegerField())


@dataclass(frozen=True)
class TagCount:
    """A tag with the number of public highlights and episodes that carry it."""

    pk: int
    name: str
    slug: str
    initial: str
    key: str
    count: int

    def get_absolute_url(self):
        return Tag(slug=self.slug).get_absolute_url()


def counted_tags(counts):
    """``[TagCount]`` of ``{shelf: count}``, by key; what is no public tag is left out."""
    tags = Tag.objects.published().in_bulk([number_of(shelf) for shelf in counts])
    named = [_counted(tag, counts[shelf_of(TAG, tag.pk)]) for tag in tags.values()]
    return sorted(named, key=lambda tag: tag.key)


def _counted(tag, count):
    return TagCount(tag.pk, tag.name, tag.slug, tag.initial, tag.key, count)


def most_used(number, highlights=None):
    """The ``number`` tags that most public things, or most of ``highlights``, carry; in alphabetical order."""
    if highlights is None:
        counts = {}
        for kind in CARRIERS:
            tallies = ShelfTally.objects.filter(kind=kind, shelf__startswith=TAG).order_by("-count", "shelf")
            counts |= dict.fromkeys(tallies.values_list("shelf", flat=True)[:CANDIDATES])
        counts = _counts(counts)
    else:
        rows = TaggedHighlight.objects.filter(content_object__in=highlights).order_by()
        rows = rows.values("tag").annotate(n=Count("pk")).values_list("tag", "n")
        counts = {shelf_of(TAG, tag): count for tag, count in rows}
    return counted_tags(dict(sorted(counts.items(), key=lambda found: (-found[1], found[0]))[:number]))


def by_letter(tags):
    """``[(letter, [TagCount])]`` of tags that stand in the order of their letters."""
    return [(letter, list(group)) for letter, group in groupby(tags, key=lambda tag: tag.initial)]


@dataclass(frozen=True)
class Letter:
    """A jump letter of the index: the page that it begins on, and whether that is the page shown."""

    letter: str
    page: int
    is_here: bool


@dataclass(frozen=True)
class TagIndex:
    """``groups`` is ``[(letter, [TagCount])]``; by use there is one group, without a letter, and no ``letters``."""

    page: object
    groups: list
    letters: list
    by_use: bool


def tag_index(query, by_use, paginate):
    """The ``TagIndex`` of the tags with ``query`` in their name or an alias, by name or the most used first.

    ``paginate(tags)`` gives the page.
    """
    tags = Tag.objects.filter(Exists(_tallies()))
    if key := name_key(query):
        by_alias = TagAlias.objects.filter(key__contains=key).values("tag")
        tags = tags.filter(Q(key__contains=key) | Q(pk__in=by_alias))
    initials = tags.values("initial").annotate(n=Count("pk")).order_by(SIGNS_LAST, "initial")
    initials = list(initials.values_list("initial", "n"))
    order = [_uses().desc(), "key"] if by_use else [SIGNS_LAST, "initial", "key"]
    page = paginate(Counted(tags.order_by(*order), sum(number for _letter, number in initials)))
    counts = _counts([shelf_of(TAG, tag.pk) for tag in page])
    found = [_counted(tag, counts[shelf_of(TAG, tag.pk)]) for tag in page]
    if by_use:
        return TagIndex(page, [("", found)] if found else [], [], by_use)
    return TagIndex(page, by_letter(found), _letters(initials, page), by_use)


def _tallies():
    """The tallies of the outer row, a tag."""
    return ShelfTally.objects.filter(shelf=Concat(Value(TAG), Cast(OuterRef("pk"), CharField())), kind__in=CARRIERS)


def _uses():
    """An expression: how many highlights and episodes carry the outer row, a tag."""
    highlights, episodes = (Subquery(_tallies().filter(kind=kind).values("count")) for kind in CARRIERS)
    return Coalesce(highlights, 0) + Coalesce(episodes, 0)


def _counts(shelves):
    """``{shelf: count}`` of highlights and episodes together."""
    both = ShelfTally.objects.filter(shelf__in=shelves, kind__in=CARRIERS).order_by()
    return dict(both.values("shelf").annotate(n=Sum("count")).values_list("shelf", "n"))


def _letters(initials, page):
    size, before, letters = page.paginator.per_page, 0, []
    for letter, count in initials:
        number = before // size + 1
        letters.append(Letter(letter, number, number == page.number))
        before += count
    return letters
