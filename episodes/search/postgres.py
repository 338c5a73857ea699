"""How PostgreSQL is asked: a tsquery of words in quotation marks, whose weights are columns, newest keys first."""

from collections.abc import Mapping
from dataclasses import replace

from django.db.models import Q

from episodes.models import SearchKind, SearchState, SearchWord
from episodes.search.keys import GENERATION_AT, KIND, KIND_AT, OBJECT, range_of
from episodes.search.match import ANY, Match, Part
from episodes.search.reading import reader
from episodes.search.schema import OF_KIND, TABLE, TITLED
from episodes.search.selects import of_each_kind

#: The weights that the columns have: title, text and context; facets.
TITLE, TEXTS, FACETS = "A", "ABC", "D"
HAS, IN_TITLE = "words @@ %s::tsquery", "to_tsvector('simple'::regconfig, title) @@ %s::tsquery"
#: When something was published, as a number.
SECONDS = "EXTRACT(EPOCH FROM published_at)::bigint"
#: So many documents are gathered rather than looked for from the newest on.
FEW, TOGETHER = 4000, 3
#: From so many on, enough of them are among the newest episodes.
MANY = 60_000
TITLED_KINDS = {SearchKind.HIGHLIGHT, SearchKind.EPISODE}
#: Kinds of which there are few, so that most words are in hardly any of them.
SCARCE_KINDS = {SearchKind.PERSON, SearchKind.TAG}
#: Words that are looked at for a misspelt one.
ALIKE = 60


def newest(match: Match, generation: int, most: Mapping[SearchKind, int], *, in_titles=False) -> tuple[str, list]:
    """``(SQL, parameters)`` of ``(kind, key)`` of the newest documents of each kind that match, at most ``most``."""
    if in_titles:
        return _in_titles(match, generation, most)
    words = expression(match)
    likely = _likely(HAS, [words])
    if likely <= FEW and len(most) >= TOGETHER:
        return _all_kinds(words, generation, most)
    return of_each_kind({kind: _of_kind(words, generation, kind, number, likely) for kind, number in most.items()})


def _likely(condition, values):
    """How many documents meet a condition, as far as the database guesses."""
    with reader().cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT id FROM {TABLE} WHERE {condition}", values)  # noqa: S608
        [[plan]] = cursor.fetchall()
    return plan[0]["Plan"]["Plan Rows"]


def _in_titles(match, generation, most):
    """Weights are not in the index of words. So few titles are gathered by one of their own, and of many the newest
    documents are read until enough have it there."""
    weighted, rest = [HAS, [expression(match, TITLE)]], replace(match, parts=())
    titled = [f"{IN_TITLE} AND {TITLED}", [" & ".join(_part(part, "") for part in match.parts)]]
    are_few = match.parts and not TITLED_KINDS.isdisjoint(most) and _likely(*titled) <= FEW
    if rest:
        titled = [f"{titled[0]} AND {HAS}", [*titled[1], expression(rest)]]
    return of_each_kind(
        {
            kind: _select(*(titled if are_few and kind in TITLED_KINDS else weighted), generation, kind, number)
            for kind, number in most.items()
        }
    )


def _all_kinds(words, generation, most):
    """The index of words knows no order and no kinds: what a word is in would be gathered anew for every kind."""
    first, last = range_of(generation)
    limits = " ".join(f"WHEN {int(kind)} THEN {int(number)}" for kind, number in most.items())
    return (
        "SELECT kind, id FROM ("  # noqa: S608
        f"SELECT id, (id >> {KIND_AT}) & {KIND} AS kind,"
        f" row_number() OVER (PARTITION BY id >> {KIND_AT} ORDER BY id DESC) AS place"
        f" FROM {TABLE} WHERE words @@ %s::tsquery AND id BETWEEN %s AND %s) found"
        f" WHERE place <= CASE kind {limits} ELSE 0 END",
        [words, first, last],
    )


def _of_kind(words, generation, kind, most, likely):
    """Many are walked from the newest on; of kinds that have an index of their own, few are gathered by that."""
    is_gathered = kind in SCARCE_KINDS or (kind == SearchKind.EPISODE and likely <= MANY)
    own = f" AND {OF_KIND[kind]}" if is_gathered else ""
    return _select(f"{HAS}{own}", [words], generation, kind, most)


def _select(condition, values, generation, kind, most):
    # Nobody walks the keys, working out each title, where the order is made of a sum.
    by = "id + 0" if IN_TITLE in condition else "id"
    return (
        f"SELECT id FROM {TABLE} WHERE {condition} AND id BETWEEN %s AND %s ORDER BY {by} DESC LIMIT %s",  # noqa: S608
        [*values, *range_of(generation, kind), most],
    )


def expression(match: Match, weights: str = TEXTS) -> str:
    wanted = [_part(part, weights) for part in match.parts]
    wanted += [_word(word, FACETS) for word in match.facets]
    wanted += [_any(_word(word, FACETS) for word in words or ["0"]) for words in match.choices]
    unwanted = [_part(part, TEXTS) for part in match.no_parts]
    unwanted += [_word(word, FACETS) for word in match.no_facets]
    wanted = wanted or [_word(ANY, FACETS)]
    return " & ".join([*wanted, *(f"!{word}" for word in unwanted)])


def _word(word, weights, star=""):
    return f"'{word}'{':' if star or weights else ''}{star}{weights}"


def _part(part: Part, weights):
    exact = [_word(word, weights) for word in part.words]
    found, first = [" <-> ".join(exact)], exact[:-1]
    if part.others is not None:
        found += [" <-> ".join([*first, _word(other, weights)]) for other in part.others]
    elif part.prefix:
        found.append(" <-> ".join([*first, _word(part.prefix, weights, "*")]))
    return _any(found)


def _any(words):
    return f"({' | '.join(words)})"


def named(match: Match, kind: SearchKind, most: int) -> tuple[str, list]:
    """``(SQL, parameters)`` of the primary keys of the newest things of a kind whose names match."""
    generation = f"COALESCE((SELECT generation FROM {SearchState._meta.db_table} LIMIT 1), 1)"  # noqa: S608
    # The order is made of a sum, so that nobody walks the primary key for it: the index of names has few rows.
    return (
        f"SELECT id & {OBJECT} FROM {TABLE} WHERE {IN_TITLE} AND {OF_KIND[kind]}"  # noqa: S608
        f" AND (id >> {GENERATION_AT}) = {generation} ORDER BY id + 0 DESC LIMIT %s",
        [" & ".join(_part(part, "") for part in match.parts), most],
    )


def begins(word: str) -> Q:
    """A condition for words that begin with ``word``, which an index answers."""
    return Q(word__startswith=word)


def alike(word: str) -> dict[str, int]:
    """``{word: count}`` of words that may be meant by a misspelt one.

    Those that share the most groups of three letters, and, since "mikrofone" shares few with "microphone", those with
    the same two first letters that are about as long.
    """
    table = SearchWord._meta.db_table
    with reader().cursor() as cursor:
        cursor.execute(
            f"(SELECT word, count FROM {table} WHERE word %% %s"  # noqa: S608
            f" ORDER BY similarity(word, %s) DESC, count DESC LIMIT {ALIKE})"
            f" UNION SELECT word, count FROM {table} WHERE word LIKE %s AND length(word) BETWEEN %s AND %s",
            [word, word, f"{word[:2]}%", len(word) - 2, len(word) + 2],
        )
        return dict(cursor.fetchall())
