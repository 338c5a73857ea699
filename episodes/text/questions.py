"""What somebody asks the search: words, "exact phrases", -without, and fields such as ``tag:``.

The shape is the one that large search sites share. Every text is a question: what cannot be read as more is words.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

#: More of either costs the search, and nobody types so many.
MOST_TERMS = 32
MOST_FILTERS = 16

NAMES = ("tag", "person", "show")
DATES = ("before", "after")
OPPOSITE = {"before": "after", "after": "before"}

# Straight, typographic, German, French, full-width and Japanese: keyboards put in what they like, so each closes each.
QUOTES = '"“”„‟″＂«»「」『』'
# Hyphen-minus, the dashes that word processors make of it, the minus sign, and the small and full-width ones.
DASHES = "-‐‑‒–−﹣－"
COLONS = ":：﹕"

# Nothing that is seen, or that cannot be written in UTF-8.
UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
TOKEN = re.compile(
    rf"(?P<dashes>[{DASHES}]*)"
    rf"(?:(?P<field>[^\s{QUOTES}{COLONS}]+)[{COLONS}](?=[^\s]))?"
    rf"(?:[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}]?|(?P<word>[^\s{QUOTES}]+)|(?<=[{DASHES}]))"
)
DATE = re.compile(rf"(\d{{4}})(?:[{DASHES}/](\d{{1,2}})(?:[{DASHES}/](\d{{1,2}}))?)?", re.ASCII)


@dataclass(frozen=True)
class Term:
    """A word or an exact phrase, as typed. The last word that is asked for may go on: ``is_prefix``."""

    text: str
    is_phrase: bool = False
    is_negated: bool = False
    is_prefix: bool = False

    def __str__(self):
        words = f'"{self.text}"' if self.is_phrase else self.text
        return f"-{words}" if self.is_negated else words


@dataclass(frozen=True)
class Filter:
    """``field`` is tag, person, show, before or after. The value of a date is ``2024``, ``2024-05`` or ``2024-05-03``.

    Dates are never negated, for each of the two is the opposite of the other: what was published on its first day or
    later is after a date, everything else before it.
    """

    field: str
    value: str
    is_negated: bool = False

    def __str__(self):
        value = f'"{self.value}"' if re.search(r"\s", self.value) else self.value
        return f"{'-' if self.is_negated else ''}{self.field}:{value}"

    @property
    def day(self) -> date:
        """The first day of what a date names."""
        return _first_day(self.value)


@dataclass(frozen=True)
class Question:
    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()

    @property
    def text(self) -> str:
        """The question in its canonical spelling, which is the same question: words first, fields behind."""
        return " ".join(map(str, (*self.terms, *self.filters)))

    @property
    def words(self) -> str:
        """The canonical spelling without the fields."""
        return " ".join(map(str, self.terms))

    def having(self, one: Filter) -> "Question":
        """The same question with one filter more."""
        return replace(self, filters=tuple(dict.fromkeys((*self.filters, one)))[:MOST_FILTERS])

    def without(self, left_out: Filter) -> "Question":
        """The same question with one filter less."""
        return replace(self, filters=tuple(one for one in self.filters if one != left_out))


def parse(text: str) -> Question:
    """The ``Question`` that any text is. Never raises."""
    terms, filters = [], []
    for match in TOKEN.finditer(UNWRITABLE.sub(" ", text)):
        found = _read(**match.groupdict())
        if isinstance(found, Filter):
            filters.append(found)
        elif found and _has_word(found.text):
            terms.append(found)
    terms = list(dict.fromkeys(terms))[:MOST_TERMS]
    return Question(_last_may_go_on(terms), tuple(dict.fromkeys(filters))[:MOST_FILTERS])


def _read(dashes, field, quoted, word):
    """A ``Term`` or ``Filter`` of what ``TOKEN`` found, or None where nothing is left of it."""
    is_negated = len(dashes) == 1  # Two dashes begin a word, such as the option of a program.
    is_phrase = quoted is not None
    value = " ".join(quoted.split()) if is_phrase else word or ""
    if field:
        name = unicodedata.normalize("NFKC", field).lower()
        if name in NAMES:
            return Filter(name, value, is_negated) if value else None
        if name in DATES and (day := _canonical_date(value)):
            return Filter(OPPOSITE[name] if is_negated else name, day)
        if is_phrase:
            # Of an unknown field the name is a word like any other; the phrase is worth more.
            return Term(f"{field} {value}".strip(), True, is_negated)
        value = f"{field}:{value}"
    return Term(value, is_phrase, is_negated)


def _canonical_date(value):
    """``2024-05`` of ``2024/5``; empty where it is no date."""
    match = DATE.fullmatch(unicodedata.normalize("NFKC", value))
    if not match:
        return ""
    canonical = "-".join(part.zfill(2) for part in match.groups() if part)
    return canonical if _first_day(canonical) else ""


def _first_day(value):
    year, month, day = (*map(int, value.split("-")), 1, 1)[:3]
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _has_word(text):
    """Whether there is anything to look for: a letter, a digit, or a sign such as an emoji."""
    return any((kind := unicodedata.category(char))[0] in "LN" or kind == "So" for char in text)


def _last_may_go_on(terms):
    for index in reversed(range(len(terms))):
        if not (terms[index].is_phrase or terms[index].is_negated):
            terms[index] = replace(terms[index], is_prefix=True)
            break
    return tuple(terms)
