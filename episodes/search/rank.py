"""Which of the documents that match is meant: titles before phrases before texts before what is around.

Both databases only find; the order is made here, so that it is the same on both.
"""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils import timezone

from episodes.search.columns import EDGE, parts_of
from episodes.search.match import Match

#: What a word counts in a title, in a text and more where it is said often, and where only something around it has it.
TITLE, TEXT, OFTEN, CONTEXT = 6.0, 1.0, 2.0, 0.8
#: What it counts that something around it, such as a tag, is called exactly as asked; a tag and its show count twice.
CALLED, MOST_CALLED = 0.5, 2
#: A word that only begins as asked counts less than the word itself.
BEGINNING = 0.7
#: All that was asked in a row: as the whole title, in a title, in a text; and the share of the title that it is.
WHOLE_TITLE, ROW_IN_TITLE, ROW_IN_TEXT, SHARE = 8.0, 6.0, 4.0, 3.0
#: What is of today, and after how many seconds half of it is left.
NEW, HALF_LIFE = 0.6, 365 * 86_400
#: How fast a word that is said again stops to count, and how much longer texts are held back.
SATURATION, LENGTH = 1.2, 0.5


class Row(NamedTuple):
    """The columns of a document; of a long text the beginning, and of its date the seconds since 1970, or None."""

    key: int
    seconds: int | None
    title: str
    text: str
    context: str
    facets: str


def ranked(match: Match, rows: Iterable[Row]) -> list[Row]:
    """Rows of one kind, the best first; of equals the newest."""
    rows = list(rows)
    if not match.parts:
        return sorted(rows, key=_newest, reverse=True)
    usual = sum(len(row.text) for row in rows) / len(rows) if rows else 0
    score = _Score(match, usual or 1)
    return sorted(rows, key=lambda row: (score(row), *_newest(row)), reverse=True)


def _newest(row):
    return (row.seconds or 0, row.key)


class _Score:
    """What a row counts. Words are looked for as text between spaces: that is quick, and there are hundreds of rows."""

    def __init__(self, match, usual_length):
        self.usual, self.now = usual_length, timezone.now().timestamp()
        self.parts = [
            (f" {' '.join(part.words)} ", part.prefix and f" {' '.join([*part.words[:-1], part.prefix])}")
            for part in match.parts
        ]
        self.number = len(match.asked)
        self.row = " ".join(match.asked)
        self.in_row, self.named = f" {self.row} ", f"{EDGE} {self.row} {EDGE}"

    def __call__(self, row):
        title, text = f" {row.title} ", f" {row.text} "
        norm = SATURATION * (1 - LENGTH + LENGTH * len(text) / self.usual)
        score = 0
        for part in self.parts:
            score += self._part(part, title, text, norm)
        in_title = self._title(row.title) if self.in_row in title else 0
        if in_title:
            score += in_title
        elif self.number > 1 and self.in_row in text:
            score += ROW_IN_TEXT
        score += CALLED * min(f"{EDGE} {row.context}".count(self.named), MOST_CALLED)
        if row.seconds is not None:
            score += NEW / (1 + max(0, self.now - row.seconds) / HALF_LIFE)
        return score

    def _part(self, part, title, text, norm):
        word, beginning = part
        score = 0
        if word in title:
            score = TITLE
        elif beginning and beginning in title:
            score = TITLE * BEGINNING
        often, weight = text.count(word), 1
        if not often and beginning:
            often, weight = text.count(beginning), BEGINNING
        if often:
            return score + weight * (TEXT + OFTEN * often / (often + norm))
        return score or CONTEXT

    def _title(self, title):
        """What it counts that all words stand in a row in the title, or in one of the names that it consists of."""
        names = parts_of(title)
        lengths = [name.count(" ") + 1 for name in names if self.in_row in f" {name} "]
        if not lengths:
            return 0
        score = SHARE * self.number / min(lengths)
        if self.row in names:
            score += WHOLE_TITLE
        return score + (ROW_IN_TITLE if self.number > 1 else 0)
