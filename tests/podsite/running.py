"""The real server with two workers on a folder of its own, as operators run it."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60  # seconds, on a busy machine
SECRET = "x" * 32
#: Signs in one who may do everything; prints the key of the session.
SIGN_IN = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
user = User.objects.create_superuser("olga")
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
session.save()
print(session.session_key)
"""


def manage(folder, *arguments):
    """What a command prints on ``folder``."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(folder), check=True, capture_output=True, text=True)
    return done.stdout


def environment(folder, **variables):
    left_out = {
        "SECRET_KEY",
        "DATABASE_URL",
        "CACHE_URL",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
        "GUNICORN_CMD_ARGS",
        "PODSITE_DEMO",
    }
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "DATA_DIR": str(folder), "PODSITE_DEMO": "1", "WEB_CONCURRENCY": "2", **variables}


class Server:
    """``config`` is a file of gunicorn's settings; ``variables`` go into its environment."""

    def __init__(self, folder, config="podsite/gunicorn.py", **variables):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "log.txt"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", str(config)],
                cwd=ROOT,
                env=environment(folder, PORT=str(self.port), **variables),
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def wait(self):
        end = time.monotonic() + STARTS_WITHIN
        while self.process.poll() is None and time.monotonic() < end:
            try:
                return self.ask("GET", "/")
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.log.read_text())

    def ask(self, method, path, body=None, **headers):
        """``(status, body)``"""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            link.request(method, path, body, {name.replace("__", "-"): value for name, value in headers.items()})
            answer = link.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            link.close()

    def raw(self, sent: bytes, patience=10) -> bytes:
        """All that comes back over one connection that sends these bytes."""
        got = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=patience) as link:
            try:
                link.sendall(sent)
                link.shutdown(socket.SHUT_WR)
                while piece := link.recv(65536):
                    got += piece
            except (ConnectionError, TimeoutError):
                pass
        return got

    @property
    def workers(self):
        """Their process ids."""
        pid = self.process.pid
        return [int(line) for line in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def peak(self):
        """MB that the largest worker has had resident at any time."""
        return max(_kilobytes(f"/proc/{pid}/status", "VmHWM") for pid in self.workers) / 1024

    def memory(self):
        """MB of the server and its workers, shared pages parted among those that share them."""
        pids = [self.process.pid, *self.workers]
        return sum(_kilobytes(f"/proc/{pid}/smaps_rollup", "Pss") for pid in pids) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def _kilobytes(path, name):
    return int(re.search(rf"^{name}:\s+(\d+)", Path(path).read_text(), re.MULTILINE)[1])
