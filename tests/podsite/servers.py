"""Servers of a test's own, which it may stop, freeze and start again: the site, PostgreSQL, Redis."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60  # seconds, on a busy machine
KEY = "only-for-servers-of-tests-" + "x" * 40
#: What the environment of the tests must not bring along.
UNWANTED = {"DATABASE_URL", "CACHE_URL", "PODSITE_DEMO", "DJANGO_ALLOW_ASYNC_UNSAFE", "GUNICORN_CMD_ARGS", "DEBUG"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder, **variables):
    kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
    return {**kept, "DATA_DIR": str(folder), "SECRET_KEY": KEY, **variables}


def manage(folder, *arguments, **variables):
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(folder, **variables), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def until(call, within=STARTS_WITHIN):
    """Asks until ``call`` is true; returns how many seconds that took."""
    begun = time.monotonic()
    while not call():
        assert time.monotonic() - begun < within, f"not within {within} s"
        time.sleep(0.02)
    return time.monotonic() - begun


class Site:
    """The site as it is served, with two workers."""

    def __init__(self, folder, limits=None, **variables):
        self.port, self.log, self.cookies = free_port(), folder.parent / "log.txt", {}
        command = [sys.executable, "-m", "gunicorn", "--config", "podsite/gunicorn.py"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(folder, PORT=str(self.port), **variables),
                stdout=subprocess.DEVNULL,
                stderr=log,
                preexec_fn=limits,
            )

    def ask(self, path, data=None, **headers):
        """``(status, headers, body, seconds)``; ``data`` is posted as a form, with the cookies that were set so far."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if data is not None:
            token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
            body = urlencode({**token, **data}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.monotonic()
        try:
            link.request("GET" if data is None else "POST", path, body, headers)
            answer = link.getresponse()
            content = answer.read().decode(errors="replace")
        finally:
            link.close()
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                pair = value.partition(";")[0].split("=", 1)
                self.cookies[pair[0]] = pair[1]
        return answer.status, answer.headers, content, time.monotonic() - begun

    def status(self, path):
        try:
            return self.ask(path)[0]
        except OSError:
            return 0

    def wait(self):
        until(lambda: self.process.poll() is not None or self.status("/health/live") == 200)
        assert self.process.poll() is None, self.log.read_text()

    def sign_in(self, name, password):
        self.ask("/admin/login/")
        assert self.ask("/admin/login/", {"username": name, "password": password})[0] == 302

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


class Redis:
    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(["redis-server", *arguments], stdout=subprocess.DEVNULL)
        until(lambda: _listens(self.port))

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def stop(self):
        if self.process:
            self.thaw()
            self.process.kill()
            self.process.wait()


def redis(folder):
    """Skips the test where there is no ``redis-server``."""
    if not shutil.which("redis-server"):
        pytest.skip("needs redis-server on the PATH")
    return Redis(folder)


class PostgreSQL:
    """A cluster; as root it runs as Debian's user postgres, since it does not run as root."""

    def __init__(self, bin_folder):
        # Not among the folders of the tests, which nobody but their owner may enter.
        self.home = Path(tempfile.mkdtemp(prefix="podsite-postgresql-"))
        self.home.chmod(0o755)
        self.folder, self.port, self.bin = self.home / "cluster", free_port(), bin_folder
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        self.folder.mkdir()
        if self._as:
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "--username", "podsite", "--auth", "trust", "--encoding", "UTF8", "--no-sync")

    @property
    def url(self):
        return f"postgres://podsite@127.0.0.1:{self.port}/postgres"

    def _run(self, program, *arguments, check=True):
        command = [*self._as, str(self.bin / program), "--pgdata", str(self.folder), *arguments]
        subprocess.run(command, check=check, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._run("pg_ctl", "start", "--wait", "--log", str(self.folder / "log"), "--options", options)

    def stop(self):
        if (self.folder / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--mode", "immediate", check=False)

    def remove(self):
        self.thaw()
        self.stop()
        shutil.rmtree(self.home)

    def _signal(self, number):
        if not (self.folder / "postmaster.pid").exists():
            return
        master = int((self.folder / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        for pid in [master, *map(int, children)]:
            try:
                os.kill(pid, number)
            except ProcessLookupError:  # It has ended meanwhile.
                continue

    def freeze(self):
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)


def postgresql():
    """Skips the test where there are no programs of PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found and not shutil.which("initdb"):
        pytest.skip("needs PostgreSQL's own programs (Debian's package postgresql)")
    return PostgreSQL((found[-1] if found else Path(shutil.which("initdb"))).parent)


def _listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def hidden_fields(page):
    """``{name: value}`` of the fields of a form that are sent as they are."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="hidden"' in tag:
            fields[name[1]] = value[1] if value else ""
    return fields
