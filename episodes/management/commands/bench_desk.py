"""``manage.py bench_desk``: what the desk and the history of a long episode cost an editor."""

import json
import statistics
import time
from contextlib import nullcontext

from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from episodes.management import measure
from episodes.models import Clip, Episode, Highlight, Person, Quote, Revision, Show, Status
from episodes.services import documents
from episodes.services.revisions import recording

SECTIONS, CLIPS, QUOTES, TAGS = 30, 60, 60, 100
WORDS = "Whoever trains a model looks at the data first, and reads it, and counts what is there twice. "
REVISIONS = 26


class Command(BaseCommand):
    help = (
        "Prints what it costs to open the desk, and to keep, list, see and compare the revisions, of an episode with"
        f" {SECTIONS} sections, {CLIPS} clips, {QUOTES} quotes and {TAGS} tags. The episode is made for it, and nothing"
        " of it stays; others can't write meanwhile, so run it on a DATA_DIR of its own,"
        " after manage.py demo --no-serve."
    )

    def add_arguments(self, parser):
        parser.add_argument("--times", type=int, default=20, help="how often each thing is timed (default: 20)")

    def handle(self, *, times, **options):
        if times < 1:
            raise CommandError("--times must be 1 or more.")
        with transaction.atomic():
            self.print_all(times)
            transaction.set_rollback(True)

    def print_all(self, times):
        user = get_user_model().objects.create_superuser("bench-desk")
        with recording(user):
            episode = long_episode()
        self.stdout.write(f"{'what':34} {'queries':>7} {'ms':>7} {'bytes':>9} {'gzip':>7}")
        document = documents.read(episode.pk)
        stored = json.dumps(document)
        self.row("read the episode", timed(lambda: documents.read(episode.pk), times), len(stored.encode()))
        self.row("save a section", timed(lambda: save(episode, nullcontext()), times))
        self.row("save a section and keep it", timed(lambda: save(episode, recording(user)), times))
        for _more in range(REVISIONS - Revision.objects.of(episode.pk).count()):
            save(episode, recording(user))
        for name, path in pages(episode).items():
            page = measure.measure(path, times, user)
            remark = "" if page.status == 200 else f"  ANSWERS {page.status}"
            self.row(name + remark, (page.queries, page.ms), page.size, page.gzipped)

    def row(self, name, cost, size=0, gzipped=0):
        queries, ms = cost
        sizes = "".join(f" {number:{width},}" if number else "" for number, width in ((size, 9), (gzipped, 7)))
        self.stdout.write(f"{name:34} {queries:7} {ms:7.1f}{sizes}")


def pages(episode):
    """``{what it is: path}`` of the pages to be measured."""
    numbers = list(Revision.objects.of(episode.pk).values_list("number", flat=True))
    last, first = [episode.pk, numbers[0]], [episode.pk, numbers[-1]]
    return {
        "the desk": reverse("admin:episodes_episode_desk", args=[episode.pk]),
        "history, 25 revisions": reverse("admin:episodes_episode_history", args=[episode.pk]),
        "the page of a revision": reverse("admin:episodes_episode_revision", args=first),
        "a revision and the one before": reverse("admin:episodes_episode_revision_compare", args=last)
        + f"?with={numbers[1]}",
        "a revision and now": reverse("admin:episodes_episode_revision_compare", args=first),
    }


def long_episode():
    """An episode as long as any: every section is tagged and cites two clips, every quote and clip has a speaker."""
    speaker = Person.objects.create(name="Bench Speaker")
    episode = Episode.objects.create(
        show=Show.objects.create(title="Bench desk"),
        title="A long episode",
        status=Status.PUBLISHED,
        duration_ms=7_200_000,
    )
    clips = [
        Clip.objects.create(
            episode=episode,
            number=number,
            title=f"Moment {number}",
            start_ms=60_000 * number,
            end_ms=60_000 * number + 20_000,
            excerpt=WORDS,
            speaker=speaker,
        )
        for number in range(1, CLIPS + 1)
    ]
    tags = [f"subject {number}" for number in range(TAGS)]
    for place in range(SECTIONS):
        first, second = 2 * place + 1, 2 * place + 2
        section = Highlight.objects.create(
            episode=episode,
            position=place,
            title=f"What section {place} is about",
            body=f"{WORDS * 4}[{first}]\n\n{WORDS * 4}[{second}]",
            takeaway=WORDS,
            status=Status.PUBLISHED,
        )
        section.tags.set(tags[place::SECTIONS])
        for clip in clips[first - 1 : second]:
            Quote.objects.create(highlight=section, text=WORDS, speaker=speaker, clip=clip)
    return episode


def save(episode, keeper):
    """Changes a word of a section, as an editor would."""
    section = episode.highlights.order_by("position")[SECTIONS // 2]
    section.body += " And again."
    with keeper:
        section.save()


def timed(call, times):
    """``(queries, median ms)`` of a call; one before them warms up."""
    call()
    with CaptureQueriesContext(connection) as queries:
        call()
    taken = []
    for _time in range(times):
        begin = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begin)
    return len(queries), 1000 * statistics.median(taken)
