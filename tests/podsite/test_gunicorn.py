"""The real server with two workers: a scheduled page is there from its time on, and is claimed by one of them."""

import sqlite3
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.podsite.running import Server, manage

AHEAD = 3  # seconds until the episode is due
PAGE = "/shows/harbour-talk/tides/"
PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from episodes.models import Episode, Show
show = Show.objects.create(title="Harbour Talk")
Episode.objects.create(show=show, title="Tides", status="published", published_at="2099-01-01T00:00:00Z")
"""
# What the server takes as its settings: ours, but that nobody waits 20 seconds for what this process writes.
SETTINGS = """
from podsite.gunicorn import *
from podsite import gunicorn
def post_worker_init(worker):
    from episodes.services import schedule
    schedule.LONGEST_WAIT = 0.2
    gunicorn.post_worker_init(worker)
"""


@pytest.fixture
def folder(tmp_path):
    manage(tmp_path, "shell", "-v0", "-c", PREPARE)
    (tmp_path / "settings.py").write_text(SETTINGS)
    return tmp_path


def test_a_scheduled_page_appears_by_itself_and_once(folder):
    # With DEBUG no static files need to be collected, and without the demo its log says more.
    server = Server(folder, folder / "settings.py", DEBUG="on", PODSITE_DEMO="")
    try:
        server.wait()
        due = datetime.now(UTC) + timedelta(seconds=AHEAD)
        with sqlite3.connect(folder / "podsite.sqlite3") as database:
            database.execute("UPDATE episodes_episode SET published_at = ?", [due.strftime("%Y-%m-%d %H:%M:%S.%f")])
        database.close()
        before = server.ask("GET", PAGE)[0], "Tides" in server.ask("GET", "/")[1]
        in_time = datetime.now(UTC) < due
        time.sleep(max(0, (due - datetime.now(UTC)).total_seconds()))
        # Requests one by one reach now one worker and now the other.
        after = {server.ask("GET", PAGE)[0] for _ in range(4)}
        end = time.monotonic() + 10
        while "as scheduled" not in server.log.read_text() and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.5)  # The other worker has looked by then, too.
        listed = {"Tides" in server.ask("GET", "/")[1] for _ in range(4)}
    finally:
        code = server.stop()
    log = server.log.read_text()
    assert in_time, "the machine was too busy to look before the time"
    assert before == (404, False)
    assert (after, listed) == ({200}, {True})
    assert log.count("“Tides” is public, as scheduled.") == 1
    assert log.count("Booting worker") == 2
    assert code == 0
    assert "Traceback" not in log
    with sqlite3.connect(folder / "podsite.sqlite3") as database:
        [(appeared_at,)] = database.execute("SELECT appeared_at FROM episodes_episode").fetchall()
    database.close()
    assert appeared_at >= due.strftime("%Y-%m-%d %H:%M:%S")
