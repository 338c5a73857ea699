"""Statements put together of others."""

from collections.abc import Mapping

from episodes.models import SearchKind


def of_each_kind(selects: Mapping[SearchKind, tuple[str, list]]) -> tuple[str, list]:
    """``(SQL, parameters)`` of ``(kind, key)``, from those of the keys of each kind."""
    parts = (f"SELECT {int(kind)}, found.* FROM ({sql}) found" for kind, (sql, _values) in selects.items())  # noqa: S608
    return " UNION ALL ".join(parts), [value for _sql, values in selects.values() for value in values]
