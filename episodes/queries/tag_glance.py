"""What a tag page says at a glance: first and latest section, who speaks, when, and a map of what stands beside."""

from dataclasses import dataclass

from episodes.models import PERSON, TAG, YEAR, Highlight, Person, ShelfKind, ShelfPair, ShelfTally, number_of, shelf_of
from episodes.queries.entries import for_entries
from episodes.queries.shelves import LOOKED_THROUGH, in_order
from episodes.queries.tags import CARRIERS
from episodes.text.constellation import MOST_NODES, clear_links, height_of, lay_out, strongest

SPEAKERS = 8
FEWEST_YEARS = 2
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


def glance(shelves, counts, carried, neighbours):
    """The ``Glance`` at what stands on ``shelves``.

    ``carried`` are the counted shelves beside several, by kind, None where the pairs of one are stored.
    """
    first, latest = _ends(shelves) if counts["highlights"] > 1 else (None, None)
    # Of more than were looked through nobody knows how they are spread over the years.
    knows_all = carried is None or max(counts.values()) <= LOOKED_THROUGH
    return Glance(
        first=first,
        latest=latest,
        speakers=_speakers(shelves, carried),
        years=_years(shelves, carried) if knows_all else [],
        map=tag_map(neighbours),
    )


def _ends(shelves):
    keys = [*shelves.keys(ShelfKind.HIGHLIGHT, oldest=True)[:1], *shelves.keys(ShelfKind.HIGHLIGHT)[:1]]
    found = in_order(for_entries(Highlight.objects.published()), keys)
    # Of one episode there is no first and no latest.
    return found if len({highlight.episode_id for highlight in found}) == 2 else (None, None)


def _speakers(shelves, carried):
    kind = ShelfKind.HIGHLIGHT
    if carried is None:
        counts = dict(shelves.beside(kind, PERSON, SPEAKERS))
    else:
        ranked = sorted(_beginning(PERSON, carried[kind]).items(), key=lambda found: (-found[1], found[0]))
        counts = dict(ranked[:SPEAKERS])
    people = in_order(Person.objects.published(), [number_of(shelf) for shelf in counts])
    return [(person, counts[shelf_of(PERSON, person.pk)]) for person in people]


def _beginning(letter, counts):
    return {shelf: count for shelf, count in counts.items() if shelf.startswith(letter)}


def _years(shelves, carried):
    """``[Year]`` from the first to the last, with those between in which nothing was said."""
    if carried is None:
        [here] = shelves.shelves
        # No letter follows that of years.
        pairs = ShelfPair.objects.filter(shelf=here, kind__in=CARRIERS, other__gte=YEAR)
        counts = {(kind, number_of(year)): count for kind, year, count in pairs.values_list("kind", "other", "count")}
    else:
        counts = {
            (kind, number_of(year)): count
            for kind in CARRIERS
            for year, count in _beginning(YEAR, carried[kind]).items()
        }
    years = {year for _kind, year in counts}
    if len(years) < FEWEST_YEARS:
        return []
    return [
        Year(year, *(counts.get((kind, year), 0) for kind in CARRIERS)) for year in range(min(years), max(years) + 1)
    ]


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
    pairs = ShelfPair.objects.filter(shelf__in=names, kind=kind, other__in=names)
    return {
        (index[one], index[two]): (count, count / (uses[one] * uses[two]) ** 0.5)
        for one, two, count in pairs.values_list("shelf", "other", "count")
        if index[one] < index[two] and one in uses and two in uses
    }
