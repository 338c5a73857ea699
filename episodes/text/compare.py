"""How the words of a quote compare with those of a transcript.

Only words count: case, punctuation, quotation marks, dashes, white space and soft hyphens are left out on both sides.
Scripts that put no spaces between words (Chinese, Japanese, Thai, Lao, Khmer, Burmese) are compared by characters.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from episodes.text.terms import HIRAGANA, KATAKANA, MARKS, PAIRED

EXACT, TRIMMED, DIFFERS, NOT_FOUND = "exact", "trimmed", "differs", "not found"

# Apostrophes stand inside words, and soft hyphens and zero-width signs are not seen at all.
UNSEEN = dict.fromkeys(map(ord, "'’‘‛ʼ´`\u00ad\u200b\u200c\u200d\u2060\ufeff"))
UNSPACED = f"{PAIRED}{KATAKANA}{HIRAGANA}"
SPECIAL = re.compile(f"[{UNSPACED}{MARKS}]")
SPACED_WORDS = re.compile(r"[^\W_]+")
WORDS = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}_])[\w{MARKS}])+")
ELLIPSIS = re.compile(r"…|\.\s?\.\s?\.")

#: As many words may be left out where a quote has an ellipsis; elsewhere it may leave out as many as it has.
LEFT_OUT = 80
#: A quote of fewer words may leave out half as many: a handful of common words is soon found anywhere in some order.
FEW = 8
#: A quote differs from a passage, rather than being of no passage, when at least this part of its words is in it.
MOSTLY = 0.6

# Bounds that hold whatever somebody pastes: of a quote's words, of places to begin at, of passages to look into.
LONGEST = 1000
MOST_PLACES = 1000
MOST_PASSAGES = 12


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared, in order; each character of an unspaced script is one."""
    text = unicodedata.normalize("NFKC", text.translate(UNSEEN)).casefold()
    return (WORDS if SPECIAL.search(text) else SPACED_WORDS).findall(text)


class Passage:
    """The words of a transcript, or of a stretch of it, in which quotes are looked up; made once for many of them."""

    def __init__(self, lines: Iterable[str]):
        """``lines`` are texts in the order in which they are heard."""
        self.words = words_of("\n".join(lines))

    @cached_property
    def text(self):
        return joined(self.words)

    def position(self, at: int) -> int:
        """The position of the word before which ``text`` has a space at ``at``."""
        return self.text.count(" ", 0, at)

    def places(self, words: Iterable[str]) -> dict[str, list[int]]:
        """``{word: [positions]}``, rising, for each of ``words``."""
        # One pass a quote is quicker than an index of all words, which few quotes would use.
        places = {word: [] for word in words}
        for position, word in enumerate(self.words):
            if word in places:
                places[word].append(position)
        return places


def compare(quote: str, passage: Passage) -> str:
    """How ``quote`` compares with ``passage``: ``"exact"``, ``"trimmed"``, ``"differs"`` or ``"not found"``.

    Exact: its words stand there one after another. Trimmed: in its order, with some left out between them. Differs:
    most of them stand there, others don't.
    """
    words = words_of(quote)
    if not words:
        return NOT_FOUND
    if joined(words) in passage.text:
        return EXACT
    if len(words) > LONGEST:
        return NOT_FOUND
    places = passage.places(words)
    if any(trimmed_places(words, places, room_for(quote, words))):
        return TRIMMED
    return DIFFERS if _is_mostly_there(words, passage.words, places) else NOT_FOUND


def joined(words: list[str]) -> str:
    """As one text in which a word is found only as a whole."""
    return f" {' '.join(words)} "


def room_for(quote: str, words: list[str]) -> int:
    """How many words may be left out between those of a quote."""
    count = len(words)
    return (count // 2 if count < FEW else count) + LEFT_OUT * len(ELLIPSIS.findall(quote))


def trimmed_places(words: list[str], places: dict[str, list[int]], room: int) -> Iterator[tuple[int, int]]:
    """Where ``words`` stand in this order with at most ``room`` others between: positions of the first and the last.

    From each place of the rarest word, the nearest of the words before and behind make the shortest such passage.
    """
    if not all(places.values()):
        return
    rarest = min(range(len(words)), key=lambda index: len(places[words[index]]))
    longest = len(words) + room
    for place in places[words[rarest]][:MOST_PLACES]:
        first = _first(words[:rarest], places, place, place - longest)
        last = None if first is None else _last(words[rarest + 1 :], places, place, first + longest)
        if last is not None and last - first < longest:
            yield first, last


def _first(words, places, at, limit):
    """Where the first of ``words`` stands when all stand before ``at``, as near as they can; None beyond ``limit``."""
    for word in reversed(words):
        found = bisect_left(places[word], at) - 1
        if found < 0 or (at := places[word][found]) < limit:
            return None
    return at


def _last(words, places, at, limit):
    """Where the last of ``words`` stands when all stand behind ``at``, as near as they can; None beyond ``limit``."""
    for word in words:
        found = bisect_right(places[word], at)
        if found == len(places[word]) or (at := places[word][found]) > limit:
            return None
    return at


def _is_mostly_there(words, said, places):
    least = max(2, MOSTLY * len(words))
    return any(in_common(words, said[begin:end]) >= least for begin, end in likely_stretches(words, places))


def likely_stretches(words: list[str], places: dict[str, list[int]]) -> Iterator[tuple[int, int]]:
    """``(begin, end)`` of stretches in which most of ``words`` may stand; the likeliest first."""
    margin = len(words) // 4 + 2
    for begin in _likely_begins(words, places, margin):
        yield max(0, begin - margin), begin + len(words) + 2 * margin


def _likely_begins(words, places, step):
    """Positions, in steps of ``step``, from where most words stand about where they do in the quote; the best first.

    A word counts the more the fewer places it has; the commonest say nothing.
    """
    votes = Counter()
    for index, word in enumerate(words):
        found = places[word]
        for place in found if len(found) <= MOST_PLACES else ():
            votes[(place - index) // step] += 1 / len(found)
    score = {at: count + votes[at - 1] + votes[at + 1] for at, count in list(votes.items())}
    return [at * step for at in sorted(score, key=lambda at: (-score[at], at))[:MOST_PASSAGES]]


def in_common(words: list[str], others: list[str]) -> int:
    """How many of ``words`` stand in ``others`` in the same order: the longest common subsequence.

    Source: H. Hyyrö, "Bit-parallel LCS-length computation revisited" (2004); a bit that is 0 is a word in common.
    """
    masks = defaultdict(int)
    for index, word in enumerate(words):
        masks[word] |= 1 << index
    everything = rest = (1 << len(words)) - 1
    for word in others:
        if matched := rest & masks.get(word, 0):
            rest = ((rest + matched) | (rest - matched)) & everything
    return len(words) - rest.bit_count()
