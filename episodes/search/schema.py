"""The index of the documents: FTS5 tables kept by triggers on SQLite, a generated column with GIN on PostgreSQL.

It can be made at any time from the documents that are there, and it is made again where something has dropped it:
Django remakes a table on SQLite to change it, and what hangs on the old one is gone.
"""

from django.db import DatabaseError

TABLE = "episodes_searchdocument"
#: All columns, names of what is suggested while somebody types, and, on PostgreSQL, titles of what there is most of.
INDEX, NAMES, TITLES = "episodes_searchindex", "episodes_searchnames", "episodes_searchtitles"
COLUMNS = ("title", "text", "context", "facets")
#: Groups of letters of the words, on PostgreSQL.
WORDS = "episodes_searchword_alike"
#: Episodes, people and tags: the kinds whose titles are names.
NAMED = "(({row}id >> 51) & 15) IN (2, 3, 4)"
#: Episodes, people and tags, of which there are few: on PostgreSQL each kind has indexes of its own.
OF_KIND = {kind: f"((id >> 51) & 15) = {kind}" for kind in (2, 3, 4)}
#: Highlights and episodes.
TITLED = "((id >> 51) & 15) IN (0, 2)"


def create(connection):
    """Makes what is missing of the index, and fills it with the documents that are there."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _create_sqlite(cursor)
        elif connection.vendor == "postgresql":
            _create_postgresql(cursor)


def drop(connection):
    """Takes the index away; the documents stay."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, _when, _body in _triggers():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            for table in (INDEX, NAMES):
                cursor.execute(f"DROP TABLE IF EXISTS {table}")
        elif connection.vendor == "postgresql":
            for index in POSTGRESQL:
                cursor.execute(f"DROP INDEX IF EXISTS {index}")
            cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS words")


def missing(connection) -> bool:
    """Whether anything of the index is not there."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
            there = {name for (name,) in cursor.fetchall()}
            return not {INDEX, NAMES, *(name for name, _when, _body in _triggers())} <= there
        cursor.execute("SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()")
        return not set(POSTGRESQL) <= {name for (name,) in cursor.fetchall()}


def settle(connection):
    """After much was written: makes the index as small and quick as it can be."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for table in (INDEX, NAMES):
                cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608
        cursor.execute(f"ANALYZE {TABLE}")


def is_whole(connection) -> bool:
    """Whether the index holds what the documents say, word by word. PostgreSQL sees to that itself."""
    if missing(connection):
        return False
    if connection.vendor != "sqlite":
        return True
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except DatabaseError:
        return False
    return True


# --- SQLite ----------------------------------------------------------------------------------------------------------


def _create_sqlite(cursor):
    cursor.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
    there = {name for (name,) in cursor.fetchall()}
    shared = f"content='{TABLE}', content_rowid='id', tokenize='ascii', columnsize=0"
    # Words of few letters are the beginnings that a search field is asked for.
    for table, columns, more in ((INDEX, COLUMNS, ""), (NAMES, ("title",), ", prefix='1 2 3'")):
        if table not in there:
            cursor.execute(f"CREATE VIRTUAL TABLE {table} USING fts5({', '.join(columns)}, {shared}{more})")
    triggers = [trigger for trigger in _triggers() if trigger[0] not in there]
    for name, when, body in triggers:
        cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN {body} END")
    if triggers:
        # What was written while they were missing is not in the index.
        cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")  # noqa: S608
        cursor.execute(f"INSERT INTO {NAMES}({NAMES}) VALUES ('delete-all')")  # noqa: S608
        cursor.execute(
            f"INSERT INTO {NAMES}(rowid, title) SELECT id, title FROM {TABLE} WHERE {NAMED.format(row='')}"  # noqa: S608
        )


def _triggers():
    """``(name, when, body)`` of each trigger."""
    for table, columns in ((INDEX, COLUMNS), (NAMES, ("title",))):
        names = ", ".join(columns)
        new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("new", "old"))
        add = f"INSERT INTO {table}(rowid, {names}) VALUES (new.id, {new});"  # noqa: S608
        remove = f"INSERT INTO {table}({table}, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608
        for event, row, body in (
            ("INSERT", "new", add),
            ("DELETE", "old", remove),
            (f"UPDATE OF id, {names}", "old", f"{remove} {add}"),
        ):
            condition = f" WHEN {NAMED.format(row=f'{row}.')}" if table == NAMES else ""
            yield f"{table}_{event[:6].lower()}", f"AFTER {event} ON {TABLE}{condition}", body


# --- PostgreSQL ------------------------------------------------------------------------------------------------------

#: The most that its pages take.
WHOLE_ROW = 8160
_ALL, _TITLE = f"{TABLE} USING gin (words)", f"{TABLE} USING gin (to_tsvector('simple'::regconfig, title))"
#: ``{name: what is indexed}``. What a common word is in takes long to gather where all kinds are in one index.
POSTGRESQL = {
    INDEX: _ALL,
    **{f"{INDEX}_{kind}": f"{_ALL} WHERE {condition}" for kind, condition in OF_KIND.items()},
    **{f"{NAMES}_{kind}": f"{_TITLE} WHERE {condition}" for kind, condition in OF_KIND.items()},
    TITLES: f"{_TITLE} WHERE {TITLED}",
    WORDS: "episodes_searchword USING gin (word gin_trgm_ops)",
}


def _create_postgresql(cursor):
    cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    words = " || ".join(
        f"setweight(to_tsvector('simple'::regconfig, {column}), '{letter}')"
        for column, letter in zip(COLUMNS, "ABCD", strict=True)
    )
    # A row that is looked at for its words is whole in its page: fetched from elsewhere each takes twice as long.
    cursor.execute(f"ALTER TABLE {TABLE} SET (toast_tuple_target = {WHOLE_ROW})")
    cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS words tsvector GENERATED ALWAYS AS ({words}) STORED")
    for name, indexed in POSTGRESQL.items():
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {indexed}")
