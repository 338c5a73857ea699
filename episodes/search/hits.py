"""What matches, asked of the database in use: keys, and the rows behind them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.db import connection

from episodes.models import SearchDocument, SearchKind, SearchWord
from episodes.search import postgres, sqlite
from episodes.search.columns import stored
from episodes.search.match import Match
from episodes.search.rank import Row
from episodes.search.reading import reader

#: Characters of a text by which it is ranked.
RANKED_TEXT = 1500
#: Documents of a kind, from which on a word that is typed is taken to be whole.
ENOUGH = 100
#: Words that one word is the beginning of.
MOST_OTHERS = 32


def dialect():
    """How the database in use is asked."""
    return postgres if connection.vendor == "postgresql" else sqlite


def expanded(match: Match) -> Match:
    """``match`` with the words that the last one may be the beginning of, the most usual ones; one query if any.

    Neither database walks all words that begin alike newest first, but gathers everything that has any of them.
    """
    return replace(match, parts=tuple(_expanded(part) for part in match.parts))


def _expanded(part):
    if not part.prefix:
        return part
    words = SearchWord.objects.filter(dialect().begins(part.form)).order_by("-count", "word")
    words = map(stored, words.values_list("word", flat=True)[:MOST_OTHERS])
    return replace(part, others=tuple(word for word in words if word != part.words[-1]))


def newest_keys(match: Match, generation: int, most: Mapping[SearchKind, int], *, in_titles=False) -> dict:
    """``{kind: [key]}`` of the newest documents of each kind that match, at most ``most``; two statements.

    Where ``ENOUGH`` have the words as they stand, those in which they are only beginnings are not asked for.
    """
    whole = replace(match, parts=tuple(replace(part, others=()) for part in match.parts))
    keys = _newest_keys(whole, generation, most, in_titles)
    if whole != match:
        few = {kind: number for kind, number in most.items() if len(keys[kind]) < min(number, ENOUGH)}
        keys |= _newest_keys(match, generation, few, in_titles)
    return keys


def _newest_keys(match, generation, most, in_titles):
    if not most:
        return {}
    sql, values = dialect().newest(match, generation, most, in_titles=in_titles)
    keys = {kind: [] for kind in most}
    with reader().cursor() as cursor:
        cursor.execute(sql, values)
        for kind, key in cursor.fetchall():
            keys[kind].append(key)
    for found in keys.values():
        found.sort(reverse=True)
    return keys


def rows_of(keys: Iterable[int], *, with_texts=True) -> list[Row]:
    """The rows of some keys, for ranking; without their texts where only their time counts."""
    texts = f"title, substr(text, 1, {RANKED_TEXT}), context" if with_texts else "'', '', ''"
    columns = f"id, {dialect().SECONDS}, {texts}, facets"
    return list(map(Row._make, _of(keys, columns)))


def facets_of(keys: Iterable[int]) -> list[str]:
    """The facets of some documents."""
    return [facets for (facets,) in _of(keys, "facets")]


def _of(keys, columns):
    keys, table = list(keys), SearchDocument._meta.db_table
    if not keys:
        return []
    with reader().cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT {columns} FROM {table} WHERE id = ANY(%s)", [keys])  # noqa: S608
        else:
            # Numbers of our own: more of them than SQLite takes as parameters.
            numbers = ", ".join(str(int(key)) for key in keys)
            cursor.execute(f"SELECT {columns} FROM {table} WHERE id IN ({numbers})")  # noqa: S608
        return cursor.fetchall()
