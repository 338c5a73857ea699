"""Moves the site to another database, of the same kind or another: every row under its key, or none.

Rows are streamed, so memory does not grow with the site. All is written in one transaction and read back before the
commit: the content hash of each table must be that of the table it was read from.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from itertools import islice

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from podsite import config
from podsite.contents import BATCH, Content, Sum, content_of, fields_of, rows_of, tables
from podsite.sequences import read_sequence, set_sequence

TARGET = "target"
#: What ``migrate`` writes by itself; it is no content.
FILLED = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


class MoveError(Exception):
    """One sentence for whoever gave the command."""


def move(
    url: str,
    *,
    filled: Iterable[str] = (),
    before: Callable = lambda connection: None,
    after: Callable = lambda connection: None,
    said: Callable[[str, Content], None] = lambda table, content: None,
) -> dict[str, Content]:
    """Copies all rows to the database at ``url``, which has none yet, and returns ``{table: Content}``.

    ``filled`` are tables beside ``FILLED`` that have rows in an empty site; ``before`` and ``after`` are called inside
    the transaction, with the connection to the target, for what hangs on its tables; ``said`` hears of each table.
    Raises ``MoveError``, and the target is as it was, but for having tables.
    """
    with _connected(url) as target:
        try:
            _refuse_content(target, FILLED | set(filled))
            _migrate(url, target)
            with _snapshot(connections[DEFAULT_DB_ALIAS]), transaction.atomic(using=TARGET):
                before(target)
                moved = _copy_all(target, said)
                after(target)
                target.check_constraints()
                for model in tables():
                    if content_of(model, TARGET) != moved[model._meta.db_table]:
                        raise MoveError(
                            f"{model._meta.db_table} is not the same in the other database; nothing is there."
                        )
            with target.cursor() as cursor:
                cursor.execute("ANALYZE")
        except Error as error:
            raise MoveError(f"The other database can't take it: {_sentence(error)}") from None
    return moved


def _copy_all(target, said):
    for model in tables():
        with target.cursor() as cursor:
            cursor.execute(f"DELETE FROM {target.ops.quote_name(model._meta.db_table)}")  # noqa: S608
    moved = {}
    for model in tables():
        moved[model._meta.db_table] = content = _copy(model, target)
        said(model._meta.db_table, content)
        if field := model._meta.auto_field:
            place = model._meta.db_table, field.column
            set_sequence(target, *place, read_sequence(connections[DEFAULT_DB_ALIAS], *place))
    return moved


def _copy(model, target):
    seen, rows = Sum(), rows_of(model, DEFAULT_DB_ALIAS)
    with target.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            for row in batch:
                seen.add(row)
            prepared = [_prepared(model, row, target) for row in batch]
            try:
                with target.wrap_database_errors:
                    WRITERS[target.vendor](cursor, *_names(model, target), prepared)
            except Error as error:
                raise MoveError(f"{model._meta.db_table} can't be copied: {_sentence(error)}") from None
    return seen.content


def _names(model, target):
    quote = target.ops.quote_name
    return quote(model._meta.db_table), ", ".join(quote(field.column) for field in fields_of(model))


def _prepared(model, row, target):
    """A row as the driver of the target takes it."""
    pairs = list(zip(fields_of(model), row, strict=True))
    if target.vendor == "postgresql":
        for field, value in pairs:
            if why := _why_not_kept(field, value):
                raise MoveError(f"{model._meta.db_table} {row[0]} has {why}; put that right, then move again.")
    return [_adapted(field, value, target) for field, value in pairs]


def _why_not_kept(field, value):
    """What PostgreSQL can't keep of what SQLite does, or nothing."""
    if isinstance(value, str):
        if "\0" in value:
            return f"a NUL character in “{field.column}”, which PostgreSQL can't keep"
        if field.max_length and len(value) > field.max_length:
            return f"{len(value):,} characters in “{field.column}”, where PostgreSQL takes {field.max_length}"
    if isinstance(value, (dict, list)) and "\\u0000" in json.dumps(value).replace("\\\\", ""):
        return f"a NUL character in “{field.column}”, which PostgreSQL can't keep"
    return ""


def _adapted(field, value, target):
    if value is None and isinstance(field, models.JSONField) and not field.null:
        return target.ops.adapt_json_value(None, field.encoder)  # JSON's null, since SQL's can't be there.
    return field.get_db_prep_save(value, target)


def _insert(cursor, table, columns, rows):
    marks = ", ".join(["%s"] * len(rows[0]))
    cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def _stream(cursor, table, columns, rows):
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


WRITERS = {"sqlite": _insert, "postgresql": _stream}


# --- the two databases -----------------------------------------------------------------------------------------------


@contextmanager
def _connected(url):
    """The connection to the target, for as long as the block runs."""
    try:
        given = config.database(url, "The address")
    except config.ConfigError as error:
        raise MoveError(str(error)) from None
    if _place(given) == _place(connections[DEFAULT_DB_ALIAS].settings_dict):
        raise MoveError("That is the database in which the site is.")
    connections.settings[TARGET] = connections.configure_settings({DEFAULT_DB_ALIAS: given})[DEFAULT_DB_ALIAS]
    try:
        yield connections[TARGET]
    finally:
        connections[TARGET].close()
        del connections[TARGET]
        del connections.settings[TARGET]


def _place(given):
    if given["ENGINE"].endswith("sqlite3"):
        return os.path.realpath(given["NAME"])
    return [str(given.get(name) or "") for name in ("HOST", "PORT", "NAME")] + [given.get("OPTIONS", {}).get("options")]


def _refuse_content(target, filled):
    there = set(target.introspection.table_names())
    for model in tables():
        table = model._meta.db_table
        if table in there - filled:
            with target.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {target.ops.quote_name(table)} LIMIT 1")  # noqa: S608
                if cursor.fetchone():
                    raise MoveError(f"The other database holds content, in {table}; name one that is empty.")


def _migrate(url, target):
    """Makes the tables there, in a process whose database it is: migrations write where the site is."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "migrate", "--noinput", "--verbosity=0"]
    done = subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise MoveError(f"The other database can't be made ready: {' '.join(done.stderr.split())[-300:]}")
    here, there = ({*MigrationRecorder(one).applied_migrations()} for one in (connections[DEFAULT_DB_ALIAS], target))
    if missing := sorted(there - here):
        raise MoveError(f"This site lacks the migration {'.'.join(missing[0])}: run manage.py migrate first.")
    if more := sorted(here - there):
        raise MoveError(f"This site has the migration {'.'.join(more[0])} of a newer version; update first.")


@contextmanager
def _snapshot(connection):
    """A transaction in which the site stays as it is; SQLite's keeps writers out, PostgreSQL's does not see them."""
    with transaction.atomic(using=connection.alias):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _sentence(error):
    """What the database says first; where in the stream it was comes behind."""
    said = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return f"{said[:300].rstrip('.')}."
