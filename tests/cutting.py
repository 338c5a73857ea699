"""Processes that are killed at an exact point of their work, each on a copy of the database.

A point is one side of one statement: right before it, or right behind it while nobody knows its answer yet. What is
between a commit and the statement after it is a point as well.
"""

import json
import os
import shutil
import signal
import traceback
from pathlib import Path

from django.db import connection, connections

from episodes.models import SearchDocument
from episodes.search.keys import GENERATION_AT
from podsite.contents import BATCH, Sum, fields_of, tables
from podsite.sequences import read_sequence, set_sequence

#: Which of two generations of documents is in use says nothing: it stands in their keys, above these bits.
DOCUMENT = (1 << GENERATION_AT) - 1
#: Kept beside content; their own numbers say nothing.
DERIVED = ("SearchDocument", "SearchWord", "SearchState", "ShelfEntry", "ShelfPair", "ShelfTally", "SimilarEpisode")


class Copies:
    """Makes copies of the database of the tests as it is now; ``fresh()`` puts another in the place of the last."""

    def __init__(self, folder):
        self.test = connection.settings_dict["NAME"]
        self.sequences = sequences()
        connections.close_all()
        if connection.vendor == "sqlite":
            self.name = str(folder / "copy.sqlite3")
        else:
            self.name = f"{self.test}_copy"

    def fresh(self):
        if connection.vendor == "sqlite":
            for end in ("", "-wal", "-shm"):
                Path(f"{self.name}{end}").unlink(missing_ok=True)
                # With nobody connected all is in the file itself.
                assert not end or not Path(f"{self.test}{end}").exists()
            shutil.copy(self.test, self.name)
        else:
            self.remove()
            _on_server(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.test}"')

    def remove(self):
        if connection.vendor == "postgresql":
            # A process that was killed may still have its session there.
            _on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def run(self, work, *, at=None):
        """Does ``work`` in a process of its own on the copy, killed at point ``at``, and returns what ``work`` does.

        None where it was killed. Raises where it failed.
        """
        reader, writer = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(reader)
            code = 1
            try:
                connection.settings_dict["NAME"] = self.name
                if at is not None:
                    connection.execute_wrappers.append(Cut(at))
                os.write(writer, json.dumps(work()).encode())
                connection.close()
                code = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(code)
        os.close(writer)
        with os.fdopen(reader, "rb") as opened:
            said = opened.read()
        _pid, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return None
        assert status == 0, "the work failed, see standard error"
        return json.loads(said)


def _on_server(statement):
    """Where databases are made and dropped nobody may be connected to them."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "postgres"
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


class Cut:
    """Counts the sides of statements, and ends this process at one of them."""

    def __init__(self, at=-1):
        self.at, self.seen = at, 0

    def __call__(self, execute, sql, params, many, context):
        self._pass()
        result = execute(sql, params, many, context)
        self._pass()
        return result

    def _pass(self):
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.seen += 1


def counted(work):
    """``work``, which then returns how many points it has."""

    def count():
        cut = Cut()
        connection.execute_wrappers.append(cut)
        work()
        return cut.seen

    return count


def points(count, wanted):
    """``wanted`` of ``count`` points, or all, spread evenly, with the first and the last."""
    if count <= wanted:
        return list(range(count))
    return sorted({round(number * (count - 1) / (wanted - 1)) for number in range(wanted)})


def contents(without=()):
    """``{table: [rows, hash]}``, of what is derived without its keys."""
    found = {}
    for model in tables():
        if model.__name__ in without:
            continue
        skip = model._meta.pk.attname if model.__name__ in DERIVED and model._meta.auto_field else None
        names = [field.attname for field in fields_of(model) if field.attname not in (skip, "generation")]
        total = Sum()
        for row in model._base_manager.order_by().values_list(*names).iterator(chunk_size=BATCH):
            total.add((row[0] & DOCUMENT, *row[1:]) if model is SearchDocument else row)
        found[model.__name__] = list(total.content)
    return found


def sequences():
    """``[[table, column, last number]]``"""
    found = [(model._meta.db_table, model._meta.auto_field.column) for model in tables() if model._meta.auto_field]
    return [[*place, read_sequence(connection, *place)] for place in found]


def count_from(before):
    """Numbers that were given in vain are given again, as SQLite does it by itself: so two runs can be compared."""
    for table, column, last in before:
        set_sequence(connection, table, column, last)
