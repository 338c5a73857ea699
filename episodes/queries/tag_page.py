"""The page of one or several tags: what carries all of them and none of others. Public things only, from shelves."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from episodes.models import (
    MONTH,
    PERSON,
    TAG,
    YEAR,
    Episode,
    Highlight,
    Person,
    Quote,
    ShelfKind,
    ShelfPair,
    Tag,
    month_of,
    shelf_of,
)
from episodes.queries.addresses import TagChoice
from episodes.queries.entries import entries, for_entries, with_clips, with_show, with_sources
from episodes.queries.paging import Counted
from episodes.queries.shelves import Shelves, in_order
from episodes.queries.standing import Standing
from episodes.queries.tag_glance import Glance, glance
from episodes.queries.tags import CARRIERS, TagCount, counted_tags

NEIGHBOURS = 24
#: How many episodes and quotes stand with the first page of highlights.
BESIDE = {"episodes": 6, "quotes": 4}
#: Of how many neighbours on highlights, and on episodes, both are added up to find the most frequent.
CANDIDATES = 100
KINDS = {"highlights": ShelfKind.HIGHLIGHT, "episodes": ShelfKind.EPISODE, "quotes": ShelfKind.QUOTE}


@dataclass(frozen=True)
class Asked:
    """What an address asks of a choice of tags: one kind of things, one speaker, one year or month, the oldest first.

    ``month`` is its first day.
    """

    kind: str = ""
    person: Person | None = None
    year: int | None = None
    month: date | None = None
    oldest: bool = False

    @property
    def time(self):
        """The year or month in words, or empty."""
        return " ".join(filter(None, [self.month and date_format(self.month, "F Y"), self.year and str(self.year)]))

    @property
    def is_narrowed(self):
        return bool(self.person or self.year or self.month)


def shelves_of(choice, asked=None):
    """The ``Shelves`` on which everything stands that a choice of tags, narrowed by what is ``asked``, is of."""
    names = [shelf_of(TAG, tag.pk) for tag in choice.tags]
    if asked and asked.person:
        names.append(shelf_of(PERSON, asked.person.pk))
    if asked and asked.year:
        names.append(shelf_of(YEAR, asked.year))
    if asked and asked.month:
        names.append(shelf_of(MONTH, month_of(asked.month.year, asked.month.month)))
    return Shelves(tuple(names), tuple(shelf_of(TAG, tag.pk) for tag in choice.without))


@dataclass(frozen=True)
class Neighbour:
    """A tag beside the chosen ones: how much is left with it, and the choices with it and without it."""

    tag: TagCount
    only_with: TagChoice
    without: TagChoice


@dataclass(frozen=True)
class Chip:
    name: str
    is_not: bool
    rest: TagChoice


@dataclass(frozen=True)
class TagPage:
    """A page of ``kind`` ("highlights", "episodes" or "quotes"); the first page of highlights shows some of each.

    ``sampled`` is how many of the newest were looked through to count the neighbours, 0 where all were counted.
    """

    choice: TagChoice
    asked: Asked
    counts: dict
    kind: str
    page: object
    highlights: list
    episodes: list
    quotes: list
    neighbours: list
    sampled: int
    glance: Glance | None

    @property
    def chips(self):
        """The chosen tags and those left out, each with the choice that does not mind it."""
        choice = self.choice
        return [Chip(tag.name, tag in choice.without, choice.dropping(tag)) for tag in (*choice.tags, *choice.without)]

    @property
    def moments(self):
        """How many clips of this page can be played, one after another."""
        return len(self._heard)

    @property
    def moments_ms(self):
        return sum(clip.end_ms - clip.start_ms for clip in self._heard)

    @property
    def _heard(self):
        return [clip for entry in self.highlights if entry.highlight.episode.audio for clip in entry.clips]


def tag_page(choice, asked, paginate):
    """The ``TagPage`` of a ``TagChoice``. ``paginate(items)`` gives the page; highlights give way where none are there.

    Raises ``Tag.DoesNotExist`` where nothing public carries the only tag.
    """
    standing = Standing(shelves_of(choice, asked))
    counts = {name: standing.counts[kind] for name, kind in KINDS.items()}
    if standing.is_one and not (counts["highlights"] or counts["episodes"]):
        raise Tag.DoesNotExist
    kind = asked.kind
    if kind not in counts or (kind == "highlights" and not counts["highlights"]):
        kind = "highlights" if counts["highlights"] or not counts["episodes"] else "episodes"
    page = paginate(Counted(standing.keys(KINDS[kind], asked.oldest), counts[kind]))
    shown = _shown(standing, counts, kind, page)
    episodes, highlights = entries(shown["episodes"], shown["highlights"])
    neighbours = _neighbours(choice, _beside(standing))
    has_glance = kind == "highlights" and page.number == 1 and highlights and not asked.is_narrowed
    return TagPage(
        choice=choice,
        asked=asked,
        counts=counts,
        kind=kind,
        page=page,
        highlights=with_clips(highlights),
        episodes=episodes,
        quotes=shown["quotes"],
        neighbours=neighbours,
        sampled=standing.looked_through,
        glance=glance(standing, neighbours) if has_glance else None,
    )


def _shown(standing, counts, kind, page):
    """``{name: [object]}`` of what the page shows."""
    keys = {name: [] for name in KINDS} | {kind: list(page)}
    if kind == "highlights" and page.number == 1:
        keys |= {name: list(standing.keys(KINDS[name])[:most]) for name, most in BESIDE.items() if counts[name]}
    return {
        "highlights": in_order(for_entries(Highlight.objects.published()), keys["highlights"]),
        "episodes": in_order(with_show(Episode.objects.published()), keys["episodes"]),
        "quotes": in_order(with_sources(Quote.objects.published()), keys["quotes"]),
    }


def _beside(standing):
    """``{shelf: count}`` of the tags most often beside the chosen ones, on highlights and episodes together."""
    shelves = standing.shelves
    if not standing.is_one:
        both = standing.looked_at(ShelfKind.HIGHLIGHT) + standing.looked_at(ShelfKind.EPISODE)
        return dict(shelves.ranked(both, TAG, NEIGHBOURS))
    found = {name for kind in CARRIERS for name, _count in shelves.beside(kind, TAG, CANDIDATES)}
    pairs = ShelfPair.objects.filter(shelf=shelves.shelves[0], kind__in=CARRIERS, other__in=found)
    counts = Counter()
    # In the order of the index that has each pair; unordered, SQLite reads all pairs of the tag in another.
    for other, count in pairs.order_by("shelf", "kind", "other").values_list("other", "count"):
        counts[other] += count
    return dict(shelves.ranked(counts, TAG, NEIGHBOURS))


def _neighbours(choice, counts):
    if choice.is_full:
        return []
    tags = sorted(counted_tags(counts), key=lambda tag: (-tag.count, tag.key))
    return [Neighbour(tag, choice.adding(tag), choice.leaving_out(tag)) for tag in tags]
