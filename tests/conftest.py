"""Fixtures of all tests. Sockets are open only to this machine: the browser and the databases need them."""

import sqlite3
from pathlib import Path

import pytest
from django.db import connection, connections

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


@pytest.fixture
def file_database(transactional_db, tmp_path):
    """SQLite in a file, as it is in production: threads that share a database in memory would not wait but fail."""
    if connection.vendor != "sqlite":
        yield
        return
    in_memory, settings = connections["default"], connection.settings_dict
    name = settings["NAME"]
    with sqlite3.connect(tmp_path / "races.sqlite3") as file:
        in_memory.ensure_connection()
        in_memory.connection.backup(file)
    file.close()
    del connections["default"]
    settings["NAME"] = str(tmp_path / "races.sqlite3")
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = name
        connections["default"] = in_memory
