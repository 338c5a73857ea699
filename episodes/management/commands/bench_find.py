"""``manage.py bench_find``: what it takes to find things on a large site, beside what it may take."""

import json
import statistics
import time
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from episodes.management.findable import rows
from episodes.models import Cue, Episode, Highlight
from podsite.garbage import settle

MOST_GROWTH = 1.2


class Command(BaseCommand):
    help = (
        "Prints the median and the 95th percentile of searches, tag pages, lists and feeds of the site that is there;"
        " manage.py seed_benchmark makes one. One worker, no cache."
    )

    def add_arguments(self, parser):
        parser.add_argument("--times", type=int, default=60, help="requests for each row (default: 60)")
        parser.add_argument("--only", default="", help="only rows with this in their name")
        parser.add_argument("--write", type=Path, help="also write the figures to this file, as JSON")
        parser.add_argument("--than", type=Path, help="a file of a smaller site: also print by how much each row grew")

    def handle(self, *, times, only, write, than, **options):
        if times < 1:
            raise CommandError("--times must be 1 or more.")
        before = _read(than)
        found = [row for row in rows() if only in row.name]
        if not found:
            raise CommandError("There is nothing to find; manage.py seed_benchmark makes a site to measure on.")
        counted = f"{Episode.objects.count():,} episodes, {Highlight.objects.count():,} highlights"
        self.stdout.write(f"{connection.vendor}: {counted}, {Cue.objects.count():,} transcript lines\n\n")
        self.stdout.write(
            f"{'what':38} {'queries':>7} {'p50 ms':>7} {'p95 ms':>7} {'goal':>6}{' growth' if before else ''}"
        )
        figures = {}
        settle()
        # Without collectstatic, which this site may not have seen.
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
            for row in found:
                figures[row.name] = self.row(row, times, before.get(row.name))
        if write:
            write.write_text(json.dumps(figures, indent=1))

    def row(self, row, times, before):
        """Prints a row, and returns its median in ms."""
        queries, taken, answers = _measured(row.paths, times)
        median, p95 = statistics.median(taken), _percentile(taken, 0.95)
        remark = "" if answers <= {200, 302} else f"  ANSWERS {sorted(answers)}"
        growth = f" {median / before:6.2f}" if before else ""
        if p95 > row.goal:
            remark += "  ABOVE THE GOAL"
        if before and median / before > MOST_GROWTH:
            remark += "  GREW"
        self.stdout.write(f"{row.name:38} {queries:7} {median:7.1f} {p95:7.1f} {f'≤ {row.goal}':>6}{growth}{remark}")
        return median


def _read(file):
    if file is None:
        return {}
    try:
        return json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise CommandError(f"--than {file} can't be read: {error}.") from None


def _measured(paths, times):
    """``(most queries, [ms], {status})`` of ``times`` requests, each path asked once before."""
    address = urlsplit(settings.SITE_URL)
    client = Client(SERVER_NAME=address.hostname)
    secure = address.scheme == "https"
    queries, taken, answers = 0, [], set()
    asked = [path if callable(path) else partial(client.get, path, secure=secure) for path in paths]
    asked[0]()  # What a process asks once only is not counted.
    for ask in asked:
        with CaptureQueriesContext(connection) as captured:
            answers.add(getattr(ask(), "status_code", 200))
        queries = max(queries, len(captured))
    for ask in islice(cycle(asked), times):
        begin = time.perf_counter()
        answer = ask()
        if getattr(answer, "streaming", False):
            answer.getvalue()
        taken.append(1000 * (time.perf_counter() - begin))
    return queries, taken, answers


def _percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
