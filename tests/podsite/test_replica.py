"""Who is read to from a replica, and what is made of one that can't be asked. A real one is in ``test_machines``."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory

from podsite import replica


@pytest.mark.parametrize(
    ("method", "path", "cookie", "reads"),
    [
        ("GET", "/", "", True),
        ("HEAD", "/shows/", "", True),
        ("GET", "/search/?q=a", "theme=dark", True),
        ("GET", "/", "sessionid=x", False),
        ("GET", "/", "theme=dark; __Host-sessionid=x", False),
        ("POST", "/clips/1/plays/", "", False),
        ("GET", "/admin/login/", "", False),
        ("GET", "/preview/x/", "", False),
        ("GET", "/media/a.mp3", "", False),
    ],
)
def test_visitors_only_are_read_to_from_it(method, path, cookie, reads):
    request = RequestFactory().generic(method, path, HTTP_COOKIE=cookie)
    assert replica.is_readers(request) is reads


class Primary:
    def __init__(self, positions=("0/5",)):
        self.positions, self.asked = list(positions), 0

    def cursor(self):
        self.asked += 1
        return nullcontext(SimpleNamespace(execute=lambda *_sql: None, fetchone=lambda: (self.positions[-1],)))


class Answers:
    """What the replica says, time after time; an error is raised."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def cursor(self):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer

        def execute(_sql, values):
            self.asked += values

        return nullcontext(SimpleNamespace(execute=execute, fetchone=lambda: (answer,)))


@pytest.fixture
def ask(monkeypatch):
    """``ask(primary, *answers)``: a ``Replica`` between these two."""

    def between(primary, *answers):
        found = Answers(*answers)
        monkeypatch.setattr(replica, "connection", primary)
        monkeypatch.setattr(replica, "connections", {"replica": found})
        return replica.Replica(), found

    return between


def test_the_primary_is_asked_once_for_each_version(ask):
    primary = Primary()
    one, found = ask(primary, True, False, True)
    assert [one.has("first"), one.has("first")] == [True, False]
    primary.positions.append("0/9")
    assert one.has("second") is True
    assert (primary.asked, found.asked) == (2, ["0/5", "0/5", "0/9"])


@pytest.mark.parametrize("answer", [None, OperationalError("gone\naway")])
def test_one_that_cannot_be_asked_is_left_alone_for_a_while(ask, caplog, monkeypatch, answer):
    one, _found = ask(Primary(), answer, True)
    assert [one.has("first"), one.has("first")] == [False, False]
    assert caplog.text.count("The primary is read from, since DATABASE_REPLICA_URL can't be") == 1
    monkeypatch.setattr(replica, "LEFT_ALONE", 0)
    one._alone_until = 0
    assert one.has("first")


def test_pages_are_proved_by_what_has_their_version(monkeypatch):
    assert replica.instead("first") == {}, "there is no replica"
    monkeypatch.setattr(replica, "connections", {"default": None, "replica": None})
    monkeypatch.setattr(replica.replica, "has", lambda version: version == "first")
    assert replica.instead("first") == {"default": "replica"}
    assert replica.instead("second") == {"replica": "default"}


def test_nothing_is_known_where_no_version_is(ask):
    assert ask(Primary())[0].has(None) is False


@pytest.mark.django_db(transaction=True)
def test_writers_and_what_is_in_a_transaction_stay_at_the_primary(monkeypatch):
    router = replica.Router()
    assert router.db_for_read(None) == "default"
    monkeypatch.setattr(replica._reading, "is_on", True, raising=False)
    assert (router.db_for_read(None), router.db_for_write(None)) == ("replica", "default")
    with transaction.atomic():
        assert connection.in_atomic_block
        assert router.db_for_read(None) == "default"
    assert router.allow_relation(None, None)
    assert (router.allow_migrate("replica", "episodes"), router.allow_migrate("default", "episodes")) == (False, None)


def test_only_within_the_request(monkeypatch):
    seen = []
    middleware = replica.ReplicaMiddleware(lambda request: seen.append(replica.Router().db_for_read(None)))
    monkeypatch.setattr(replica, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(replica.replica, "has", lambda version: True)
    middleware(RequestFactory().get("/"))
    middleware(RequestFactory().post("/"))
    assert seen == ["replica", "default"]
    assert replica.Router().db_for_read(None) == "default"
