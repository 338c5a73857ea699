"""The real server with two workers: a scheduled page is there from its time on, and is claimed by one of them."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60  # seconds, on a busy machine
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


def environment(folder, **variables):
    left_out = {"SECRET_KEY", "DATABASE_URL", "CACHE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE", "GUNICORN_CMD_ARGS"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    # With DEBUG no static files need to be collected.
    return {**kept, "DATA_DIR": str(folder), "DEBUG": "on", "WEB_CONCURRENCY": "2", **variables}


@pytest.fixture
def folder(tmp_path):
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", PREPARE]
    subprocess.run(command, cwd=ROOT, env=environment(tmp_path), check=True)
    (tmp_path / "settings.py").write_text(SETTINGS)
    return tmp_path


class Server:
    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "log.txt"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", str(folder / "settings.py")],
                cwd=ROOT,
                env=environment(folder, PORT=str(self.port)),
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def get(self, path):
        """``(status, body)``"""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""

    def wait(self):
        end = time.monotonic() + STARTS_WITHIN
        while self.process.poll() is None and time.monotonic() < end:
            try:
                return self.get("/")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def test_a_scheduled_page_appears_by_itself_and_once(folder):
    server = Server(folder)
    try:
        server.wait()
        due = datetime.now(UTC) + timedelta(seconds=AHEAD)
        with sqlite3.connect(folder / "podsite.sqlite3") as database:
            database.execute("UPDATE episodes_episode SET published_at = ?", [due.strftime("%Y-%m-%d %H:%M:%S.%f")])
        database.close()
        before = server.get(PAGE)[0], "Tides" in server.get("/")[1]
        in_time = datetime.now(UTC) < due
        time.sleep(max(0, (due - datetime.now(UTC)).total_seconds()))
        # Requests one by one reach now one worker and now the other.
        after = {server.get(PAGE)[0] for _ in range(4)}
        end = time.monotonic() + 10
        while "as scheduled" not in server.log.read_text() and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.5)  # The other worker has looked by then, too.
        listed = {"Tides" in server.get("/")[1] for _ in range(4)}
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
