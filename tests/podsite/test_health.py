"""What a watcher is told of the server: by any name, without a session, and nothing that helps a stranger."""

import json
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from episodes.search import schema
from podsite import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_each_time(monkeypatch):
    monkeypatch.setattr(health, "BELIEVED", 0)


def ready(client):
    answer = client.get("/health/ready")
    return answer.status_code, json.loads(answer.content)


def test_a_process_that_answers_is_alive(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/health/live", headers={"Host": "10.1.2.3:8000"})
    assert (answer.status_code, json.loads(answer.content)) == (200, {"status": "ok"})
    assert answer["Cache-Control"] == "no-store"


def test_all_is_well(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    status, told = ready(client)
    assert (status, told["status"]) == (200, "ok")
    assert set(told["checks"]) == {"database", "migrations", "cache", "storage", "search"}
    assert client.head("/health/ready").status_code == 200
    assert client.post("/health/ready").status_code == 405


def _no_database(monkeypatch):
    def gone(*_args):
        raise OperationalError("could not connect to db.internal as podsite")

    monkeypatch.setattr(connection, "cursor", gone)


def _no_migration(monkeypatch):
    MigrationRecorder(connection).record_unapplied("episodes", "0001_initial")


def _no_cache(monkeypatch):
    monkeypatch.setattr(cache, "get", lambda key, default=None: default)


def _no_storage(monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(health, "default_storage", SimpleNamespace(save=full))


def _no_search(monkeypatch):
    monkeypatch.setattr(schema, "missing", lambda connection: True)


@pytest.mark.parametrize(
    ("name", "lose"),
    [
        ("database", _no_database),
        ("migrations", _no_migration),
        ("cache", _no_cache),
        ("storage", _no_storage),
        ("search", _no_search),
    ],
)
def test_what_is_lost_is_named_and_why_is_only_in_the_log(client, monkeypatch, caplog, name, lose):
    lose(monkeypatch)
    status, told = ready(client)
    assert (status, told["status"], told["checks"][name]) == (503, "failing", "failing")
    assert set(told["checks"].values()) <= {"ok", "failing"}
    assert f"Not ready: {name}: " in caplog.text


def test_nothing_is_left_behind(client, settings):
    ready(client)
    assert default_storage.listdir("health")[1] == []


def test_a_crowd_of_watchers_is_answered_from_memory(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(health, "BELIEVED", 60)
    client.get("/health/ready")
    with django_assert_num_queries(0):
        assert ready(client)[0] == 200
