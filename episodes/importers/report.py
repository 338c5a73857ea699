"""What every importer answers: a report of what it made, changed, kept, skipped and doubted."""

import difflib
import re
from collections import Counter
from dataclasses import dataclass, field

SIMILAR = 0.6  # The share of words in common from which two texts count as versions of one.
MOST_WORDS = 1_500  # Beyond that many words a side, what differs is shown as a whole.
AROUND = 4  # Words of unchanged text on either side of a difference.
MOST_CHARACTERS = 100_000  # Of a text, for its first words.
MOST_IN_ORDER = 50  # Pairs of texts with the same words whose order is compared in vain.
LONGEST_PIECE = 60  # Words of one difference that are shown.
WORD = re.compile(r"\w+")


class ImportRefused(ValueError):
    """A file or text cannot be imported. The message is one sentence for people, with the line where there is one."""


@dataclass(frozen=True)
class Change:
    """A field that gets another value. ``what`` names it for people, the values are plain text."""

    what: str
    before: str
    after: str

    @property
    def pieces(self):
        """``differences`` of the two values."""
        return differences(self.before, self.after)


@dataclass
class Report:
    """Sentences for people; ``changed`` holds ``Change`` objects. Two equal reports say the same."""

    made: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)

    @property
    def nothing(self):
        """True where no row of content is made or changed."""
        return not (self.made or self.changed)


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """What differs between two texts, word by word: ``[("same" | "removed" | "added", words)]``.

    Long unchanged stretches are shortened to the words around a difference.
    """
    old, new = before.split(), after.split()
    pieces = []
    for kind, old_from, old_to, new_from, new_to in _operations(old, new):
        if kind == "equal":
            pieces.append(("same", old[old_from:old_to]))
            continue
        pieces += [("removed", old[old_from:old_to])] if old_to > old_from else []
        pieces += [("added", new[new_from:new_to])] if new_to > new_from else []
    last = len(pieces) - 1
    return [
        (kind, " ".join(_shortened(words, first=index == 0, last=index == last) if kind == "same" else _cut(words)))
        for index, (kind, words) in enumerate(pieces)
    ]


def are_similar(one: str, other: str) -> bool:
    """Whether two texts are versions of one, by the words they share in order."""
    return Likeness().of(one, other)


class Likeness:
    """``are_similar`` for many pairs of texts: each text is split once, and the costly pairs are counted.

    Texts of the same words in another order are rare; past ``MOST_IN_ORDER`` pairs of them no more are looked for.
    """

    def __init__(self):
        self._split = {}
        self._in_vain = 0

    def of(self, one: str, other: str) -> bool:
        (old, old_counts), (new, new_counts) = self._words(one), self._words(other)
        enough = SIMILAR * (len(old) + len(new)) / 2
        if min(len(old), len(new)) < enough or (old_counts & new_counts).total() < enough:
            return False
        if old == new:
            return True
        if self._in_vain >= MOST_IN_ORDER:
            return False
        similar = difflib.SequenceMatcher(None, old, new, autojunk=False).ratio() >= SIMILAR
        self._in_vain += not similar
        return similar

    def _words(self, text):
        if text not in self._split:
            words = WORD.findall(text[:MOST_CHARACTERS].casefold())[:MOST_WORDS]
            self._split[text] = words, Counter(words)
        return self._split[text]


def _operations(old, new):
    if max(len(old), len(new)) <= MOST_WORDS:
        return difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    shortest = min(len(old), len(new))
    head = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    tail = next((at for at in range(shortest - head) if old[-1 - at] != new[-1 - at]), shortest - head)
    old_end, new_end = len(old) - tail, len(new) - tail
    operations = [
        ("equal", 0, head, 0, head),
        ("replace", head, old_end, head, new_end),
        ("equal", old_end, len(old), new_end, len(new)),
    ]
    return [operation for operation in operations if operation[1] < operation[2] or operation[3] < operation[4]]


def _shortened(words, *, first, last):
    before, after = ([] if first else words[:AROUND]), ([] if last else words[-AROUND:])
    return words if len(words) <= len(before) + len(after) + 2 else [*before, "…", *after]


def _cut(words):
    return words if len(words) <= LONGEST_PIECE else [*words[: LONGEST_PIECE // 2], "…", *words[-LONGEST_PIECE // 2 :]]
