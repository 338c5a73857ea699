"""How SQLite is asked: FTS5 expressions of words in quotation marks, newest keys first."""

from episodes.search.match import ANY, Match, Part
from episodes.search.schema import INDEX

TEXTS = "{title text context}"


def newest(match: Match, first: int, last: int, most: int, *, in_titles=False) -> tuple[str, list]:
    """``(SQL, parameters)`` of the newest keys from ``first`` to ``last`` that match, at most ``most``."""
    return (
        f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s",  # noqa: S608
        [expression(match, "{title}" if in_titles else TEXTS), first, last, most],
    )


def expression(match: Match, columns: str = TEXTS) -> str:
    wanted = [f"{columns} : ({_part(part)})" for part in match.parts]
    wanted += [f'facets : "{word}"' for word in match.facets]
    wanted += [f"facets : ({_any(words)})" for words in match.choices]
    wanted = " AND ".join(wanted) or f'facets : "{ANY}"'
    unwanted = [f"{TEXTS} : ({_part(part)})" for part in match.no_parts]
    unwanted += [f'facets : "{word}"' for word in match.no_facets]
    return f"({wanted}) NOT ({' OR '.join(unwanted)})" if unwanted else wanted


def _part(part: Part):
    exact = f'"{" ".join(part.words)}"'
    if not part.prefix:
        return exact
    return f'{exact} OR "{" ".join([*part.words[:-1], part.prefix])}" *'


def _any(words):
    # Nothing has a word of no letters, and an empty choice leaves nothing.
    return " OR ".join(f'"{word}"' for word in words) or '"0"'
