"""How SQLite is asked: FTS5 expressions of words in quotation marks, newest keys first."""

from collections.abc import Mapping

from django.db.models import Q
from django.db.models.functions import Length

from episodes.models import SearchKind, SearchState, SearchWord
from episodes.search.keys import GENERATION_AT, KIND_AT, OBJECT, range_of
from episodes.search.match import ANY, Match, Part
from episodes.search.schema import INDEX, NAMES
from episodes.search.selects import of_each_kind

TEXTS = "{title text context}"
#: When something was published, as a number.
SECONDS = "CAST(strftime('%s', published_at) AS INTEGER)"


def newest(match: Match, generation: int, most: Mapping[SearchKind, int], *, in_titles=False) -> tuple[str, list]:
    """``(SQL, parameters)`` of ``(kind, key)`` of the newest documents of each kind that match, at most ``most``."""
    words = expression(match, "{title}" if in_titles else TEXTS)
    sql = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s"  # noqa: S608
    return of_each_kind({kind: (sql, [words, *range_of(generation, kind), number]) for kind, number in most.items()})


def expression(match: Match, columns: str = TEXTS) -> str:
    wanted = [f"{columns} : ({_part(part)})" for part in match.parts]
    wanted += [f'facets : "{word}"' for word in match.facets]
    wanted += [f"facets : ({_any(words)})" for words in match.choices]
    wanted = " AND ".join(wanted) or f'facets : "{ANY}"'
    unwanted = [f"{TEXTS} : ({_part(part)})" for part in match.no_parts]
    unwanted += [f'facets : "{word}"' for word in match.no_facets]
    return f"({wanted}) NOT ({' OR '.join(unwanted)})" if unwanted else wanted


def _part(part: Part):
    first, found = part.words[:-1], [f'"{" ".join(part.words)}"']
    if part.others is not None:
        found += [f'"{" ".join([*first, other])}"' for other in part.others]
    elif part.prefix:
        found.append(f'"{" ".join([*first, part.prefix])}" *')
    return " OR ".join(found)


def _any(words):
    # Nothing has a word of no letters, and an empty choice leaves nothing.
    return " OR ".join(f'"{word}"' for word in words) or '"0"'


def named(match: Match, kind: SearchKind, most: int) -> tuple[str, list]:
    """``(SQL, parameters)`` of the primary keys of the newest things of a kind whose names match."""
    generation = f"COALESCE((SELECT generation FROM {SearchState._meta.db_table} LIMIT 1), 1)"  # noqa: S608
    first = f"(({generation} << {GENERATION_AT}) + {int(kind) << KIND_AT})"
    return (
        f"SELECT rowid & {OBJECT} FROM {NAMES} WHERE {NAMES} MATCH %s"  # noqa: S608
        f" AND rowid BETWEEN {first} AND {first} + {OBJECT} ORDER BY rowid DESC LIMIT %s",
        [expression(match, "{title}"), most],
    )


def begins(word: str) -> Q:
    """A condition for words that begin with ``word``, which an index answers."""
    return Q(word__gte=word, word__lt=word[:-1] + chr(ord(word[-1]) + 1))


def alike(word: str) -> dict[str, int]:
    """``{word: count}`` of words that may be meant by a misspelt one: of its first two letters and about as long."""
    condition = Q(word__in=[])
    for letter in set(word[:2]):
        condition |= begins(letter)
    words = SearchWord.objects.filter(condition).annotate(letters=Length("word"))
    near = words.filter(letters__range=(len(word) - 2, len(word) + 2))
    return dict(near.values_list("word", "count"))
