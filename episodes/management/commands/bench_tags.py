"""``manage.py bench_tags``: what the tools for tags cost when there are ten thousand of them."""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from episodes.management.tag_site import SOURCE, TARGET, fill
from episodes.models import Episode, Highlight, Tag, TaggedEpisode, TaggedHighlight, TagMerge

LIST_MS, COMPLETE_MS, MERGE_MS = 200, 50, 2000
#: The database of the operator is not for this one.
NOT_PASSED_ON = ("DATABASE_URL", "CACHE_URL")


class Command(BaseCommand):
    help = (
        "Makes a site of thousands of tags in a folder of its own and prints what lists, hints and merges cost there."
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("--tags", type=int, default=10_000, help="default: 10,000")
        parser.add_argument("--uses", type=int, default=200_000, help="default: 200,000")
        parser.add_argument("--times", type=int, default=10, help="requests to each page (default: 10)")
        parser.add_argument("--in-scratch", action="store_true", help=argparse.SUPPRESS)

    def handle(self, *, tags, uses, times, in_scratch, **options):
        if tags < 20 or uses < 20 or times < 1:
            raise CommandError("--tags and --uses must be 20 or more, --times 1 or more.")
        if in_scratch:
            return self.measure(tags, uses, times)
        environment = {name: value for name, value in os.environ.items() if name not in NOT_PASSED_ON}
        numbers = [f"--tags={tags}", f"--uses={uses}", f"--times={times}"]
        with tempfile.TemporaryDirectory(prefix="podsite-bench-") as folder:
            program = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench_tags", "--in-scratch", *numbers]
            child = subprocess.run(  # noqa: S603
                program, env={**environment, "DATA_DIR": folder}, stdout=subprocess.PIPE, text=True, check=False
            )
        self.stdout.write(child.stdout, ending="")
        if child.returncode:
            raise CommandError("The benchmark did not come to its end.")
        return None

    def measure(self, tags, uses, times):
        call_command("migrate", verbosity=0, interactive=False)
        if Tag.objects.exists() or Episode.objects.exists():
            raise CommandError("This would be measured in a database that is in use.")
        merged = fill(tags, uses)
        uses = TaggedHighlight.objects.count() + TaggedEpisode.objects.count()
        self.stdout.write(f"{Tag.objects.count():,} tags, {uses:,} uses, {Highlight.objects.count():,} highlights\n\n")
        self.stdout.write(f"{'what':26} {'queries':>7} {'ms':>7} {'cpu ms':>7} {'goal':>7}")
        # Without collectstatic, which this folder has not seen.
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
            editor = _signed_in()
            for name, ask, goal in requests(editor):
                self.row(name, ask, goal, times)
            self.merge_and_undo(editor, merged)

    def row(self, name, ask, goal=None, times=1):
        """Prints the queries of one call, and the median time of ``times`` calls, also the processor's part of it."""
        taken, worked = [], []
        with CaptureQueriesContext(connection) as queries:
            _answered(name, ask())
        number = len(queries)
        for _time in range(times):
            begin, begin_work = time.perf_counter(), time.thread_time()
            _answered(name, ask())
            taken.append(1000 * (time.perf_counter() - begin))
            worked.append(1000 * (time.thread_time() - begin_work))
        self.print_row(name, number, statistics.median(taken), statistics.median(worked), goal)

    def once(self, name, ask):
        begin, begin_work = time.perf_counter(), time.thread_time()
        with CaptureQueriesContext(connection) as queries:
            _answered(name, ask())
        taken, worked = time.perf_counter() - begin, time.thread_time() - begin_work
        self.print_row(name, len(queries), 1000 * taken, 1000 * worked, MERGE_MS)

    def print_row(self, name, queries, ms, cpu_ms, goal):
        remark = "  ABOVE THE GOAL" if goal and ms > goal else ""
        self.stdout.write(f"{name:26} {queries:7} {ms:7.1f} {cpu_ms:7.1f} {f'≤ {goal}' if goal else '':>7}{remark}")

    def merge_and_undo(self, editor, merged):
        """By the pages that an editor uses, with what follows the commit; each can be done once."""
        asked = {"tag": [tag.pk for tag in Tag.objects.filter(name__in=[SOURCE, TARGET])]}
        asked["into"] = Tag.objects.get(name=TARGET).pk
        self.row("what a merge would do", lambda: editor.get(reverse("admin:episodes_tag_merge"), asked))
        self.once(f"merge of {merged:,} uses", lambda: editor.post(reverse("admin:episodes_tag_merge"), asked))
        done = {"merge": TagMerge.objects.get().pk}
        self.once("its undoing", lambda: editor.post(reverse("admin:episodes_tag_merges"), done))
        if Tag.objects.filter(name__in=[SOURCE, TARGET]).count() != 2:
            raise CommandError("The merge was not undone.")


def requests(editor):
    """``(name, call, goal in ms)`` of what is asked many times."""
    tags, base = list(Tag.objects.order_by("pk")[2:20]), reverse("admin:episodes_tag_changelist")
    text = Highlight.objects.latest("pk").body
    slip = tags[3].name[:-1] + "x"
    pages = [
        ("list", "", {}, LIST_MS),
        ("list, ordered by use", "", {"o": "-3"}, LIST_MS),
        ("list, not in use", "", {"use": "no"}, LIST_MS),
        ("list, searched", "", {"q": tags[5].name.split()[0]}, LIST_MS),
        ("complete, one letter", "complete/", {"q": "s"}, COMPLETE_MS),
        ("complete, a word", "complete/", {"q": tags[5].name.split()[0]}, COMPLETE_MS),
        ("did you mean", "near/", {"name": slip}, None),
        ("near-duplicates", "near-duplicates/", {}, None),
    ]
    for name, path, query, goal in pages:
        yield name, lambda path=path, query=query: editor.get(f"{base}{path}", query), goal
    yield "suggest", lambda: editor.post(f"{base}suggest/", {"text": text, "chosen": tags[1].name}), None


def _answered(name, response):
    if response.status_code >= 400:
        raise CommandError(f"“{name}” answers {response.status_code}.")


def _signed_in():
    """A browser of somebody who may do everything."""
    user = get_user_model().objects.create_superuser("bench")
    address = urlsplit(settings.SITE_URL)
    client = Client(SERVER_NAME=address.hostname, **({"wsgi.url_scheme": "https"} if address.scheme == "https" else {}))
    client.force_login(user)
    return client
