"""Sets a text in a box: the largest size at which it fits, lines of even length, every script in its font.

A text is a list of ``(words, Style)``; one that begins with a space stands apart from what is before it. Nothing is
drawn here; ``Block.draw`` puts down what was set.
"""

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from episodes.seo.cards import bidi, fonts
from episodes.seo.cards.fonts import Face, faces
from episodes.seo.cards.pieces import cleaned, clusters, is_unspaced, may_end

ELLIPSIS = "…"
TRIMMED = " ,;:.–—-、。，"
LEAST_FULL = 0.55  # of a line that ends at a space where it could go on within an unspaced script
ROUNDING = 1.0  # pixels
NEAR = 0.15  # of the width: what kerning and ligatures may change in all
MARK = 0.3  # of the size: what a second mark on a letter adds to its height


@dataclass(frozen=True)
class Style:
    """``family`` is ``serif``, ``italic`` or ``sans``; ``colour`` an RGB triple."""

    family: str
    colour: tuple[int, int, int]
    weight: int = 400


@dataclass(frozen=True)
class Cluster:
    text: str
    style: Style
    face: Face


@dataclass(frozen=True)
class Run:
    """Letters that are drawn at once, from ``x`` on, in pixels from the left end of the line."""

    text: str
    style: Style
    face: Face
    x: float
    is_rtl: bool


@dataclass
class Block:
    """Lines that were set. ``leading`` is the distance of two lines, ``top`` from the box to the first base line."""

    lines: list[list[Run]]
    widths: list[float]
    size: int
    leading: float
    is_cut: bool = False
    text: str = field(default="", repr=False)

    @property
    def height(self):
        return self.leading * len(self.lines)

    @property
    def width(self):
        return max(self.widths, default=0)

    def baseline(self, line):
        """Where the letters of a line stand, in pixels below the top of the block."""
        # The letters' own height sits in the middle of the line, with a little more room below for what hangs.
        return self.leading * line + (self.leading + self.size * 0.66) / 2

    def draw(self, draw, x, y, width, is_rtl=False):
        """Draws the lines from ``y`` on, at the start of a box of ``width`` whose left side is ``x``."""
        for number, runs in enumerate(self.lines):
            left = x + width - self.widths[number] if is_rtl else x
            for run in runs:
                draw.text(
                    (left + run.x, y + self.baseline(number)),
                    run.text,
                    font=run.face.at(self.size, run.style.weight),
                    fill=run.style.colour,
                    anchor="ls",
                    **_shaping(run.is_rtl),
                )


@dataclass(frozen=True)
class Box:
    """Where a text goes, in pixels; ``leading`` stretches the distance of lines, for small letters."""

    width: int
    height: float
    language: str = ""
    is_rtl: bool = False
    most_lines: int = 99
    leading: float = 1.0

    def room(self, leading):
        return min(self.most_lines, int(self.height / leading + 0.01))


def fitted(words, box: Box, sizes) -> Block:
    """The ``Block`` of a text in the largest of ``sizes`` (falling) at which it fits.

    Words stay whole where a smaller size makes them fit; what does not fit at the smallest is cut, with an ellipsis.
    """
    text = _clusters(words, box.language)
    return _largest(text, box, sizes, False) or _largest(text, box, sizes, True) or _cut(text, box, sizes[-1])


def _largest(text, box, sizes, may_break_words):
    low, high, best = 0, len(sizes) - 1, None
    while low <= high:
        middle = (low + high) // 2
        block = _set(text, box, sizes[middle], may_break_words)
        if block is None:
            low = middle + 1
        else:
            best, high = block, middle - 1
    return best


def _clusters(words, language):
    """``[Cluster]``, each in the first face that has it; signs stay in the face of what they follow."""
    found, face = [], None
    for text, style in words:
        if found and text[:1] == " ":
            found.append(Cluster(" ", style, found[-1].face))
        for cluster in clusters(cleaned(text)):
            stack = faces(style.family, language)
            keep = face in stack and not cluster[0].isalnum() and _has(face, cluster)
            face = face if keep and cluster != " " else _face(cluster, stack)
            found.append(Cluster(cluster, style, face))
    return found


@lru_cache(maxsize=8192)
def _face(cluster, stack):
    """The first face that has a cluster, else its letter without the marks; what none has is a box in the first."""
    for part in (cluster, cluster[0]):
        if face := next((face for face in stack if _has(face, part)), None):
            return face
    return stack[0]


def _has(face, cluster):
    return all(char in face for char in cluster if not (char in "\u200c\u200d" or "\ufe00" <= char <= "\ufe0f"))


def _set(text, box, size, may_break_words):
    """The ``Block`` at a size, or None where it is too large for the box."""
    leading = _leading(text, size) * box.leading
    room = box.room(leading)
    lines = _wrapped(text, box.width, size, may_break_words, room)
    if lines is None or len(lines) > room:
        return None
    return _composed(_balanced(text, lines, box.width, size), size, leading, box.is_rtl)


def _cut(text, box, size):
    leading = _leading(text, size) * box.leading
    room = max(1, box.room(leading))
    lines = _wrapped(text, box.width, size, True, room)
    kept, last = lines[: room - 1], lines[room - 1]
    if len(lines) > room:
        last = _with_dots(last, box.width, size)
    block = _composed([*kept, last], size, leading, box.is_rtl)
    block.is_cut = len(lines) > room
    return block


def _with_dots(line, width, size):
    """A line with an ellipsis behind its last word, or, where it is one word, behind a letter."""
    style, face = line[-1].style, line[-1].face
    dots = Cluster(ELLIPSIS, style, face if ELLIPSIS in face else faces(style.family)[0])
    atoms = list(_atoms(line))
    while len(atoms) > 1 and _length([*_trimmed(atoms), dots], size) > width:
        atoms.pop()
    kept = _trimmed(atoms)
    while kept and _length([*kept, dots], size) > width:
        kept.pop()
    return [*kept, dots]


def _trimmed(atoms):
    line = [cluster for atom in atoms for cluster in atom]
    while line and line[-1].text in TRIMMED:
        line.pop()
    return line


def _leading(text, size):
    return size * max((_height(cluster) for cluster in text if not cluster.text.isspace()), default=1.2)


def _height(cluster):
    """How far apart lines stand that a cluster is on: marks on marks take room."""
    marks = sum(unicodedata.category(char) in ("Mn", "Me") for char in cluster.text) if len(cluster.text) > 2 else 0
    return cluster.face.leading + MARK * max(0, marks - 1)


def _wrapped(text, width, size, may_break_words, room=99):
    """``[[Cluster]]``, as many on a line as fit; None where a word is too long and may not be broken.

    Behind ``room`` lines one more is begun, and no others.
    """
    lines, line, length = [], [], 0.0
    for atom in _atoms(text):
        if len(lines) > room:
            break
        own = _length(_stripped(atom), size)
        if line and not _fits(line, atom, length + own, width, size):
            kept, moved = _ended(line, width, size)
            lines.append(kept)
            line, length = moved, _length(moved, size)
        if own > width + ROUNDING:
            if not may_break_words:
                return None
            for cluster in atom:
                step = _length([cluster], size)
                if line and not _fits(line, [cluster], length + step, width, size):
                    lines.append(line)
                    line, length = [], 0.0
                line, length = [*line, cluster], length + step
            continue
        line, length = [*line, *atom], length + _length(atom, size)
    return [stripped for each in [*lines, line] if (stripped := _stripped(each))]


def _fits(line, more, length, width, size):
    """Whether ``more`` still fits on a line. ``length`` is that of the parts: letters may stand closer or wider apart.

    Only where it is close the whole is measured.
    """
    if abs(length - width) > NEAR * width:
        return length < width
    return _length(_stripped([*line, *more]), size) <= width + ROUNDING


def _ended(line, width, size):
    """A full line as what stays on it and what goes to the next: within an unspaced script a space is better."""
    if is_unspaced(line[-1].text):
        for at in range(len(line) - 1, 0, -1):
            if line[at].text == " ":
                head = line[: at + 1]
                return (head, line[at + 1 :]) if _length(head, size) > LEAST_FULL * width else (line, [])
    return line, []


def _atoms(text):
    """The pieces between which a line may end, each with the spaces behind it."""
    atom = []
    for cluster in text:
        if atom and may_end(atom[-1].text, cluster.text):
            yield atom
            atom = []
        atom.append(cluster)
    if atom:
        yield atom


def _stripped(line):
    end = len(line)
    while end and line[end - 1].text == " ":
        end -= 1
    return line[:end]


def _balanced(text, lines, width, size):
    """As many lines, but of even length: the narrowest box that takes them."""
    if not 1 < len(lines) < 5:
        return lines
    low, high = width / 2, width
    while high - low > 8:
        middle = (low + high) / 2
        narrower = _wrapped(text, middle, size, False, len(lines))
        if narrower is not None and len(narrower) == len(lines):
            lines, high = narrower, middle
        else:
            low = middle
    return lines


def _composed(lines, size, leading, is_rtl):
    text = "".join(cluster.text for line in lines for cluster in line)
    base = bidi.base_level(text, int(is_rtl))
    composed = [_runs(line, size, base) for line in lines]
    return Block([runs for runs, _ in composed], [width for _, width in composed], size, leading, text=text)


def _runs(line, size, base):
    """The ``Run`` of a line from left to right, and its width."""
    text = "".join(cluster.text for cluster in line)
    at_char, keyed = bidi.levels(text, base), []
    at = 0
    for cluster in line:
        keyed.append((cluster.style, cluster.face, at_char[at], cluster.text))
        at += len(cluster.text)
    logical = [
        (style, face, level, "".join(part[3] for part in parts))
        for (style, face, level), parts in groupby(keyed, key=lambda part: part[:3])
    ]
    runs, x = [], 0.0
    for index in bidi.visual_order([level for _, _, level, _ in logical]):
        style, face, level, words = logical[index]
        runs.append(Run(words if fonts.HAS_SHAPING or not level % 2 else words[::-1], style, face, x, bool(level % 2)))
        x += _width(words, style, face, size)
    return runs, x


def _length(line, size):
    parts = groupby(line, key=lambda cluster: (cluster.style, cluster.face))
    return sum(_width("".join(cluster.text for cluster in group), style, face, size) for (style, face), group in parts)


@lru_cache(maxsize=16_384)
def _width(words, style, face, size):
    return face.at(size, style.weight).getlength(words)


def _shaping(is_rtl):
    """What is asked of the shaper, if there is one: the direction, so that it does not guess another."""
    return {"direction": "rtl" if is_rtl else "ltr"} if fonts.HAS_SHAPING else {}
