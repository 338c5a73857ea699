"""``manage.py bench_feeds FILE``: what importing a feed costs, and importing it again."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

ENOUGH = 3  # A run is timed that often; the least time is the one that other work has stretched least.


class Command(BaseCommand):
    help = (
        "Imports a feed into a site that is made for it (SQLite, in a folder that is removed again), then once more,"
        " and prints the seconds and the memory of each process, Python’s start and the reading of the feed included."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a feed")
        parser.add_argument("--times", type=int, default=ENOUGH, help=f"how often each is timed (default: {ENOUGH})")

    def handle(self, *, file, times, **options):
        path = Path(file).resolve()
        if not path.is_file():
            raise CommandError(f"{file} is not a file.")
        if times < 1:
            raise CommandError("--times must be 1 or more.")
        firsts, agains = [], []
        for _time in range(times):
            with tempfile.TemporaryDirectory() as folder:
                self._run(folder, "migrate", "-v0")
                firsts.append(self._run(folder, "import_feed", str(path), "--no-files"))
                agains.append(self._run(folder, "import_feed", str(path), "--no-files"))
        self.stdout.write(f"{'what':20} {'seconds':>8} {'peak MB':>8}")
        for name, costs in (("import", firsts), ("import again", agains)):
            seconds, megabytes = min(cost[0] for cost in costs), max(cost[1] for cost in costs)
            self.stdout.write(f"{name:20} {seconds:8.2f} {megabytes:8.1f}")

    def _run(self, folder, *arguments):
        """``(seconds, peak megabytes)`` of a command in a process of its own, of it or the largest of its children."""
        env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
        begin = time.perf_counter()
        child = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=env | {"DATA_DIR": folder},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        said = child.stderr.read()
        child.stderr.close()
        _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise CommandError(said.strip().splitlines()[-1] if said.strip() else f"{arguments[0]} failed.")
        kilobytes = usage.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
        return time.perf_counter() - begin, kilobytes / 1024
