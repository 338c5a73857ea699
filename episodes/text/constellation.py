"""Where the nodes of a small map stand: pure geometry, the same for the same nodes, with labels that stay apart.

Nodes stand in rows that are set like bricks, never two in one place, so no label can meet another. Which node stands
where is chosen so that linked nodes are near each other. Across, places are shares of the width, so one drawing fits
every width from ``NARROWEST`` up; down, they are CSS pixels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from math import hypot, sqrt
from unicodedata import combining, east_asian_width

NARROWEST = 280  # pixels
USUAL = 480  # pixels: distances are compared at this width
ROW = 88  # pixels
SMALLEST, LARGEST = 5, 17  # pixels: radius of a node
LETTERS = 12.5  # pixels: size of a label's letters
LINE = 15  # pixels
BELOW = 5  # pixels between a node and its label
APART = 6  # pixels between two labels
MOST_NODES = 12
MOST_LINKS = 4  # of one node
BEGINNINGS = 4
LEANING = 0.35  # the share of its room that a node goes towards those that it is linked to
#: How many stand in each row, by the number of nodes.
ROWS = {
    1: (1,),
    2: (2,),
    3: (1, 2),
    4: (1, 2, 1),
    5: (2, 1, 2),
    6: (1, 2, 1, 2),
    7: (2, 3, 2),
    8: (3, 2, 3),
    9: (2, 3, 2, 2),
    10: (2, 3, 2, 3),
    11: (3, 2, 3, 2, 1),
    12: (2, 3, 2, 3, 2),
}
#: The width of a letter in ems, of a sans serif face; what is not named here is an ordinary letter.
NARROW = dict.fromkeys("ijl|!'.,:; I", 0.29) | dict.fromkeys("ftr()-/", 0.36) | dict.fromkeys("mwMW@%", 0.9)
ORDINARY, CAPITAL, WIDE = 0.57, 0.74, 1.0


@dataclass(frozen=True)
class Spot:
    """A node: ``x`` in percent, ``y`` and ``radius`` in pixels, and the lines of its label below it."""

    x: float
    y: float
    radius: float
    lines: tuple[str, ...]

    @property
    def width(self) -> float:
        """The pixels that the node and its label take across."""
        return max(2 * self.radius, *(width_of(line) for line in self.lines))

    @property
    def lines_at(self) -> list[tuple[str, float]]:
        """The lines with the height of the line on which their letters stand."""
        first = self.y + self.radius + BELOW + 0.75 * LINE
        return [(line, round(first + LINE * index, 1)) for index, line in enumerate(self.lines)]

    @property
    def bottom(self) -> float:
        return self.y + self.radius + BELOW + LINE * len(self.lines)


def height_of(number: int) -> int:
    """The pixels that a map of so many nodes takes down."""
    return ROW * len(ROWS[number])


def width_of(text: str) -> float:
    """About how many pixels a label takes, rather more than less."""
    return LETTERS * sum(_ems(letter) for letter in text)


def _ems(letter):
    if combining(letter):
        return 0
    if east_asian_width(letter) in "WF" or ord(letter) > 0x2E80:
        return WIDE
    return NARROW.get(letter, CAPITAL if letter.isupper() or ord(letter) > 0x24F else ORDINARY)


def strongest(strengths: Mapping[tuple[int, int], float], number: int) -> list[tuple[int, int]]:
    """The links to draw between ``number`` nodes: those that hold it together, then the strongest, a few a node."""
    ranked = sorted(strengths, key=lambda link: (-strengths[link], link))
    group, degree = list(range(number)), [0] * number
    chosen = []
    for joining in (True, False):
        for first, second in ranked:
            is_joining = group[first] != group[second]
            if is_joining != joining or (first, second) in chosen or len(chosen) > number:
                continue
            if max(degree[first], degree[second]) >= MOST_LINKS:
                continue
            chosen.append((first, second))
            degree[first] += 1
            degree[second] += 1
            old, new = group[first], group[second]
            group = [new if one == old else one for one in group]
    return sorted(chosen)


def lay_out(sizes: Sequence[float], labels: Sequence[str], links: Sequence[tuple[int, int]]) -> list[Spot]:
    """The ``Spot`` of each node, at most ``MOST_NODES``; ``links`` are pairs of indexes."""
    if not sizes:
        return []
    number, most = len(sizes), max(sizes) or 1
    places = _places(number)
    at = _arranged(number, links)
    radii = [SMALLEST + (LARGEST - SMALLEST) * sqrt(size / most) for size in sizes]
    spots = []
    for node, radius in enumerate(radii):
        x, top, cell = places[at[node]]
        lines = wrapped(labels[node], cell - APART)
        room = max(0, cell - APART - max(2 * radius, *map(width_of, lines))) / 2 / NARROWEST * 100
        drawn_to = [places[at[_other(link, node)]][0] for link in links if node in link]
        lean = sum(drawn_to) / len(drawn_to) - x if drawn_to else 0
        spare = (ROW - APART - 2 * radius - BELOW - LINE * len(lines)) / 2
        # Every other one hangs a little lower, so that rows do not look ruled.
        y = top + APART / 2 + spare * (1.8 if at[node] % 2 else 0.2) + radius
        x += max(-room, min(room, LEANING * lean))
        spots.append(Spot(round(x, 2), round(y, 1), round(radius, 1), lines))
    return spots


def clear_links(spots: Sequence[Spot], links: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of ``links`` whose straight line runs over no third node, at the narrowest as at the usual width."""
    clear = list(links)
    for width in (NARROWEST, USUAL):
        points = [(spot.x * width / 100, spot.y) for spot in spots]
        clear = [
            (one, two)
            for one, two in clear
            if not any(
                _is_between(points[node], points[one], points[two], spot.radius + 2)
                for node, spot in enumerate(spots)
                if node not in (one, two)
            )
        ]
    return clear


def _other(link, node):
    return link[1] if link[0] == node else link[0]


@lru_cache
def _places(number):
    """``[(x, top, width)]``: percent, pixels, and the pixels across that a place has at the narrowest."""
    return [
        ((column + 0.5) * 100 / count, row * ROW, NARROWEST / count)
        for row, count in enumerate(ROWS[number])
        for column in range(count)
    ]


@lru_cache
def _costs(number):
    """``[[cost]]`` of a link between two places: its length, and more where it runs over other places."""
    points = [(x * USUAL / 100, top) for x, top, _width in _places(number)]
    return [
        [
            hypot(x2 - x1, y2 - y1) * (1 + sum(_is_between(points[other], (x1, y1), (x2, y2)) for other in others))
            for second, (x2, y2) in enumerate(points)
            for others in [[other for other in range(number) if other not in (first, second)]]
        ]
        for first, (x1, y1) in enumerate(points)
    ]


def _is_between(point, start, end, room=LARGEST + LINE):
    """Whether a straight line from ``start`` to ``end`` comes as near as ``room`` to what stands at ``point``."""
    (px, py), (x1, y1), (x2, y2) = point, start, end
    length = hypot(x2 - x1, y2 - y1)
    if not length:
        return False
    along = ((px - x1) * (x2 - x1) + (py - y1) * (y2 - y1)) / length
    across = abs((px - x1) * (y2 - y1) - (py - y1) * (x2 - x1)) / length
    return 0 < along < length and across < room


def _arranged(number, links):
    """The place of each node: of several beginnings the one that can be bettered to the shortest links."""
    places, costs = _places(number), _costs(number)
    middle = (50, ROW * (len(ROWS[number]) - 1) / 2)
    nearest = sorted(
        range(number), key=lambda place: (hypot(places[place][0] - middle[0], places[place][1] - middle[1]), place)
    )
    linked = [[_other(link, node) for link in links if node in link] for node in range(number)]
    beginnings = [nearest[turn:] + nearest[:turn] for turn in range(0, number, max(1, number // BEGINNINGS))]
    arranged = [_bettered(begin, linked, costs) for begin in beginnings]
    return min(arranged, key=lambda at: round(sum(costs[at[one]][at[two]] for one, two in links), 6))


def _bettered(at, linked, costs):
    """``at`` after any two nodes have changed places while that shortens their links."""

    for _round in at:
        is_better = False
        for one, two in combinations(range(len(at)), 2):
            here, there = at[one], at[two]
            # A link between the two is as long either way.
            from_here, from_there, gain = costs[here], costs[there], 0
            for other in linked[one]:
                if other != two:
                    gain += from_here[at[other]] - from_there[at[other]]
            for other in linked[two]:
                if other != one:
                    gain += from_there[at[other]] - from_here[at[other]]
            if gain > 1e-9:
                at[one], at[two] = there, here
                is_better = True
        if not is_better:
            break
    return at


def wrapped(label: str, width: float) -> tuple[str, ...]:
    """A label in one or two lines that are at most ``width`` pixels wide; what has no room ends in "…"."""
    words = label.split()
    if width_of(label) <= width or len(words) < 2:
        return (_clipped(label, width),)
    # Of all ways to part the words, the one whose longer line is shortest.
    ways = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    first, second = min(ways, key=lambda way: max(map(width_of, way)))
    return _clipped(first, width), _clipped(second, width)


def _clipped(text, width):
    if width_of(text) <= width:
        return text
    while text and width_of(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"
