"""Where in a transcript the words of a quote stand, and word by word what is left out there, or different.

Words are those of ``episodes.text.compare``; what is shown of them is in the spelling of either side.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

from episodes.text.compare import (
    DIFFERS,
    EXACT,
    LONGEST,
    MOST_PLACES,
    MOSTLY,
    NOT_FOUND,
    TRIMMED,
    UNSEEN,
    UNSPACED,
    Passage,
    in_common,
    joined,
    likely_stretches,
    room_for,
    trimmed_places,
    words_of,
)
from episodes.text.terms import MARKS

SAME, LEFT_OUT, ADDED = "same", "left out", "added"

_UNSEEN = "".join(map(chr, UNSEEN))
#: What is mostly one word in the end: signs that are not seen stand inside it.
_SPELLED = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}_])[\w{MARKS}{_UNSEEN}])+")
_CHUNK = re.compile(r"\S+")
#: Lines are made words of by so many at once: one by one takes three times as long.
_BLOCK = 200
#: So many quotes are looked up sooner word by word than in an index of all words.
_FEW = 3
SECOND_MS = 1000


@dataclass(frozen=True)
class Place:
    """The words of a passage from ``first`` up to ``end``; ``share`` says how much of a quote stands there."""

    first: int
    end: int
    share: float = 1.0


@dataclass(frozen=True)
class Alignment:
    """A quote beside the passage that it is of; ``result`` is that of ``compare``.

    ``runs`` are ``(SAME | LEFT_OUT | ADDED, words)``: what is the same or added as the quote spells it, what it leaves
    out as the transcript does. ``words`` are those of the passage. The times hold it, in whole seconds; they are None
    in a transcript without times. Where nothing is found, ``runs`` are empty and ``words`` too.
    """

    result: str
    runs: tuple[tuple[str, str], ...] = ()
    words: str = ""
    start_ms: int | None = None
    end_ms: int | None = None


class Lines(Passage):
    """The lines of a transcript with their times, and where each of their words stands."""

    def __init__(self, cues: Iterable[tuple[int | None, int | None, str]]):
        """``cues`` are ``(start_ms, end_ms, text)``, in the order in which they are heard."""
        self.cues = list(cues)
        blocks = [
            words_of("\n".join(text for _start, _end, text in self.cues[at : at + _BLOCK]))
            for at in range(0, len(self.cues), _BLOCK)
        ]
        self.words = [word for block in blocks for word in block]
        self._ends = list(accumulate(map(len, blocks)))
        self._known, self._asked = {}, 0

    def places(self, words: Iterable[str]) -> dict[str, list[int]]:
        """As in a passage, with an index once many quotes are looked up."""
        self._asked += 1
        if self._asked <= _FEW:
            return super().places(words)
        return {word: self._index.get(word, []) for word in words}

    def position(self, at: int) -> int:
        """As in a passage; spaces are counted in one block only."""
        block = bisect_right(self._signs, at)
        return self._begin(block) + self.text.count(" ", self._signs[block - 1] if block else 0, at)

    @cached_property
    def _signs(self):
        """Of each block the place in ``text`` behind its last word, where that of the next has its space."""
        sizes = list(accumulate((len(word) + 1 for word in self.words), initial=0))
        return [sizes[end] for end in self._ends[:-1]]

    @cached_property
    def _index(self):
        index = defaultdict(list)
        for position, word in enumerate(self.words):
            index[word].append(position)
        return dict(index)

    def between(self, start_ms: int, end_ms: int) -> str:
        """The words that are heard between two times, as the lines spell them."""
        pieces = []
        for start, end, text in self.cues:
            if start < end_ms and end > start_ms:
                inside = [piece for piece in pieces_of(text) if start_ms <= piece.middle(start, end, text) < end_ms]
                pieces.append(_text(inside))
        return " ".join(filter(None, pieces))

    def line_of(self, position: int) -> tuple[int, int]:
        """``(index of the line, index of the word in it)`` of a word by its position."""
        block = bisect_right(self._ends, position)
        ends = self._line_ends(block)
        line = bisect_right(ends, position)
        return block * _BLOCK + line, position - (ends[line - 1] if line else self._begin(block))

    def _begin(self, block):
        return self._ends[block - 1] if block else 0

    def _line_ends(self, block):
        """Of each line of a block the position behind its last word."""
        if block not in self._known:
            cues = self.cues[block * _BLOCK : (block + 1) * _BLOCK]
            counts = (len(words_of(text)) for _start, _end, text in cues)
            self._known[block] = list(accumulate(counts, initial=self._begin(block)))[1:]
        return self._known[block]

    def times(self, place: Place) -> tuple[int, int] | tuple[None, None]:
        """When a passage is heard: a word inside a line is taken to be heard where it stands in it."""
        (first, begin), (last, end) = self.line_of(place.first), self.line_of(place.end - 1)
        if self.cues[first][0] is None or self.cues[last][0] is None:
            return None, None
        return self._time(first, begin, 0), self._time(last, end, 1)

    def _time(self, line, word, side):
        """When a word of a line begins (``side`` 0) or ends (1)."""
        start_ms, end_ms, text = self.cues[line]
        pieces = pieces_of(text)
        at = _piece_at(pieces, word)
        if (at == 0 and not side) or (at == len(pieces) - 1 and side):
            return end_ms if side else start_ms
        return start_ms + round((end_ms - start_ms) * (pieces[at].start, pieces[at].end)[side] / len(text))

    def spelled(self, place: Place) -> list["Piece"]:
        """The pieces of a passage, as its lines spell them."""
        found = []
        for _line, pieces in self._pieces(place):
            if found:
                found[-1] = replace(found[-1], text=f"{found[-1].text} ")
            found += pieces
        return found

    def spans(self, place: Place) -> list[tuple[int, int, int]]:
        """``[(index of a line, start, end)]``: the part of the text of each line that is of a passage."""
        found = []
        for line, pieces in self._pieces(place):
            end = pieces[-1].start + len(pieces[-1].text.rstrip())
            found.append((line, pieces[0].start, end))
        return found

    def _pieces(self, place):
        """``(index of a line, [Piece])`` for each line in which there are some."""
        (first, begin), (last, end) = self.line_of(place.first), self.line_of(place.end - 1)
        for index in range(first, last + 1):
            pieces = pieces_of(self.cues[index][2])
            low = _piece_at(pieces, begin) if index == first else 0
            high = _piece_at(pieces, end) + 1 if index == last else len(pieces)
            if pieces:
                yield index, pieces[low:high]


@dataclass(frozen=True)
class Piece:
    """A part of a text, ``start`` to ``end`` in it, with its ``words`` as they are compared: mostly one."""

    text: str
    start: int
    end: int
    words: tuple[str, ...]

    def middle(self, start_ms, end_ms, line):
        """When it is heard in a line of these times, about."""
        return start_ms + (end_ms - start_ms) * (self.start + self.end) / (2 * len(line))


def pieces_of(text: str) -> list[Piece]:
    """A text cut before each of its words; what stands between two words goes with the one that it touches."""
    words = words_of(text)
    found = [(*match.span(), (word,)) for match, word in zip(_SPELLED.finditer(text), words, strict=False)]
    # In plain letters each piece is one word at most, so that as many of both are the same.
    if not text.isascii() or sum(1 for _match in _SPELLED.finditer(text)) != len(words):
        found = _found(text, words)
    starts = [_begin(text, *pair) for pair in pairwise(found)]
    spans = pairwise([0, *starts, len(text)]) if found else ()
    return [Piece(text[low:high], low, high, own) for (low, high), (_s, _e, own) in zip(spans, found, strict=True)]


def _found(text, words):
    """``[(start, end, words)]`` of the pieces, without what stands around them."""
    for pattern in (_SPELLED, _CHUNK):
        found = [(match.start(), match.end(), tuple(words_of(match[0]))) for match in pattern.finditer(text)]
        found = [(start, end, own) for start, end, own in found if own]
        # Some signs become words only beside others: then a piece is what stands between spaces.
        if [word for _start, _end, own in found for word in own] == words:
            return found
    return [(0, len(text), tuple(words))] if words else []


def _begin(text, before, after):
    """Where the second of two words begins: opening marks belong to the word that follows them."""
    gap = text[before[1] : after[0]]
    spaces = [at for at, sign in enumerate(gap) if sign.isspace()]
    return before[1] + spaces[-1] + 1 if spaces else after[0]


def _piece_at(pieces, word):
    for at, piece in enumerate(pieces):
        if word < len(piece.words):
            return at
        word -= len(piece.words)
    return len(pieces) - 1


def align(quote: str, lines: Lines, near_ms: int | None = None) -> Alignment:
    """``quote`` beside the best passage of ``lines``; of several as good, the nearest to ``near_ms``."""
    result, place = find(quote, lines, near_ms)
    if place is None:
        return Alignment(result)
    pieces = lines.spelled(place)
    start_ms, end_ms = lines.times(place)
    if start_ms is not None:
        start_ms, end_ms = outward(start_ms, end_ms)
    return Alignment(result, tuple(_runs(pieces_of(quote), pieces)), _text(pieces), start_ms, end_ms)


def outward(start_ms: int, end_ms: int) -> tuple[int, int]:
    """Whole seconds that hold a time, at least one of them."""
    start = start_ms // SECOND_MS
    return start * SECOND_MS, max(start + 1, -(-end_ms // SECOND_MS)) * SECOND_MS


def find(quote: str, lines: Lines, near_ms: int | None = None) -> tuple[str, Place | None]:
    """``(result, where)`` of ``align``, which also says what differs."""
    words = words_of(quote)
    if not words:
        return NOT_FOUND, None
    if found := exact_places(words, lines):
        return EXACT, _nearest(found, lines, near_ms)
    if len(words) > LONGEST:
        return NOT_FOUND, None
    places = lines.places(words)
    found = [Place(first, last + 1) for first, last in trimmed_places(words, places, room_for(quote, words))]
    if found:
        shortest = min(place.end - place.first for place in found)
        return TRIMMED, _nearest([place for place in found if place.end - place.first == shortest], lines, near_ms)
    found = close_places(words, lines, MOSTLY)
    if found and found[0].share * len(words) >= 2:
        return DIFFERS, _widened(found[0], words, lines)
    return NOT_FOUND, None


def _nearest(found, lines, near_ms):
    if near_ms is None or len(found) == 1 or lines.cues[0][0] is None:
        return found[0]
    return min(found, key=lambda place: abs(lines.cues[lines.line_of(place.first)[0]][0] - near_ms))


def exact_places(words: list[str], passage: Passage, most: int = MOST_PLACES) -> list[Place]:
    """Where ``words`` stand one after another, at most so many places; none of no words."""
    found, text, wanted = [], passage.text, joined(words)
    at = text.find(wanted) if words else -1
    while at >= 0 and len(found) < most:
        position = passage.position(at)
        found.append(Place(position, position + len(words)))
        at = text.find(wanted, at + 1)
    return found


def close_places(words: list[str], passage: Passage, least: float) -> list[Place]:
    """Where at least this share of ``words`` stands about in this order; the best first, no two over each other."""
    stretches = []
    for begin, end in likely_stretches(words, passage.places(words)):
        stretch = passage.words[begin:end]
        count = in_common(words, stretch)
        if count and count >= least * len(words):
            stretches.append((count, begin, stretch))
    found = []
    for count, begin, stretch in sorted(stretches, key=lambda item: -item[0]):
        pairs = matched(words, stretch)
        place = Place(begin + pairs[0][1], begin + pairs[-1][1] + 1, count / len(words))
        if all(place.end <= other.first or place.first >= other.end for other in found):
            found.append(place)
    return found


def _widened(place, words, lines):
    """With what stands in the place of the first and the last words, where these are others."""
    pairs = matched(words, lines.words[place.first : place.end])
    before, behind = pairs[0][0], len(words) - 1 - pairs[-1][0]
    return Place(max(0, place.first - before), min(len(lines.words), place.end + behind), place.share)


def matched(words: list[str], others: list[str]) -> list[tuple[int, int]]:
    """``[(index in words, index in others)]`` of a longest common subsequence, as close together as it can be.

    Source: as ``in_common``; a row of bits is kept for each of ``others``, and the way is read back from the last.
    """
    masks = defaultdict(int)
    for index, word in enumerate(words):
        masks[word] |= 1 << index
    everything = rest = (1 << len(words)) - 1
    rows = [everything]
    for word in others:
        if found := rest & masks.get(word, 0):
            rest = ((rest + found) | (rest - found)) & everything
        rows.append(rest)
    pairs, index, other = [], len(words), len(others)
    while index and other:
        if rows[other] >> (index - 1) & 1:
            index -= 1
        elif not rows[other - 1] >> (index - 1) & 1:
            other -= 1
        else:
            index, other = index - 1, other - 1
            pairs.append((index, other))
    return _close_together(pairs, others)[::-1]


def _close_together(pairs, others):
    """Pairs from the last to the first: each but the last is moved to the last place before the one that follows."""
    found = pairs[:1]
    for index, other in pairs[1:]:
        at = found[-1][1] - 1
        while others[at] != others[other]:
            at -= 1
        found.append((index, at))
    return found


def _runs(quote, passage):
    """The runs of two lists of pieces."""
    ours, theirs = _words(quote), _words(passage)
    pairs = matched([word for word, _piece in ours], [word for word, _piece in theirs])
    both = _whole(quote, [ours[index][1] for index, _other in pairs])
    both_there = _whole(passage, [theirs[other][1] for _index, other in pairs])
    runs, at, there = [], 0, 0
    for ours_at, theirs_at in [*((ours[i][1], theirs[j][1]) for i, j in pairs), (len(quote), len(passage))]:
        runs += [(LEFT_OUT, piece) for piece in passage[there:theirs_at]]
        runs += [(ADDED, piece) for piece in quote[at:ours_at]]
        if there <= theirs_at < len(passage) and theirs_at not in both_there:
            runs.append((LEFT_OUT, passage[theirs_at]))
        if at <= ours_at < len(quote):
            runs.append((SAME if ours_at in both else ADDED, quote[ours_at]))
        at, there = max(at, ours_at + 1), max(there, theirs_at + 1)
    return _joined_runs(runs)


def _words(pieces):
    """``[(word, index of its piece)]``"""
    return [(word, index) for index, piece in enumerate(pieces) for word in piece.words]


def _whole(pieces, found):
    """The indices of the pieces all of whose words are among those found."""
    counts = defaultdict(int)
    for index in found:
        counts[index] += 1
    return {index for index, count in counts.items() if count == len(pieces[index].words)}


def _joined_runs(pieces):
    runs = []
    for kind, piece in pieces:
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(piece)
        else:
            runs.append((kind, [piece]))
    return [(kind, _text(run)) for kind, run in runs]


def _text(pieces):
    return " ".join("".join(piece.text for piece in pieces).split())
