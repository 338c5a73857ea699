"""Fixtures of all tests. Sockets are open only to this machine: the browser and the databases need them."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from episodes.signals import finding
from tests import needs

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared():
    """The folder of real data beside the project; tests that need it are skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared, the real data beside the project")
    return SHARED


def pytest_runtest_setup(item):
    needs.check(item)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory):
    """SQLite in a file, as it is in production: threads that share a database in memory would not wait but fail."""
    database = django_settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A thread of the live server may still hold a connection at the end: PostgreSQL would not drop its database."""
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Passwords are made to take long to check, and hundreds of tests log in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Static files under their own names, so that no test needs collectstatic."""
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def commit():
    """Does what follows a commit with what is found: shelves, the search index. Tests that roll back never commit."""
    waiting = connection.run_on_commit
    ours = [entry for entry in waiting if entry[1] is finding._index]
    if ours:
        connection.run_on_commit = [entry for entry in waiting if entry[1] is not finding._index]
        finding._index()


@pytest.fixture(autouse=True)
def visitors_see_what_is_committed(monkeypatch):
    """Whoever asks for a page asks after the commit."""
    ask = Client.request

    def asked(self, **request):
        commit()
        return ask(self, **request)

    monkeypatch.setattr(Client, "request", asked)
    # Who counts queries counts those of what is asked, not of what a commit before it has left to do.
    begin = CaptureQueriesContext.__enter__

    def begun(self):
        commit()
        return begin(self)

    monkeypatch.setattr(CaptureQueriesContext, "__enter__", begun)


@pytest.fixture
def count_queries(db):
    """``count_queries(call)``: how many queries a call makes."""

    def count(call):
        with CaptureQueriesContext(connection) as queries:
            call()
        return len(queries)

    return count
