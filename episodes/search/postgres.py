"""How PostgreSQL is asked: a tsquery of words in quotation marks, whose weights are columns, newest keys first."""

from episodes.search.match import ANY, Match, Part
from episodes.search.schema import TABLE

#: The weights that the columns have: title, text and context; facets.
TITLE, TEXTS, FACETS = "A", "ABC", "D"


def newest(match: Match, first: int, last: int, most: int, *, in_titles=False) -> tuple[str, list]:
    """``(SQL, parameters)`` of the newest keys from ``first`` to ``last`` that match, at most ``most``."""
    return (
        f"SELECT id FROM {TABLE} WHERE words @@ %s::tsquery AND id BETWEEN %s AND %s ORDER BY id DESC LIMIT %s",  # noqa: S608
        [expression(match, TITLE if in_titles else TEXTS), first, last, most],
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
    return f"'{word}':{star}{weights}"


def _part(part: Part, weights):
    exact = [_word(word, weights) for word in part.words]
    found = [" <-> ".join(exact)]
    if part.prefix:
        found.append(" <-> ".join([*exact[:-1], _word(part.prefix, weights, "*")]))
    return _any(found)


def _any(words):
    return f"({' | '.join(words)})"
