"""The passage of a text that answers a question, with what was asked for marked in it.

What a word is, and when two are the same, the caller says: search folds and stems, and the marks must agree with it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from episodes.text.terms import MARKS

LENGTH = 240  # characters of a passage
LEAD = 60  # of them before the first match, at most
#: A longer text is read so far: what matches later is found all the same, and shown by its beginning.
READ = 20_000
#: Where no space comes in so many characters, the script needs none, and a passage is cut where it is.
LONGEST_WORD = 30

#: A text's words by any script: runs of letters and digits with their marks, with what joins them ("it's", "C++").
RUN = re.compile(r"\S+")
# Vowel signs and tones of Thai, Lao, Burmese and Khmer.
MORE_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b6-\u17d3"
PART = re.compile(rf"(?:[^\W_]|[{MARKS}{MORE_MARKS}])+")
ELLIPSIS = "…"


@dataclass(frozen=True)
class Wanted:
    """Successive words, as ``words_of`` makes them, the last of which may be the beginning of one."""

    words: tuple[str, ...]
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    wanted: int


def snippet(
    text: str, wanted: Iterable[Wanted], words_of: Callable[[str], list[str]], length: int = LENGTH
) -> list[tuple[str, bool]]:
    """About ``length`` characters of a plain ``text`` around the best matches: ``[(piece, is a match)]``, in order.

    The passage with most of what is wanted is the best, then the one with most matches, then the first. An ellipsis
    stands where something was left out; a text without a match is shown by its beginning, an empty one by nothing.
    """
    text = " ".join(text.split())
    found = matches(text[:READ], wanted, words_of)
    start, end = _passage(text, found, length)
    inside = [match for match in found if start <= match.start and match.end <= end]
    pieces = _pieces(text, start, end, inside)
    if start > 0:
        pieces.insert(0, (ELLIPSIS, False))
    if end < len(text):
        pieces.append((ELLIPSIS, False))
    return _joined(pieces)


def matches(text: str, wanted: Iterable[Wanted], words_of: Callable[[str], list[str]]) -> list[_Match]:
    """Where each of ``wanted`` stands in a text; two may overlap."""
    by_first: dict[str, list[tuple[int, Wanted]]] = {}
    prefixes = []
    for number, one in enumerate(wanted):
        if len(one.words) == 1 and one.is_prefix:
            prefixes.append((number, one))
        elif one.words:
            by_first.setdefault(one.words[0], []).append((number, one))
    if not (by_first or prefixes):
        return []
    words = list(_words(text, words_of))
    found = []
    for index, word in enumerate(words):
        candidates = by_first.get(word.word, [])
        begun = [one for one in prefixes if word.word.startswith(one[1].words[0])]
        for number, one in (*candidates, *begun):
            if last := _last_of(one, words, index):
                found.append(_Match(word.start, last.end, number))
    return found


def _last_of(wanted, words, index):
    """The last word of ``wanted`` where it begins at ``index``, or None."""
    here = words[index : index + len(wanted.words)]
    if len(here) < len(wanted.words):
        return None
    *firsts, last = zip((word.word for word in here), wanted.words, strict=True)
    ends = last[0].startswith(last[1]) if wanted.is_prefix else last[0] == last[1]
    return here[-1] if ends and all(one == other for one, other in firsts) else None


def _words(text, words_of):
    """The words of a text with their places: as small as ``words_of`` allows, a run without a space at most."""
    for run in RUN.finditer(text):
        whole = words_of(run[0])
        if not whole:
            continue
        if len(whole) == 1:
            start, end = _trimmed(run[0])
            yield _Word(whole[0], run.start() + start, run.start() + end)
            continue
        parts = _parts(run[0], whole, words_of) or [(word, *_trimmed(run[0])) for word in whole]
        for word, start, end in parts:
            yield _Word(word, run.start() + start, run.start() + end)


def _parts(run, whole, words_of):
    """``[(word, start, end)]`` of a run of several words; None where their places cannot be told apart."""
    for cut, most in ((_by_signs, 1), (_by_characters, len(whole))):
        parts = [(words_of(run[start:end]), start, end) for start, end in cut(run)]
        words = [(word, *place) for words, *place in parts for word in words]
        if [word for word, *_place in words] == whole and all(len(words) <= most for words, *_place in parts):
            return words
    return None


def _by_signs(run):
    return [match.span() for match in PART.finditer(run)]


def _by_characters(run):
    """Each letter of an unspaced script by itself, with its marks; words of other scripts between them whole."""
    spans = []
    for start, end in _by_signs(run):
        while start < end:
            is_spaced, stop = _is_spaced(run[start]), start + 1
            while stop < end and (_is_mark(run[stop]) or (is_spaced and _is_spaced(run[stop]))):
                stop += 1
            spans.append((start, stop))
            start = stop
    return spans


def _is_mark(char):
    return unicodedata.category(char)[0] == "M"


def _is_spaced(char):
    """Of a script that puts spaces between words: one with capitals, or digits."""
    return char.isdigit() or char.lower() != char.upper()


def _trimmed(run):
    """The part of a run between its first and last letter or digit, with what belongs to it; all where it has none."""
    parts = _by_signs(run)
    if not parts:
        return 0, len(run)
    end = parts[-1][1]
    while end < len(run) and run[end] in "+#":
        end += 1
    return parts[0][0], end


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
            counts[found[last].wanted] = counts.get(found[last].wanted, 0) + 1
            last += 1
        worth = len(counts), last - index
        if worth > best_worth or best is None:
            best, best_worth = match.start, worth
        if last > index:
            counts[match.wanted] -= 1
            if not counts[match.wanted]:
                del counts[match.wanted]
        else:
            last = index + 1
    return best


def _word_start(text, at):
    """Where a passage with the match at ``at`` begins: with a sentence or a word, a little before it."""
    from_here = max(0, at - LEAD)
    if from_here == 0:
        return 0
    before = text[from_here:at]
    sentence = list(re.finditer(r"[.!?…]\s|[。！？]", before))
    if sentence:
        return from_here + sentence[-1].end()
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
