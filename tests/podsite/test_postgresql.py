"""A server of PostgreSQL that does not answer is given up on within a second."""

import socket
import time

import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError

psycopg = pytest.importorskip("psycopg")
from podsite.postgresql import base  # noqa: E402


@pytest.fixture
def silent():
    """The port of a server that takes connections and says nothing."""
    base._gone.clear()
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
    base._gone.clear()


@pytest.fixture
def wrapper(silent):
    database = {**settings.DATABASES["default"], "ENGINE": "podsite.postgresql", "NAME": "tides", "USER": "maren"}
    database |= {"HOST": "127.0.0.1", "PORT": silent, "OPTIONS": {"connect_timeout": 2}, "PASSWORD": ""}
    return base.DatabaseWrapper(database)


def test_nobody_waits_for_a_server_that_says_nothing(wrapper, django_db_blocker):
    begun = time.monotonic()
    with pytest.raises(OperationalError, match="no connection within 0"):
        wrapper.get_new_connection(wrapper.get_connection_params())
    assert time.monotonic() - begun < 1.5
    begun = time.monotonic()
    with pytest.raises(OperationalError, match="no connection was tried"):
        wrapper.get_new_connection(wrapper.get_connection_params())
    assert time.monotonic() - begun < 0.1, "the next one is told at once"


def test_what_refuses_is_told_as_it_is(wrapper):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    wrapper.settings_dict["PORT"] = port
    with pytest.raises(psycopg.OperationalError, match="refused"):
        wrapper.get_new_connection(wrapper.get_connection_params())


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_connection_that_holds_is_usable():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert connection.is_usable()
    assert connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 2")
        assert cursor.fetchone() == (2,)


class Mute:
    """libpq's side of a connection whose server has stopped to answer."""

    def __init__(self, port):
        self._link = socket.create_connection(("127.0.0.1", port))
        self.socket = self._link.fileno()

    def send_query(self, _question):
        pass

    flush = consume_input = close = lambda self: None

    def is_busy(self):
        return True


def test_one_that_has_fallen_silent_is_no_connection(wrapper, silent, monkeypatch):
    class Connection:
        pgconn = Mute(silent)
        closed = False

        def close(self):
            self.pgconn._link.close()

    wrapper.connection = Connection()
    begun = time.monotonic()
    with pytest.raises(OperationalError, match="has not answered"):
        wrapper.is_usable()
    assert time.monotonic() - begun < 1.5
