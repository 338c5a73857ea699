"""New code takes the place of the old under load: nobody is refused, and code that does not start changes nothing."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests import servers

FOLDERS = ("podsite", "episodes", "templates", "static")
ANSWER = '{"status": "ok"}, True'


class Releases:
    """Folders with the code, each of which says which it is, and the link ``current`` to one of them."""

    def __init__(self, root):
        self.root, self.current = root, root / "current"

    def add(self, name, change=lambda text: text):
        folder = self.root / name
        folder.mkdir()
        for part in FOLDERS:
            shutil.copytree(servers.ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "sample"))
        shutil.copy(servers.ROOT / "manage.py", folder)
        (folder / ".venv").symlink_to(sys.prefix)
        health = folder / "podsite/health.py"
        text = health.read_text()
        assert ANSWER in text
        health.write_text(change(text.replace(ANSWER, f'{{"status": "{name}"}}, True')))

    def use(self, name):
        link = self.root / "new"
        link.symlink_to(name)
        link.replace(self.current)


class Service:
    """What systemd does: holds the socket, starts the server with it, hears what that says of itself."""

    def __init__(self, releases, data, **variables):
        self.releases, self.log = releases, releases.root / "log.txt"
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
        self.port = self.listener.getsockname()[1]
        self.told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.told.bind(str(releases.root / "notify"))
        self.told.settimeout(60)
        # With DEBUG no static files need to be collected.
        variables = {"DEBUG": "on", **variables, "RELEASE": str(releases.current), "LISTEN_FDS": "1"}
        variables["NOTIFY_SOCKET"] = self.told.getsockname()
        self.env = servers.environment(data, PORT=str(self.port), **variables)

    def start(self):
        def listen():
            os.dup2(self.listener.fileno(), 3)

        # As a shell would: the number of the process, which LISTEN_PID must have, is that of the shell before exec.
        command = (
            f"LISTEN_PID=$$ exec {self.releases.current.resolve()}/.venv/bin/python -m gunicorn -c podsite/gunicorn.py"
        )
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                ["/bin/sh", "-c", command],
                cwd=self.releases.current.resolve(),
                env={name: value for name, value in self.env.items() if name != "PWD"},
                stderr=log,
                stdout=subprocess.DEVNULL,
                preexec_fn=listen,
                pass_fds=[3],
            )
        self.pid = self.main_pid()

    def main_pid(self):
        """The next number that the service says is its own."""
        while not (found := re.search(rb"MAINPID=([0-9]+)", self.told.recv(4096))):
            pass
        return int(found[1])

    def reload(self):
        os.kill(self.pid, signal.SIGUSR2)

    def stop(self):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        servers.wait_until(lambda: not alive(self.pid, self.process), 30)

    def close(self):
        self.stop()
        self.listener.close()
        self.told.close()

    def release(self):
        return json.loads(servers.ask(self.port, "/health/live")[2])["status"]


def alive(pid, process):
    """Whether a process that may be our child, or of nobody's, runs."""
    process.poll()
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def children(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


class Visitors:
    """Ask all the time, each on a new connection, and remember what was wrong."""

    def __init__(self, port, many=3):
        self.port, self.wrong, self.asked, self.stopped = port, [], 0, threading.Event()
        self.threads = [threading.Thread(target=self.visit) for _ in range(many)]

    def visit(self):
        while not self.stopped.wait(0.005):
            try:
                status = servers.ask(self.port, "/health/live")[0]
            except OSError as error:
                status = repr(error)
            self.asked += 1
            if status != 200:
                self.wrong.append(status)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_error):
        self.stopped.set()
        for thread in self.threads:
            thread.join()


@pytest.fixture
def service(tmp_path):
    releases = Releases(tmp_path)
    releases.add("one")
    releases.use("one")
    found = Service(releases, tmp_path / "data")
    yield found
    found.close()


def test_new_code_comes_without_an_answer_lost_and_broken_code_does_not_come(service):
    releases = service.releases
    releases.add("broken", lambda text: f"{text}\nthis is no Python\n")
    releases.add("two")
    service.start()
    first = service.pid
    with Visitors(service.port) as visitors:
        assert service.release() == "one"
        releases.use("broken")
        service.reload()
        servers.wait_until(lambda: "SyntaxError" in service.log.read_text())
        assert service.release() == "one"
        releases.use("two")
        # The old server takes note of the end of the broken one before it starts another.
        servers.wait_until(lambda: len(children(first)) == 2)
        service.reload()
        service.pid = service.main_pid()
        servers.wait_until(lambda: not alive(first, service.process))
        assert {service.release() for _ in range(6)} == {"two"}
        assert Path(f"/proc/{service.pid}/cwd").resolve() == releases.root / "two"
        service.stop()
        service.start()
        assert service.release() == "two"
    assert visitors.wrong == []
    assert visitors.asked > 20


@pytest.mark.long
@pytest.mark.parametrize("how", ["reload", "restart"])
@pytest.mark.parametrize("front", ["alone", "behind nginx"])
def test_new_code_under_load_for_a_minute(service, how, front, tmp_path, capsys):
    """wrk for 60 s, and new code every ten or so: every request gets an answer, and a good one."""
    for name in ("wrk", *(["nginx"] if front != "alone" else [])):
        if not shutil.which(name):
            pytest.skip(f"needs {name}")
    service.releases.add("two")
    service.start()
    with contextlib.ExitStack() as stack:
        port = (
            service.port if front == "alone" else stack.enter_context(servers.nginx(tmp_path / "nginx", service.port))
        )
        load = stack.enter_context(
            subprocess.Popen(
                [
                    "wrk",
                    "-t2",
                    "-c16",
                    "-d60s",
                    "--timeout",
                    "30s",
                    "--latency",
                    f"http://127.0.0.1:{port}/health/live",
                ],
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        done = 0
        with contextlib.suppress(subprocess.TimeoutExpired):
            load.wait(5)
        while load.poll() is None:
            service.releases.use("two" if done % 2 == 0 else "one")
            first = service.pid
            if how == "reload":
                service.reload()
                service.pid = service.main_pid()
                servers.wait_until(lambda pid=first: not alive(pid, service.process))
            else:
                service.stop()
                service.start()
            done += 1
            with contextlib.suppress(subprocess.TimeoutExpired):
                load.wait(8)
        said = load.stdout.read()
    requests = re.search(r"([0-9]+) requests in", said)[1]
    errors = " ".join(line.strip() for line in said.splitlines() if "Socket errors" in line or "Non-2xx" in line)
    slowest = re.search(r"Latency +\S+ +\S+ +(\S+)", said)[1]  # the columns are mean, deviation, most
    with capsys.disabled():
        print(f"\n{front}: {done} times {how}: {requests} answers, the slowest {slowest}; {errors or 'no error'}")
    assert done >= 3
    assert errors == ""
