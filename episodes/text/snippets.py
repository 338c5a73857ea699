"""The passage of a text that answers a question, with what was asked for marked in it.

What a word is, and when two are the same, the caller says: search folds and stems, and the marks agree with it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

LENGTH = 240  # characters of a passage
LEAD = 60  # of them before the first match, at most
#: A longer text is read so far: what matches later is found all the same, and shown by its beginning.
READ = 20_000
#: Where no space comes in so many characters, the script needs none, and a passage is cut where it is.
LONGEST_WORD = 30

SENTENCE_END = re.compile(r"[.!?…][\"”’»)]*\s|[。！？][”」』）]*")
ELLIPSIS = "…"
FULL_STOPS = ".!?。！？"


class Word(Protocol):
    """A word of a text: ``stem`` is compared, ``form`` begins as what is typed, ``start`` to ``end`` is its place."""

    stem: str
    form: str
    start: int
    end: int


@dataclass(frozen=True)
class Wanted:
    """Successive stems. The word of the last may also be any that begins with ``beginning``, where that is given."""

    stems: tuple[str, ...]
    beginning: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """``number`` is the index of what was wanted."""

    start: int
    end: int
    number: int


Words = Callable[[str], Iterable[Word]]


def snippet(text: str, wanted: Iterable[Wanted], words_in: Words, length: int = LENGTH) -> list[tuple[str, bool]]:
    """About ``length`` characters of a plain ``text`` around the best matches: ``[(piece, is a match)]``, in order.

    The passage with most of what is wanted is the best, then the one with most matches, then the first. An ellipsis
    stands where something was left out; a text without a match is shown by its beginning, an empty one by nothing.
    """
    text = " ".join(text.split())
    return _shown(text, matches(text[:READ], wanted, words_in), length)


def _shown(text, found, length):
    """The best passage of a text in which ``found`` are the matches, as pieces."""
    start, end = _passage(text, found, length)
    inside = [match for match in found if start <= match.start and match.end <= end]
    pieces = _pieces(text, start, end, inside)
    if start > 0:
        pieces.insert(0, (ELLIPSIS, False))
    if end < len(text):
        # Behind a whole sentence it stands apart.
        pieces.append((f" {ELLIPSIS}" if text[end - 1] in FULL_STOPS else ELLIPSIS, False))
    return _joined(pieces)


def marked(text: str, wanted: Iterable[Wanted], words_in: Words) -> list[tuple[str, bool]]:
    """The whole of a text, such as a title, as pieces like those of a ``snippet``."""
    return _joined(_pieces(text, 0, len(text), matches(text, wanted, words_in)))


@dataclass(frozen=True)
class Marker:
    """Marks what one question wants, in many texts."""

    wanted: tuple[Wanted, ...]
    words_in: Words

    def passage(self, text: str, length: int = LENGTH) -> list[tuple[str, bool]]:
        return snippet(text, self.wanted, self.words_in, length)

    def whole(self, text: str) -> list[tuple[str, bool]]:
        return marked(text, self.wanted, self.words_in)

    def is_in(self, text: str) -> bool:
        return bool(matches(text, self.wanted, self.words_in))

    def placed(self, text: str, length: int = LENGTH) -> tuple[int, list[tuple[str, bool]]]:
        """Where the best passage has its first match, 0 without any, and the passage; no space follows another."""
        found = matches(text[:READ], self.wanted, self.words_in)
        return _best_start(found, length) or 0, _shown(text, found, length)


def matches(text: str, wanted: Iterable[Wanted], words_in: Words) -> list[Match]:
    """Where each of ``wanted`` stands in a text, in the order of the text; two may overlap."""
    by_first: dict[str, list[tuple[int, Wanted]]] = {}
    begun = []
    for number, one in enumerate(wanted):
        if len(one.stems) == 1 and one.beginning:
            begun.append((number, one.stems[0], one.beginning))
        elif one.stems:
            by_first.setdefault(one.stems[0], []).append((number, one))
    if not (by_first or begun):
        return []
    words = list(words_in(text))
    found = []
    for index, word in enumerate(words):
        for number, one in by_first.get(word.stem, ()):
            if last := _last_of(one, words, index):
                found.append(Match(word.start, last.end, number))
        # Every word of every text comes by here, so that it is not asked for more than it takes.
        for number, stem, beginning in begun:
            if word.stem == stem or word.form.startswith(beginning):
                found.append(Match(word.start, word.end, number))
    return found


def _last_of(wanted, words, index):
    """The last word of ``wanted`` where it begins at ``index``, or None."""
    last = index + len(wanted.stems) - 1
    if last >= len(words):
        return None
    for word, stem in zip(words[index:last], wanted.stems, strict=False):
        if word.stem != stem:
            return None
    word, beginning = words[last], wanted.beginning
    return word if word.stem == wanted.stems[-1] or (beginning and word.form.startswith(beginning)) else None


def _is_mark(char):
    return unicodedata.category(char)[0] == "M"


def _passage(text, found, length):
    """Where the best passage begins and ends."""
    if len(text) <= length:
        return 0, len(text)
    first = _best_start(found, length)
    start = _word_start(text, first) if first else 0
    if len(text) - start < length:  # The end of a text is not worth less than its beginning.
        start = min(start, _word_start(text, len(text) - length + LEAD))
    return start, _word_end(text, start + length)


def _best_start(found, length):
    """The start of the match that the best passage begins with; None without any."""
    found = sorted(found, key=lambda match: match.start)
    best, best_worth = None, (0, 0)
    counts: dict[int, int] = {}
    last = 0
    for index, match in enumerate(found):
        while last < len(found) and found[last].end <= match.start + length - LEAD:
            counts[found[last].number] = counts.get(found[last].number, 0) + 1
            last += 1
        worth = len(counts), last - index
        if worth > best_worth or best is None:
            best, best_worth = match.start, worth
        if last > index:
            counts[match.number] -= 1
            if not counts[match.number]:
                del counts[match.number]
        else:
            last = index + 1
    return best


def _word_start(text, at):
    """Where a passage with the match at ``at`` begins: with a sentence or a word, a little before it."""
    from_here = max(0, at - LEAD)
    if from_here == 0:
        return 0
    before = text[from_here:at]
    if ends := [match.end() for match in SENTENCE_END.finditer(before)]:
        return from_here + ends[-1]
    space = before.find(" ")
    if 0 <= space <= LONGEST_WORD:
        return from_here + space + 1
    while _is_mark(text[from_here]):
        from_here += 1
    return from_here


def _word_end(text, at):
    if at >= len(text):
        return len(text)
    space = text.rfind(" ", at - LONGEST_WORD, at + 1)
    if space > 0:
        while space > 1 and text[space - 1] in ",;:–—-":
            space -= 1
        return space
    while at < len(text) and _is_mark(text[at]):
        at += 1
    return at


def _pieces(text, start, end, inside):
    """The passage, parted where marks begin and end; overlapping ones are one."""
    pieces, at = [], start
    for match in sorted(inside, key=lambda match: (match.start, -match.end)):
        if match.end <= at:
            continue
        pieces.append((text[at : match.start], False))
        pieces.append((text[max(at, match.start) : match.end], True))
        at = match.end
    pieces.append((text[at:end], False))
    return pieces


def _joined(pieces):
    """Without empty pieces, and neighbours of the same kind as one."""
    joined = []
    for text, is_match in pieces:
        if not text:
            continue
        if joined and joined[-1][1] == is_match:
            joined[-1] = (joined[-1][0] + text, is_match)
        else:
            joined.append((text, is_match))
    return joined
