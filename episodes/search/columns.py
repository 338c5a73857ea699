"""What the columns of a document hold: words of ASCII letters and digits, which both databases read alike."""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from episodes.search.words import REMEMBERED, forms_of, stem

#: Stands between parts of a column, so that no phrase reaches from one into the next. No question has this word.
EDGE = "qzxjq"
#: Words of one column. PostgreSQL knows places up to 16,383 in all columns together.
MOST_WORDS = 12_000
#: Characters of a text whose words are looked for at all.
LONGEST_TEXT = 200_000
SHORTEST_SPELT = 2
OTHER = re.compile(r"[^a-z0-9]")


@lru_cache(maxsize=REMEMBERED)
def stored_stem(form: str) -> str:
    """The stem of a word as it is stored."""
    return stored(stem(form))


@lru_cache(maxsize=REMEMBERED)
def stored(word: str) -> str:
    """A word as it is stored. Letter by letter, so that the beginning of a word stays one."""
    if word.isascii() and word.isalpha():
        return word if word != EDGE else EDGE + EDGE
    # A database takes "1e5abc" apart for a number; behind a letter it does not.
    first = "n" if "0" <= word[:1] <= "9" else ""
    return first + OTHER.sub(lambda match: f"q{ord(match[0]):05x}", word)


class Column:
    """Gathers texts: their stems in order, and then, once each, the spellings that differ from the stems.

    By these the beginning of a word is found that its stem no longer has: "interpretab" of "interpretability".
    """

    def __init__(self, *texts, most=MOST_WORDS):
        self.stems, self.forms, self.left = [], {}, most
        for text in texts:
            self.add(text)

    def add(self, text: str):
        forms = forms_of(text[:LONGEST_TEXT])[: self.left] if text else []
        if forms:
            # Spellings take their places, too.
            self.left = max(0, self.left - len(forms) - len(set(forms)))
            self.stems += [*([EDGE] if self.stems else []), *map(stored_stem, forms)]
            self.forms |= dict.fromkeys(forms)

    def __str__(self):
        if not self.stems:
            return ""
        known = set(self.stems)
        others = [word for word in map(stored, self.forms) if word not in known]
        return " ".join([*self.stems, EDGE, *others, EDGE])

    def spelt(self) -> set[str]:
        """The words that a beginning of a word, or a misspelt one, may be meant to be."""
        return {form for form in self.forms if len(form) >= SHORTEST_SPELT}


def parts_of(column: str) -> list[str]:
    """The texts of a stored column, as stems; without the spellings behind them."""
    return [part.strip() for part in column.split(f" {EDGE}")[:-2]]


def facets_of(shelves: Iterable[str], published_at: datetime | None, *more: str) -> str:
    """The words for what a document stands on, and for its month and day, by which times are told apart."""
    dates = [f"m{published_at:%Y%m}", f"d{published_at:%Y%m%d}"] if published_at else []
    return " ".join(sorted({*shelves, *dates, *more}))
