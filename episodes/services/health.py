"""Whether what is derived from content agrees with it: for ``manage.py check`` and after a migration."""

import sys

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connection, connections

from episodes.models import Episode, SearchKind, SearchState
from episodes.search import schema
from episodes.search.health import differences
from episodes.services.rebuilding import rebuild

HINT = "manage.py rebuild_search puts that right."


def check_search(app_configs=None, databases=None, **kwargs):
    """A system check of the kind that reads the database. It says nothing before the tables are there."""
    if DEFAULT_DB_ALIAS not in (databases or ()) or not _has_tables(connection):
        return []
    if schema.missing(connection):
        return [checks.Warning("Search finds nothing: its index is missing.", hint=HINT, id="episodes.W001")]
    return [
        checks.Warning(
            f"Search knows {one.indexed} and not {one.public} of what is public: {_name(one.kind)}.",
            hint=HINT,
            id="episodes.W002",
        )
        for one in differences()
    ]


def search_state() -> str:
    """Why search finds nothing, or an empty text. Whether it finds all is for ``check_search``: that takes longer."""
    if schema.missing(connection):
        return "its index is missing"
    return "" if SearchState.objects.exists() else "it was never built"


def _name(kind):
    return "episodes with a transcript" if kind == SearchKind.PASSAGE else f"documents of kind {SearchKind(kind).label}"


def ensure_search(using=DEFAULT_DB_ALIAS, say=lambda line: print(line, file=sys.stderr)):
    """After each migration the index is there, and on a site that had content before there was one it is built.

    A migration that remakes a table on SQLite takes along what kept the index.
    """
    if using != DEFAULT_DB_ALIAS or not _has_tables(connections[using]):
        return
    if schema.missing(connections[using]):
        schema.create(connections[using])
    if not SearchState.objects.exists():
        if Episode.objects.published().exists():
            say("Search: building the index of what is public …")
            rebuild()
        else:
            SearchState.objects.create(pk=1)


def _has_tables(connection):
    """Whether all tables of today are there: a migration may have gone back."""
    needed = {schema.TABLE, SearchState._meta.db_table}
    if not needed <= set(connection.introspection.table_names()):
        return False
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, Episode._meta.db_table)
    return "changed_at" in {column.name for column in described}
