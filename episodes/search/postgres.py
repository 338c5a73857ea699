"""How PostgreSQL is asked: a tsquery of words in quotation marks, whose weights are columns, newest keys first."""

from collections.abc import Mapping
from dataclasses import replace

from django.db import connection
from django.db.models import Q

from episodes.models import SearchKind, SearchState, SearchWord
from episodes.search.keys import GENERATION_AT, KIND, KIND_AT, OBJECT, kind_of, range_of
from episodes.search.match import ANY, Match, Part
from episodes.search.schema import NAMED, TABLE, TITLED

#: The weights that the columns have: title, text and context; facets.
TITLE, TEXTS, FACETS = "A", "ABC", "D"
#: When something was published, as a number.
SECONDS = "EXTRACT(EPOCH FROM published_at)::bigint"
#: So many documents are gathered rather than looked for from the newest on.
FEW = 4000
TITLED_KINDS = {SearchKind.HIGHLIGHT, SearchKind.EPISODE}
#: Words that are looked at for a misspelt one.
ALIKE = 60


def newest(match: Match, first: int, last: int, most: int, *, in_titles=False) -> tuple[str, list]:
    """``(SQL, parameters)`` of the newest keys from ``first`` to ``last`` that match, at most ``most``."""
    has, values = "words @@ %s::tsquery", [expression(match, TITLE if in_titles else TEXTS)]
    if in_titles and match.parts and kind_of(first) in TITLED_KINDS:
        # Weights are not in the index of words: the rows themselves would be read for them.
        titled, others = " & ".join(_part(part, "") for part in match.parts), replace(match, parts=())
        conditions = ["to_tsvector('simple'::regconfig, title) @@ %s::tsquery", TITLED, *[has] * bool(others)]
        has, values = " AND ".join(conditions), [titled, *[expression(others)] * bool(others)]
    return (
        f"SELECT id FROM {TABLE} WHERE {has} AND id BETWEEN %s AND %s ORDER BY id DESC LIMIT %s",  # noqa: S608
        [*values, first, last, most],
    )


def newest_of_few(match: Match, generation: int, most: Mapping[SearchKind, int]) -> tuple[str, list] | None:
    """``(SQL, parameters)`` of ``(kind, key)`` of all kinds at once; None where too many are likely to match.

    The index of words knows no order and no kinds: what a word is in would be gathered anew for every kind.
    """
    words = expression(match)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT id FROM {TABLE} WHERE words @@ %s::tsquery", [words])  # noqa: S608
        [[plan]] = cursor.fetchall()
    if plan[0]["Plan"]["Plan Rows"] > FEW:
        return None
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
        f"SELECT id & {OBJECT} FROM {TABLE} WHERE to_tsvector('simple'::regconfig, title) @@ %s::tsquery"  # noqa: S608
        f" AND {NAMED.format(row='')} AND ((id >> {KIND_AT}) & {KIND}) = {int(kind)}"
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
    with connection.cursor() as cursor:
        cursor.execute(
            f"(SELECT word, count FROM {table} WHERE word %% %s"  # noqa: S608
            f" ORDER BY similarity(word, %s) DESC, count DESC LIMIT {ALIKE})"
            f" UNION SELECT word, count FROM {table} WHERE word LIKE %s AND length(word) BETWEEN %s AND %s",
            [word, word, f"{word[:2]}%", len(word) - 2, len(word) + 2],
        )
        return dict(cursor.fetchall())
