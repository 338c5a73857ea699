"""The real server on the sample site, with as many workers as somebody asks for, and what editors send to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from tests.admin.forms import shown

ROOT = Path(__file__).resolve().parents[1]
STARTS_WITHIN = 120  # seconds, on a busy machine
LOGIN = """
from django.contrib.auth.models import User
from django.test import Client
for number in range({editors}):
    client = Client()
    client.force_login(User.objects.create_superuser(f"editor-{{number}}"))
    print("session", client.cookies["sessionid"].value)
"""


def environment(folder, **variables):
    left_out = {"DATABASE_URL", "CACHE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE", "GUNICORN_CMD_ARGS"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "DATA_DIR": str(folder), **variables}


class Site:
    """A sample site in ``folder``, with the sessions of so many editors; on SQLite, unless ``url`` names another."""

    def __init__(self, folder, editors, url=""):
        self.folder, self.variables = folder, {"DATABASE_URL": url} if url else {}
        self.manage("demo", "--no-serve")
        printed = self.shell(LOGIN.format(editors=editors))
        self.sessions = [line.split()[1] for line in printed.splitlines() if line.startswith("session ")]

    def manage(self, *command):
        """What a command prints. Raises where it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment(self.folder, **self.variables),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, program):
        return self.manage("shell", "-v0", "-c", program)

    def serve(self, workers):
        return Server(self, workers)


class Server:
    """``with site.serve(2) as server:``; its log is a file."""

    def __init__(self, site, workers):
        self.site, self.workers = site, workers
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = site.folder / "server.log"

    def __enter__(self):
        own = {"PORT": str(self.port), "WEB_CONCURRENCY": str(self.workers), **self.site.variables}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "podsite/gunicorn.py"],
                cwd=ROOT,
                env=environment(self.site.folder, **own),
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        try:
            self._wait()
        except BaseException:
            self.process.kill()
            raise
        return self

    def _wait(self):
        end = time.monotonic() + STARTS_WITHIN
        while self.process.poll() is None and time.monotonic() < end:
            try:
                return self.get("/")
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def __exit__(self, *_error):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        finally:
            self.process.kill()

    def children(self):
        """The process ids of the workers."""
        try:
            text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        except OSError:
            return []
        return [int(pid) for pid in text.split()]

    def url(self, path):
        return f"http://127.0.0.1:{self.port}{path}"

    def get(self, path):
        """The answer, over a connection of its own, so that any worker may be the one that answers."""
        return requests.get(self.url(path), timeout=60, headers={"Connection": "close"})

    def editor(self, number):
        return Editor(self, self.site.sessions[number])


class Editor:
    """Somebody who is logged in to the admin, with a browser that takes pages and sends forms."""

    def __init__(self, server, session):
        self.server, self.browser = server, requests.Session()
        self.browser.headers["Connection"] = "close"
        self.browser.cookies.set("sessionid", session, domain="127.0.0.1")

    def get(self, path):
        return self.browser.get(self.server.url(path), timeout=60)

    def post(self, path, values):
        values = {**values, "csrfmiddlewaretoken": self.browser.cookies.get("csrftoken")}
        return self.browser.post(self.server.url(path), values, timeout=60, allow_redirects=False)

    def save(self, path, **typed):
        """Opens a form, types, saves; returns the status of the answer: 302 says that it is saved."""
        return self.post(path, {**shown(self.get(path)), **typed, "_save": "Save"}).status_code
