"""What a tag page says at a glance: first and latest section, who speaks, when, and a map of what stands beside."""

from dataclasses import dataclass

from episodes.models import PERSON, TAG, YEAR, Highlight, Person, ShelfKind, ShelfPair, ShelfTally, number_of, shelf_of
from episodes.queries.entries import for_entries
from episodes.queries.shelves import in_order
from episodes.queries.tags import CARRIERS
from episodes.text.constellation import MOST_NODES, clear_links, height_of, lay_out, strongest

SPEAKERS = 8
FEWEST_YEARS, MOST_YEARS = 2, 100
FEWEST_NODES, FEWEST_LINKS = 4, 3


@dataclass(frozen=True)
class Year:
    number: int
    highlights: int
    episodes: int


@dataclass(frozen=True)
class TagMap:
    """``nodes`` are ``(neighbour, Spot)``, ``links`` ``(Spot, Spot, thickness)``; ``height`` is in pixels."""

    nodes: list
    links: list
    height: int


@dataclass(frozen=True)
class Glance:
    """``speakers`` are ``(person, highlights)``. What would say nothing is empty or None."""

    first: Highlight | None
    latest: Highlight | None
    speakers: list
    years: list
    map: TagMap | None


def glance(standing, neighbours):
    """The ``Glance`` at what stands on shelves, a ``Standing``, beside ``neighbours``."""
    first, latest = _ends(standing) if standing.counts[ShelfKind.HIGHLIGHT] > 1 else (None, None)
    return Glance(
        first=first,
        latest=latest,
        speakers=_speakers(standing),
        # Of more than were looked through nobody knows how they are spread over the years.
        years=[] if standing.looked_through else _years(standing),
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
        counts = dict(shelves.ranked(standing.carried[kind], PERSON, SPEAKERS))
    people = in_order(Person.objects.published(), [number_of(shelf) for shelf in counts])
    return [(person, counts[shelf_of(PERSON, person.pk)]) for person in people]


def _years(standing):
    """``[Year]`` from the first to the last, with those between in which nothing was said."""
    counts = {kind: _of_years(standing, kind) for kind in CARRIERS}
    years = {year for of_kind in counts.values() for year in of_kind}
    if len(years) < FEWEST_YEARS:
        return []
    return [Year(year, *(counts[kind].get(year, 0) for kind in CARRIERS)) for year in range(min(years), max(years) + 1)]


def _of_years(standing, kind):
    """``{year: count}``"""
    shelves = standing.shelves
    if standing.is_one:
        counted = shelves.beside(kind, YEAR, MOST_YEARS)
    else:
        counted = shelves.ranked(standing.carried[kind], YEAR, MOST_YEARS)
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
    kind = ShelfKind.HIGHLIGHT
    index = {name: place for place, name in enumerate(names)}
    uses = dict(ShelfTally.objects.filter(shelf__in=names, kind=kind).values_list("shelf", "count"))
    # In the order of the index that has each pair; unordered, SQLite reads all pairs of these tags in another.
    pairs = ShelfPair.objects.filter(shelf__in=names, kind=kind, other__in=names).order_by("shelf", "kind", "other")
    return {
        (index[one], index[two]): (count, count / (uses[one] * uses[two]) ** 0.5)
        for one, two, count in pairs.values_list("shelf", "other", "count")
        if index[one] < index[two] and one in uses and two in uses
    }
