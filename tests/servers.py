"""Servers of our own for tests, each on a free port: Redis, PostgreSQL with a replica, a bucket, the site itself."""

import os
import pwd
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STARTS_WITHIN = 60  # seconds, on a busy machine
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(is_so, seconds=STARTS_WITHIN, every=0.02):
    """The first true answer of ``is_so()``. Fails after so many seconds."""
    end = time.monotonic() + seconds
    while not (answer := is_so()):
        assert time.monotonic() < end, f"not so after {seconds} s"
        time.sleep(every)
    return answer


def is_open(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextmanager
def running(command, port, **options):
    """A program that listens on ``port``, ended by its own number."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        wait_until(lambda: is_open(port) or process.poll() is not None)
        assert process.poll() is None, f"{command[0]} has ended with {process.returncode}"
        yield process
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def redis(folder):
    """The ``CACHE_URL`` of a Redis of our own."""
    port = free_port()
    options = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no", "--dir", str(folder)]
    with running(["redis-server", *options], port):
        yield f"redis://127.0.0.1:{port}/0"


@contextmanager
def bucket():
    """The settings of a bucket at a server of our own that speaks S3."""
    port = free_port()
    with running([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port):
        address = f"http://127.0.0.1:{port}"
        LOCAL.open(urllib.request.Request(f"{address}/uploads", method="PUT")).close()
        yield {
            "S3_BUCKET": "uploads",
            "S3_ENDPOINT": address,
            "S3_ACCESS_KEY": "key",
            "S3_SECRET_KEY": "secret/+of the bucket",
        }


def guide(language, beginning):
    """A block of the guide for operators, by how it begins."""
    blocks = re.findall(rf"```{language}\n(.*?)```", (ROOT / "docs/deploy.md").read_text(), re.DOTALL)
    return next(block for block in blocks if block.lstrip("# ").startswith(beginning))


@contextmanager
def nginx(folder, site):
    """The port of an nginx with the guide's settings, but for HTTPS and ports, before a site at the port ``site``."""
    port, found = free_port(), guide("nginx", "/etc/nginx/conf.d/podsite.conf")
    for old, new in {
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "listen [::]:443 ssl;": "",
        "127.0.0.1:8000": f"127.0.0.1:{site}",
        "$scheme": "http",
    }.items():
        assert old in found, old
        found = found.replace(old, new)
    found = re.sub(r"(?m)^ *(?:ssl_\S+|http2) .*$", "", found)
    folder.mkdir(exist_ok=True)
    places = " ".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    settings = folder / "nginx.conf"
    settings.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{ access_log off; {places}\n{found}}}\n"
    )
    with running(["nginx", "-c", str(settings), "-e", f"{folder}/error.log"], port):
        yield port


def programs():
    """The folder of PostgreSQL's newest programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    return found[-1].parent if found else None


class Cluster:
    """A PostgreSQL in a folder of its own. Its programs don't run as root: then they run as the user postgres."""

    def __init__(self, folder):
        self.folder, self.port, self.data = folder, free_port(), folder / "data"
        self.user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        folder.mkdir()
        if self.user:
            os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)

    @property
    def url(self):
        return f"postgres://podsite@127.0.0.1:{self.port}/postgres"

    def run(self, name, *arguments):
        done = subprocess.run(
            [str(programs() / name), *map(str, arguments)],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **self.user,
        )
        assert done.returncode == 0, done.stderr

    def start(self, *settings):
        options = [f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}"]
        options += ["fsync=off", *settings]
        words = " ".join(f"-c {option}" for option in options)
        # To a file: what it starts would hold a pipe open.
        self.run("pg_ctl", "start", "-s", "-w", "-D", self.data, "-l", self.folder / "log", "-o", words)

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            self.run("pg_ctl", "stop", "-s", "-m", "immediate", "-D", self.data)


@contextmanager
def cluster(folder):
    """A primary."""
    primary = Cluster(folder)
    options = ("--username", "podsite", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")
    primary.run("initdb", "--pgdata", primary.data, *options)
    primary.start()
    try:
        yield primary
    finally:
        primary.stop()


@contextmanager
def replica(primary, folder, *settings):
    """A streaming replica of ``primary``, as ``pg_basebackup -R`` makes it, with settings such as a delay."""
    copy = Cluster(folder)
    copy.run("pg_basebackup", "-R", "-D", copy.data, "-d", primary.url, "--checkpoint=fast", "--no-sync")
    copy.start(*settings)
    try:
        yield copy
    finally:
        copy.stop()


def environment(folder, **variables):
    """That of a site in ``folder``, with no settings but these."""
    ours = ("SECRET_KEY", "DATABASE_URL", "CACHE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE", "GUNICORN_CMD_ARGS")
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("S3_")}
    return {**kept, "DATA_DIR": str(folder), "SECRET_KEY": "k" * 40, "WEB_CONCURRENCY": "2", **variables}


def manage(folder, *arguments, **variables):
    """What a command of ``manage.py`` prints."""
    command = [sys.executable, "manage.py", *map(str, arguments)]
    env = environment(folder, **variables)
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Editor:
    """A process of the site in ``folder`` that runs one line of Python after the other, with all models at hand."""

    LOOP = (
        "import sys, time\n"
        "from episodes.models import *\n"
        "for line in sys.stdin:\n"
        "    exec(line)\n"
        "    print(time.monotonic(), flush=True)"
    )

    def __init__(self, folder, **variables):
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v0", "-c", self.LOOP],
            cwd=ROOT,
            env=environment(folder, **variables),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.process.communicate(timeout=30)

    def run(self, line) -> float:
        """When ``time.monotonic()`` it was done."""
        print(line, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())


class Site:
    """A site that is served from ``folder``: one machine, as far as it can tell."""

    def __init__(self, folder, config="podsite/gunicorn.py", **variables):
        self.port, self.log = free_port(), folder / "log.txt"
        self.env = environment(folder, PORT=str(self.port), **variables)
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", str(config)],
                cwd=ROOT,
                env=self.env,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )

    def __enter__(self):
        wait_until(lambda: is_open(self.port) or self.process.poll() is not None)
        assert self.process.poll() is None, self.log.read_text()
        return self

    def __exit__(self, *_error):
        self.stop()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get(self, path, method="GET", **headers):
        return ask(self.port, path, method, **headers)


def ask(port, path, method="GET", **headers):
    """``(status, headers, body)``, without following to where it leads."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers, method=method)
    try:
        with UNLED.open(request, timeout=30) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


UNLED = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)
