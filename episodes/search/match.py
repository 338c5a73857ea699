"""A question as both databases are asked it: words and phrases, all of which must be there, and shelves."""

from dataclasses import dataclass
from datetime import date, timedelta

from episodes.models import EVERYTHING, YEAR, ShelfKind, ShelfTally, shelf_of
from episodes.search.columns import stored, stored_stem
from episodes.search.documents import AUDIO
from episodes.search.words import STOP_WORDS, forms_of

#: So many terms of a question count, and so many words of one of them; whatever follows is left out.
MOST_TERMS, MOST_WORDS = 24, 32
#: Characters of a term that are looked at.
LONGEST_TERM = 2000
SHORTEST_PREFIX = 2
MOST_SHELVES = 24


@dataclass(frozen=True)
class Part:
    """One word, or several that follow each other. ``prefix`` is what the last may also begin with, or empty.

    ``form`` is the prefix as it is spelt, and ``others`` are the words that begin so, where they have been looked up.
    """

    words: tuple[str, ...]
    prefix: str = ""
    form: str = ""
    others: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Match:
    """All of ``parts`` and ``facets`` and one of each of ``choices``, none of ``no_parts`` and ``no_facets``.

    Words are stored words: letters and digits of ASCII, so that nothing in them is syntax of a database. ``asked`` are
    all words that were typed, in their order: what has them in a row comes first.
    """

    parts: tuple[Part, ...] = ()
    no_parts: tuple[Part, ...] = ()
    facets: tuple[str, ...] = ()
    no_facets: tuple[str, ...] = ()
    choices: tuple[tuple[str, ...], ...] = ()
    asked: tuple[str, ...] = ()

    def __bool__(self):
        """Whether anything is asked for at all."""
        return any((self.parts, self.no_parts, self.facets, self.no_facets, self.choices))


def match_of(terms, *, shelves=(), without=(), after=None, before=None, audio=False) -> Match:
    """The ``Match`` of ``text.questions.Term`` and filters; see ``find``.

    Words that stand in every text need not be there where there are others, unless they are asked for in a phrase.
    """
    wanted, unwanted, usual, asked = [], [], [], []
    for term in list(terms)[:MOST_TERMS]:
        forms = forms_of(term.text[:LONGEST_TERM])[:MOST_WORDS]
        part = _part(forms, term.is_prefix and not term.is_negated)
        if not part:
            continue
        if term.is_negated:
            unwanted.append(part)
            continue
        asked += part.words
        if not term.is_phrase and set(forms) <= STOP_WORDS:
            usual.append(part)
        else:
            wanted.append(part)
    facets = [*map(stored, list(shelves)[:MOST_SHELVES]), *([AUDIO] if audio else [])]
    return Match(
        parts=tuple(dict.fromkeys(wanted or usual)),
        no_parts=tuple(dict.fromkeys(unwanted)),
        facets=tuple(dict.fromkeys(facets)),
        no_facets=tuple(dict.fromkeys(map(stored, list(without)[:MOST_SHELVES]))),
        choices=(_days(after, before),) if after or before else (),
        asked=tuple(asked),
    )


def _part(forms, is_prefix):
    if not forms:
        return None
    form = forms[-1] if is_prefix and len(forms[-1]) >= SHORTEST_PREFIX else ""
    return Part(tuple(map(stored_stem, forms)), stored(form), form)


def _days(after: date | None, before: date | None) -> tuple[str, ...]:
    """Words for all that was published from ``after`` on and earlier than ``before``: whole years, months, days."""
    years = ShelfTally.objects.filter(kind=ShelfKind.EPISODE, shelf__startswith=YEAR).values_list("shelf", flat=True)
    years = sorted(int(shelf[1:]) for shelf in years)
    if not years:
        return ()
    first, end = after or date(years[0], 1, 1), before or date(min(years[-1] + 1, date.max.year), 12, 31)
    first = max(first, date(years[0], 1, 1))
    if end > date(years[-1], 12, 31):
        end = date(min(years[-1] + 1, date.max.year), 1, 1)
    return tuple(_spans(first, end, set(years)))


def _spans(first, end, years):
    day = first
    while day < end:
        if day.year not in years:
            following = _next_year(day)
        elif day == date(day.year, 1, 1) and _next_year(day) <= end:
            yield shelf_of(YEAR, day.year)
            following = _next_year(day)
        elif day.day == 1 and _next_month(day) <= end:
            yield f"m{day:%Y%m}"
            following = _next_month(day)
        else:
            yield f"d{day:%Y%m%d}"
            following = day + timedelta(days=1)
        day = following


def _next_year(day):
    return date(day.year + 1, 1, 1)


def _next_month(day):
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


#: The facet that every document has.
ANY = EVERYTHING
