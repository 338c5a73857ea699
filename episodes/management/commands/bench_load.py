"""``manage.py bench_load``: what the real server carries, beside a bare program that sends the same bytes."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection

from episodes.management import server
from episodes.management.findable import busiest
from episodes.models import Episode
from podsite.version import version

#: So often the content changes, in seconds, while pages are loaded that have to prove that they are right.
CHANGES = 0.0005
#: So many answers are fetched first, so that each worker has made the page.
FIRST = 24
#: Asks for nothing that a page knows, so that the page is made anew.
ANEW = "anew=1"
TIMES = {"us": 0.001, "ms": 1, "s": 1000}
START_LIMIT = 30  # seconds


@dataclass(frozen=True)
class Load:
    """``rate`` requests a second; ``p50`` and ``p99`` in ms; ``failed`` answers that were no success."""

    rate: float
    p50: float
    p99: float
    failed: int


class Command(BaseCommand):
    help = (
        "Loads the real server with wrk (a package of Debian) on loopback, in turns with a bare WSGI program that"
        " sends the same bytes, and prints requests a second, times and memory; two workers."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seconds", type=int, default=3, help="of each turn (default: 3)")
        parser.add_argument("--turns", type=int, default=5, help="of which the best counts (default: 5)")
        parser.add_argument("--port", type=int, default=8731, help="and the one above it (default: 8731)")

    def handle(self, *, seconds, turns, port, **options):
        if not shutil.which("wrk"):
            raise CommandError("wrk is not installed; on Debian: apt-get install wrk.")
        if min(seconds, turns) < 1:
            raise CommandError("--seconds and --turns must be 1 or more.")
        pages = busiest()
        if not pages:
            raise CommandError("There is nothing to load; manage.py seed_benchmark makes a site to measure on.")
        call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(f"{connection.vendor}: {Episode.objects.count():,} episodes; 2 workers, 8 connections\n\n")
        self.stdout.write(f"{'page':10} {'':6} {'a second':>9} {'p50 ms':>7} {'p99 ms':>7} {'of bare':>8} {'bytes':>7}")
        with _running(server.command(), server.environment(port) | {"WEB_CONCURRENCY": "2"}, port) as site:
            for name, path in pages.items():
                self.page(name, path, port, seconds, turns)
            self.stdout.write(f"\nMemory of the server and its two workers (PSS): {_memory(site):,.0f} MB")

    def page(self, name, path, port, seconds, turns):
        with tempfile.NamedTemporaryFile() as file:
            headers, body = server.fetched(port, path)
            size = len(body)
            file.write(json.dumps(headers).encode() + b"\n" + body)
            file.flush()
            command = [
                sys.executable,
                "-m",
                "gunicorn",
                "--workers",
                "2",
                "--worker-class",
                "gthread",
                "--threads",
                "4",
            ]
            command += ["--bind", f"{server.HOST}:{port + 1}", "--log-level", "error", "episodes.management.bare"]
            with _running(command, {**os.environ, "BARE_ANSWER": file.name}, port + 1):
                loads = {"bare": [], "kept": [], "proved": [], "anew": []}
                anew = f"{path}{'&' if '?' in path else '?'}{ANEW}"
                for _turn in range(turns):
                    for _time in range(FIRST):
                        server.fetched(port, path)
                    loads["bare"].append(_load(port + 1, path, seconds))
                    loads["kept"].append(_load(port, path, seconds))
                    with _changing():
                        loads["proved"].append(_load(port, path, seconds))
                    loads["anew"].append(_load(port, anew, seconds))
        best = _best(loads["bare"])
        for kind, measured in loads.items():
            load = _best(measured)
            remark = f"  {load.failed} FAILED" if load.failed else ""
            self.stdout.write(
                f"{name:10} {kind:6} {load.rate:9,.0f} {load.p50:7.2f} {load.p99:7.2f}"
                f" {load.rate / best.rate:8.3f} {size:7,}{remark}"
            )


def _best(loads):
    """Of several turns the best: connections are dealt out by chance, and now and then one worker has them all."""
    return max(loads, key=lambda load: load.rate)


@contextmanager
def _running(command, environment, port):
    """The process id of a server that answers by now. Raises ``CommandError``."""
    process = subprocess.Popen(  # noqa: S603
        command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    try:
        end = time.monotonic() + START_LIMIT
        while True:
            try:
                server.fetched(port, "/")
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise CommandError(f"The server does not answer on port {port}.") from None
                time.sleep(0.05)
        yield process.pid
    finally:
        process.terminate()
        process.communicate(timeout=START_LIMIT)


@contextmanager
def _changing():
    """Says all the time that something has changed, so that no page is right without being proved."""
    over = threading.Event()

    def change():
        while not over.wait(CHANGES):
            version.touch()

    changer = threading.Thread(target=change)
    changer.start()
    try:
        yield
    finally:
        over.set()
        changer.join()


def _load(port, path, seconds):
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: gzip"]
    command.append(f"http://{server.HOST}:{port}{path}")
    done = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", done)
    return Load(
        rate=float(re.search(r"Requests/sec:\s*([\d.]+)", done)[1]),
        p50=_ms(done, "50%"),
        p99=_ms(done, "99%"),
        failed=int(failed[1]) if failed else 0,
    )


def _ms(text, percent):
    number, unit = re.search(rf"{percent}\s+([\d.]+)(us|ms|s)\b", text).groups()
    return float(number) * TIMES[unit]


def _memory(pid):
    """MB of a process and its children, shared pages parted among those that share them."""
    children = [int(line) for line in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    rollups = (Path(f"/proc/{one}/smaps_rollup").read_text() for one in (pid, *children))
    return sum(int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) for rollup in rollups) / 1024
