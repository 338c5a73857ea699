"""Each migration, forth, back and forth again on full tables, changes nothing but what it is there to change."""

import time

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.migrations.rows import checksums, fill

pytestmark = pytest.mark.django_db(transaction=True)

#: Columns that a migration rewrites; going back, it puts them as they were.
REWRITTEN = {
    "0004_revisions_know_audio": {("episodes_revision", "document")},
    "0007_revisions_know_links": {("episodes_revision", "document")},
}


@pytest.fixture
def latest_again():
    """An empty site at first, and the latest schema behind the test."""
    User.objects.create_user("ada")
    yield
    # Rows without sense are not to be searched.
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    call_command("migrate", verbosity=0)


def _names():
    """Of all migrations, in their order."""
    graph = MigrationExecutor(connection).loader.graph
    [leaf] = graph.leaf_nodes("episodes")
    return [name for app, name in graph.forwards_plan(leaf) if app == "episodes"]


def _apps(name):
    return MigrationExecutor(connection).loader.project_state([("episodes", name)]).apps


def _migrate(name):
    began = time.perf_counter()
    MigrationExecutor(connection).migrate([("episodes", name)])
    return time.perf_counter() - began


def _same(before, after, rewritten):
    """The columns of both that differ, but for those that are rewritten."""
    return {
        (table, column)
        for table in before.keys() & after.keys()
        for column in before[table].keys() & after[table].keys()
        if before[table][column] != after[table][column] and (table, column) not in rewritten
    }


def there_and_back(count, names):
    """``{migration: (seconds forth, seconds back)}`` of all ``names`` but the first, from whose schema it begins."""
    took, known = {}, set()
    first, *others = names
    _migrate(first)
    state = _apps(first)
    fill(state, count)
    for name in others:
        known |= set(before := checksums(state))
        after_state = _apps(name)
        forth = _migrate(name)
        after = checksums(after_state)
        assert _same(before, after, REWRITTEN.get(name, ())) == set(), name
        back = _migrate(names[names.index(name) - 1])
        assert checksums(state) == before, f"{name} does not come back"
        _migrate(name)
        assert checksums(after_state) == after, f"{name} does something else the second time"
        took[name] = round(forth, 2), round(back, 2)
        state = after_state
        fill(state, count, known | _kept(state, after))
    return took


def _kept(state, after):
    """Tables that have rows by now."""
    return {table for table, columns in after.items() if any(content.rows for content in columns.values())}


def test_the_latest_migration_keeps_what_is_there(latest_again):
    assert len(there_and_back(3, _names()[-2:])) == 1


@pytest.mark.long
def test_every_migration_keeps_ten_thousand_rows_of_every_table(latest_again, capsys):
    took = there_and_back(10_000, _names())
    with capsys.disabled():
        print(f"\n{connection.vendor}, 10,000 rows a table, seconds forth and back: {took}")
