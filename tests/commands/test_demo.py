"""The demo as a newcomer starts it: a process of its own, a folder of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60  # seconds, on a busy machine
# One worker prepares one folder, and all tests here use it.
pytestmark = pytest.mark.xdist_group("demo")


def environment(folder, **variables):
    """Ours without what the tests set, so that the defaults are tried."""
    left_out = {"SECRET_KEY", "DATABASE_URL", "CACHE_URL", "PODSITE_DEMO", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "DATA_DIR": str(folder), **variables}


def demo(folder, *arguments, **variables):
    return subprocess.run(
        [sys.executable, "manage.py", "demo", *arguments],
        cwd=ROOT,
        env=environment(folder, **variables),
        capture_output=True,
        text=True,
        timeout=120,
    )


def snapshot(folder):
    """The files below ``folder`` with their times and sizes, but for the journals of the database."""
    return {
        path.relative_to(folder): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file() and "sqlite3" not in path.name
    }


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """``manage.py demo`` in a process group of its own, as in a terminal."""

    def __init__(self, folder):
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "demo"],
            cwd=folder.parent,  # It may be started from anywhere.
            env=environment(folder, PORT=str(self.port)),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def get(self, path, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return response, response.read()

    def wait(self):
        end = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < end and self.process.poll() is None:
            try:
                return self.get("/")
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        self.stop(signal.SIGKILL)
        raise AssertionError(self.process.stdout.read())

    def stop(self, number):
        """Sends what Ctrl-C sends, to all of the group; returns the exit code and everything printed."""
        os.killpg(self.process.pid, number)
        printed, _ = self.process.communicate(timeout=30)
        return self.process.returncode, printed


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A folder after the first start, and what that printed."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    done = demo(folder, "--no-serve")
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_the_first_start_shows_progress_and_a_password(prepared):
    folder, printed = prepared
    assert re.search(r"^Database: \d+ steps …$", printed, re.MULTILINE)
    assert re.search(r"^Episode 1 of (\d+): .+\n(.+\n)+Episode \1 of \1: ", printed, re.MULTILINE)
    assert "Static files: copying and compressing …" in printed
    assert "The site:  http://127.0.0.1:8000/\nThe admin: http://127.0.0.1:8000/admin/\n" in printed
    assert re.search(r"Log in as “editor” with the password \S{12,}\nIt is shown only this once\.", printed)
    assert (folder / "podsite.sqlite3").is_file()
    assert (folder / "static" / "staticfiles.json").is_file()


def test_a_later_start_does_nothing_again_and_keeps_the_password(prepared):
    folder, _printed = prepared
    before = snapshot(folder)
    done = demo(folder, "--no-serve")
    assert done.returncode == 0
    assert "Episode" not in done.stdout
    assert "Database" not in done.stdout
    assert "Static files" not in done.stdout
    assert "with the password" not in done.stdout
    assert "manage.py changepassword editor" in done.stdout
    assert snapshot(folder) == before


def test_static_files_are_collected_again_when_they_have_changed(prepared):
    folder, _printed = prepared
    (folder / "static.sha256").write_text("of an older version")
    assert "Static files" in demo(folder, "--no-serve").stdout
    (folder / "static" / "staticfiles.json").unlink()
    assert "Static files" in demo(folder, "--no-serve").stdout
    assert "Static files" not in demo(folder, "--no-serve").stdout


def test_serves_the_site_and_stops_by_ctrl_c(prepared):
    folder, _printed = prepared
    server = Server(folder)
    response, page = server.wait()
    assert response.status == 200
    assert b"Room Tone" in page
    assert response.headers.get("Set-Cookie") is None
    style = re.search(rb'href="(/static/[^"]+\.css)"', page)[1].decode()
    assert "immutable" in server.get(style)[0].headers["Cache-Control"]
    response, part = server.get("/media/audio/what-a-room-says.mp3", Range="bytes=-100")
    assert (response.status, len(part)) == (206, 100)
    assert b"login" in server.get("/admin/")[1]
    busy = demo(folder, PORT=str(server.port))
    code, printed = server.stop(signal.SIGINT)
    assert code == 0
    assert "Traceback" not in printed
    assert f"http://127.0.0.1:{server.port}/admin/" in printed
    assert printed.rstrip().endswith("Ctrl-C stops it.")
    # While it ran, a second start was told so at once.
    assert busy.returncode == 1
    assert busy.stdout == ""
    assert busy.stderr.startswith(f"CommandError: Port {server.port} is taken; set PORT to a free one, e.g. PORT=")
    assert busy.stderr.endswith("manage.py demo\n")


def test_what_was_written_is_there_after_a_restart(prepared):
    folder, _printed = prepared
    write = (
        "from episodes.models import *; Episode.objects.filter(slug='what-a-room-says').update(title='Ours');"
        "Episode.objects.get(slug='a-feed-is-a-promise').delete()"
    )
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", write], cwd=ROOT, env=environment(folder), check=True
    )
    server = Server(folder)
    server.wait()
    page = server.get("/shows/room-tone/what-a-room-says/")[1].decode()
    with pytest.raises(urllib.error.HTTPError, match="404"):
        server.get("/shows/room-tone/a-feed-is-a-promise/")
    assert server.stop(signal.SIGTERM)[0] == 0
    assert "Ours" in page
    assert "What a Room Says" not in page


def test_ctrl_c_while_it_prepares(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=ROOT,
        env=environment(tmp_path / "data", PORT=str(free_port())),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    seen = ""
    while "Episode 2 of" not in seen:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        seen += line
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert rest.endswith("Stopped. Started again, it goes on from here.\n")
    again = demo(tmp_path / "data", "--no-serve")
    assert again.returncode == 0, again.stderr
    assert "Episode 12 of 12" in again.stdout
    assert "Episode 1 of" not in again.stdout
    assert "with the password" in again.stdout


BAD = {
    "a setting": ({"PORT": "80a"}, "podsite: PORT must be a whole number from 1 to 65535, and it is “80a”.\n"),
    "a folder that cannot be": (
        {"DATA_DIR": "/dev/null/data"},
        "podsite: DATA_DIR /dev/null/data can't be made: Not a directory.\n",
    ),
    "no database there": (
        {"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"},
        "CommandError: The database can't be used: unable to open database file\n",
    ),
    "nobody answers": (
        {"DATABASE_URL": "postgres://u:secret@127.0.0.1:1/db"},
        "CommandError: The database can't be used: ",
    ),
}


@pytest.mark.parametrize(("variables", "sentence"), BAD.values(), ids=BAD)
def test_what_cannot_work_gets_one_sentence(tmp_path, variables, sentence):
    done = demo(tmp_path / "data", "--no-serve", **variables)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "podsite.sqlite3").write_text("words " * 1000)
    done = demo(tmp_path, "--no-serve")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "The database can't be used: file is not a database" in done.stderr


@pytest.mark.postgresql
@pytest.mark.django_db
def test_on_postgresql(tmp_path):
    """In a schema of its own beside the tests', which goes with their database."""
    from django.db import connection

    settings = connection.settings_dict
    address = f"{settings['USER']}:{settings['PASSWORD']}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", CREATE_SCHEMA],
        cwd=ROOT,
        env=environment(tmp_path, DATABASE_URL=f"postgres://{address}"),
        check=True,
    )
    url = f"postgres://{address}?options=-c%20search_path%3Ddemo"
    for _start in range(2):
        done = demo(tmp_path, "--no-serve", DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
    assert "changepassword" in done.stdout


CREATE_SCHEMA = "from django.db import connection; connection.cursor().execute('CREATE SCHEMA demo')"
