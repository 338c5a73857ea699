"""What a tag page says at a glance: first and latest section, who speaks, when, and a map of what stands beside."""

from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations

from django.db import connection
from django.utils.formats import date_format

from episodes.models import (
    MONTH,
    PERSON,
    TAG,
    YEAR,
    Highlight,
    Person,
    ShelfKind,
    ShelfPair,
    ShelfTally,
    month_of,
    number_of,
    shelf_of,
)
from episodes.queries.entries import for_entries
from episodes.queries.shelves import LOOKED_THROUGH, in_order
from episodes.queries.tags import CARRIERS
from episodes.text.constellation import MOST_NODES, clear_links, height_of, lay_out, strongest

SPEAKERS = 8
#: An archive of fewer years is drawn by months.
FEWEST_YEARS, MOST_YEARS = 3, 100
FEWEST_NODES, FEWEST_LINKS = 4, 3


@dataclass(frozen=True)
class Period:
    """A year, or of a young archive a month; ``first`` is its first day."""

    first: date
    is_month: bool
    highlights: int
    episodes: int

    @property
    def label(self):
        return date_format(self.first, "F Y") if self.is_month else str(self.first.year)

    @property
    def question(self):
        """What of an address narrows a page to it."""
        return f"month={self.first:%Y-%m}" if self.is_month else f"year={self.first.year:04}"


@dataclass(frozen=True)
class TagMap:
    """``nodes`` are ``(neighbour, Spot)``, ``links`` ``(Spot, Spot, thickness)``; ``height`` is in pixels."""

    nodes: list
    links: list
    height: int


@dataclass(frozen=True)
class Glance:
    """``speakers`` are ``(person, highlights)``, ``periods`` years or months; what would say nothing is left out."""

    first: Highlight | None
    latest: Highlight | None
    speakers: list
    periods: list
    map: TagMap | None


def glance(standing, neighbours):
    """The ``Glance`` at what stands on shelves, a ``Standing``, beside ``neighbours``."""
    first, latest = _ends(standing) if standing.counts[ShelfKind.HIGHLIGHT] > 1 else (None, None)
    return Glance(
        first=first,
        latest=latest,
        speakers=_speakers(standing),
        periods=_periods(standing),
        map=tag_map(neighbours),
    )


def _ends(standing):
    keys = [*standing.keys(ShelfKind.HIGHLIGHT, oldest=True)[:1], *standing.keys(ShelfKind.HIGHLIGHT)[:1]]
    found = in_order(for_entries(Highlight.objects.published()), keys)
    # Of one episode there is no first and no latest.
    return found if len({highlight.episode_id for highlight in found}) == 2 else (None, None)


def _speakers(standing):
    kind, shelves = ShelfKind.HIGHLIGHT, standing.shelves
    if standing.is_one:
        counts = dict(shelves.beside(kind, PERSON, SPEAKERS))
    else:
        counts = dict(shelves.ranked(standing.looked_at(kind), PERSON, SPEAKERS))
    people = in_order(Person.objects.published(), [number_of(shelf) for shelf in counts])
    return [(person, counts[shelf_of(PERSON, person.pk)]) for person in people]


def _periods(standing):
    """``[Period]`` from the first to the last, with those between in which nothing was said."""
    if standing.looked_through:
        return []  # Nobody knows how more than were looked through are spread over the years.
    years = {kind: _counted(standing, kind, YEAR) for kind in CARRIERS}
    found = {year for counts in years.values() for year in counts}
    if len(found) < FEWEST_YEARS and max(standing.counts.values()) <= LOOKED_THROUGH:
        months = {kind: _counted(standing, kind, MONTH) for kind in CARRIERS}
        found = {divmod(month, 100) for counts in months.values() for month in counts}
        numbers = _between(min(found), max(found)) if found else []
        periods = [_period(date(year, month, 1), True, months, month_of(year, month)) for year, month in numbers]
    else:
        periods = [_period(date(year, 1, 1), False, years, year) for year in range(min(found), max(found) + 1)]
    return periods if len(periods) > 1 else []


def _period(first, is_month, counts, number):
    return Period(first, is_month, *(counts[kind].get(number, 0) for kind in CARRIERS))


def _between(first, last):
    """``[(year, month)]`` of the months from ``first`` to ``last``."""
    (from_year, from_month), (to_year, to_month) = first, last
    months = range(from_year * 12 + from_month - 1, to_year * 12 + to_month)
    return [(month // 12, month % 12 + 1) for month in months]


def _counted(standing, kind, letter):
    """``{number: count}`` of years or months."""
    shelves = standing.shelves
    if standing.is_one and letter == YEAR:
        counted = shelves.beside(kind, YEAR, MOST_YEARS)
    else:
        counted = shelves.ranked(standing.looked_at(kind), letter, MOST_YEARS)
    return {number_of(shelf): count for shelf, count in counted}


def tag_map(neighbours):
    """The ``TagMap`` of the most frequent of ``neighbours``, or None where too little stands together for a drawing."""
    nodes = neighbours[:MOST_NODES]
    together = _together([shelf_of(TAG, node.tag.pk) for node in nodes])
    links = strongest({link: strength for link, (_count, strength) in together.items()}, len(nodes))
    if len(nodes) < FEWEST_NODES or len(links) < FEWEST_LINKS:
        return None
    spots = lay_out([node.tag.count for node in nodes], [node.tag.name for node in nodes], links)
    links = clear_links(spots, links)
    most = max((together[link][1] for link in links), default=1)
    return TagMap(
        nodes=list(zip(nodes, spots, strict=True)),
        links=[(spots[one], spots[two], 1 + round(3 * together[one, two][1] / most)) for one, two in links],
        height=height_of(len(nodes)),
    )


def _together(names):
    """``{(index, index): (count, strength)}`` of the tags ``names`` that stand on the same highlights.

    The strength tells how seldom one is without the other, so that what is everywhere is not linked with everything.
    """
    index = {name: place for place, name in enumerate(names)}
    uses = ShelfTally.objects.filter(shelf__in=names, kind=ShelfKind.HIGHLIGHT).values_list("shelf", "count")
    uses = dict(uses)
    return {
        (index[one], index[two]): (count, count / (uses[one] * uses[two]) ** 0.5)
        for one, two, count in _pairs(list(combinations(names, 2)) or [("", "")])
        if one in uses and two in uses
    }


def _pairs(wanted):
    """``[(shelf, other, count)]`` of the highlights on both of each pair of shelves in ``wanted``."""
    # Row by row: asked for shelves and for others apart, SQLite reads all pairs of each, thousands of a frequent tag.
    rows = ", ".join(["(%s, %s)"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH wanted (one, two) AS (VALUES {rows}) SELECT shelf, other, count"  # noqa: S608
            f" FROM wanted CROSS JOIN {ShelfPair._meta.db_table} WHERE shelf = one AND kind = %s AND other = two",
            [*chain.from_iterable(wanted), ShelfKind.HIGHLIGHT.value],
        )
        return cursor.fetchall()
