"""The door of search: what a question finds, grouped by kind, the best first, with what is left on each shelf."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from episodes.models import PERSON, SHOW, TAG, YEAR, SearchKind
from episodes.search.documents import AUDIO
from episodes.search.hits import expanded, facets_of, newest_keys, rows_of
from episodes.search.keys import KIND, KIND_AT, generations, object_of
from episodes.search.match import match_of
from episodes.search.rank import ranked
from episodes.search.spelling import did_you_mean
from episodes.search.suggestions import Suggestion, suggest

__all__ = ["Found", "Group", "Suggestion", "did_you_mean", "find", "suggest"]

#: So far hits of a kind are counted; beyond, it is "at least".
MOST_COUNTED = 500
#: So many of the newest are ranked, and as many of those that have all of it in the title. The others stand behind.
#: Of hits without end fewer: none of them is what somebody looks for who asks in so usual words.
MOST_RANKED, RANKED_OF_MANY = 200, 60
SIZE = 20
#: Letters of facets that others are told of: tag, person, show, year.
LETTERS = frozenset({TAG, PERSON, SHOW, YEAR})
#: The kinds whose documents have titles.
TITLED = {SearchKind.HIGHLIGHT, SearchKind.EPISODE, SearchKind.PERSON, SearchKind.TAG}
#: How often it is asked again for another generation.
TIMES = 3


@dataclass(frozen=True)
class Group:
    """``count`` hits of a kind, at least where ``is_capped``; ``keys`` are primary keys, the best first.

    The key of a passage is that of its first ``Cue``; see ``passages.passage_lines``.
    """

    count: int = 0
    is_capped: bool = False
    keys: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """``groups`` are of the kinds that were asked for, ``kinds`` are the counts of all: ``{kind: number}``.

    ``facets`` says how many of the groups' hits stand on a shelf, ``{"t34": 5, "a1": 12}``; where ``is_capped`` it is
    more, and of some shelves nothing is known.
    """

    groups: dict[SearchKind, Group] = field(default_factory=dict)
    kinds: dict[SearchKind, int] = field(default_factory=dict)
    facets: dict[str, int] = field(default_factory=dict)
    is_capped: bool = False

    @property
    def count(self):
        return sum(group.count for group in self.groups.values())


def find(
    terms: Iterable,
    *,
    shelves: Iterable[str] = (),
    without: Iterable[str] = (),
    after: date | None = None,
    before: date | None = None,
    audio: bool = False,
    newest: bool = False,
    kinds: Iterable[SearchKind] | None = None,
    start: int = 0,
    size: int = SIZE,
) -> Found:
    """What has all ``terms`` (``text.questions.Term``), stands on all ``shelves`` and on none of those ``without``.

    ``after`` is the first day on which it may have been published, ``before`` the first on which it may not any more.
    Of each kind the hits from ``start`` on are given, at most ``size``: the best first, or the ``newest``. Nothing is
    asked for: nothing is found. At most eight queries. Never raises for what a person can type.
    """
    match = match_of(terms, shelves=shelves, without=without, after=after, before=before, audio=audio)
    if not match:
        return Found()
    match = expanded(match)
    # Where nothing is asked in words, nothing is better than what is newer.
    order = replace(match, parts=()) if newest else match
    kinds = set(SearchKind if kinds is None else kinds)
    start, size = max(0, start), max(0, size)
    for _time in range(TIMES):
        generation, _building = generations()
        keys = newest_keys(match, generation, dict.fromkeys(SearchKind, MOST_COUNTED + 1))
        rows = _rows(match, generation, {kind: keys[kind] for kind in kinds}, by_words=bool(order.parts))
        # Between two statements another generation may have taken the place of the one that was asked.
        if rows or not any(keys[kind] for kind in kinds):
            break
    by_kind = _by_kind(rows)
    return Found(
        groups={kind: _group(order, keys[kind], by_kind[kind], start, size) for kind in sorted(kinds)},
        kinds={kind: min(len(found), MOST_COUNTED) for kind, found in keys.items()},
        facets=_facets(keys, kinds, rows),
        is_capped=any(len(keys[kind]) > MOST_COUNTED for kind in kinds),
    )


def _rows(match, generation, keys, *, by_words):
    """``{key: Row}`` of those hits that are put in order: by their words, or else by their time."""
    if not by_words:
        # Of those that are counted to their end the facets are wanted anyway.
        whole = (found if len(found) <= MOST_COUNTED else found[:MOST_RANKED] for found in keys.values())
        return {row.key: row for row in rows_of(chain.from_iterable(whole), with_texts=False)}
    most = {kind: MOST_RANKED if len(found) <= MOST_COUNTED else RANKED_OF_MANY for kind, found in keys.items()}
    many = {kind: number for kind, number in most.items() if len(keys[kind]) > number and kind in TITLED}
    titled = newest_keys(match, generation, many, in_titles=True)
    wanted = {key for kind, found in keys.items() for key in found[: most[kind]]}
    wanted.update(key for found in titled.values() for key in found)
    return {row.key: row for row in rows_of(wanted)}


def _group(by, keys, rows, start, size):
    best = [row.key for row in ranked(by, rows.values())]
    order = best[start : start + size]
    if len(order) < size:
        behind = [key for key in keys if key not in rows]
        order += behind[max(0, start - len(best)) :][: size - len(order)]
    count = min(len(keys), MOST_COUNTED)
    return Group(count, len(keys) > MOST_COUNTED, [object_of(key) for key in order])


def _by_kind(rows):
    """``{kind: {key: Row}}``"""
    found = {kind: {} for kind in SearchKind}
    for key, row in rows.items():
        found[key >> KIND_AT & KIND][key] = row
    return found


def _facets(keys, kinds, rows):
    # Where hits are not all counted, those on shelves need not be either.
    counted = [kind for kind in kinds if len(keys[kind]) <= MOST_COUNTED]
    others = [key for kind in counted for key in keys[kind] if key not in rows]
    counted = Counter(" ".join([*(row.facets for row in rows.values()), *facets_of(others)]).split(" "))
    return {
        facet: number
        for facet, number in counted.items()
        if facet == AUDIO or (facet[:1] in LETTERS and facet[1:].isdigit())
    }
