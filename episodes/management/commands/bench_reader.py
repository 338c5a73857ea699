"""``manage.py bench_reader``: what a transcript of ten hours costs to show, to search and to follow."""

import random
import statistics
import time
from functools import partial

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from episodes.management import measure
from episodes.models import Clip, Cue, Episode, Highlight, Person, Quote, Show, Status
from episodes.services.anchors import capture, find_again
from episodes.services.comparisons import compare_quotes, transcript_of

LINES, LINE_MS, WORDS = 20_000, 1800, 9
CLIPS, CLIP_LINES = 60, 8
VOCABULARY = 6000
#: How far everything is moved to be found again.
LATER_MS = 90_000


class Command(BaseCommand):
    help = (
        f"Prints what {LINES:,} lines of transcript cost: their page, looking a quote up, finding {CLIPS} clips"
        " again. The episode is made for it, and nothing of it stays; others can't write meanwhile, so run it on a"
        " DATA_DIR of its own, after manage.py demo --no-serve."
    )

    def add_arguments(self, parser):
        parser.add_argument("--times", type=int, default=10, help="how often each thing is timed (default: 10)")

    def handle(self, *, times, **options):
        if times < 1:
            raise CommandError("--times must be 1 or more.")
        with transaction.atomic():
            self.print_all(times)
            transaction.set_rollback(True)

    def print_all(self, times):
        episode = long_transcript()
        self.stdout.write(f"{'what':38} {'queries':>7} {'ms':>7} {'bytes':>10} {'gzip':>8}")
        page = measure.measure(episode.get_transcript_url(), times)
        remark = "" if page.status == 200 else f"  ANSWERS {page.status}"
        self.row(f"transcript page{remark}", (page.queries, page.ms), page.size, page.gzipped)
        exact = Quote.objects.filter(highlight__episode=episode).first().text
        words = exact.split()
        for name, text in {
            "a quote, word for word": exact,
            "a quote, trimmed": " ".join(words[:5] + words[7:]),
            "a quote, two words differ": " ".join([*words[:4], "elsewhere", *words[5:9], "nowhere", *words[10:]]),
            "a quote that nobody said": " ".join(f"other{n}" for n in range(len(words))),
        }.items():
            self.row(f"{name}, lines read", timed(partial(read_and_find, episode, text), times))
            self.row(f"{name}, lines held", timed(partial(held(episode).beside, text), times))
        self.row(f"keep the words of {CLIPS} clips", timed(lambda: capture(clip_ids(episode)), times))
        self.row(f"find {CLIPS} clips where they were", timed(lambda: find_again(episode.pk), times))
        self.row(f"find {CLIPS} clips elsewhere", timed(lambda: found_elsewhere(episode), 1))

    def row(self, name, cost, size=0, gzipped=0):
        queries, ms = cost
        sizes = "".join(f" {number:{width},}" if number else "" for number, width in ((size, 10), (gzipped, 8)))
        self.stdout.write(f"{name:38} {queries:7} {ms:7.1f}{sizes}")


def long_transcript():
    """Ten hours by two speakers, in which words are as common as in speech, with a quote in each of the clips."""
    chance = random.Random(20_000)  # noqa: S311 - nothing secret
    known = [f"word{number}" for number in range(VOCABULARY)]
    common = [1 / (number + 2) for number in range(VOCABULARY)]
    texts = [" ".join(chance.choices(known, common, k=WORDS)) for _line in range(LINES)]
    people = [Person.objects.create(name=f"Bench speaker {number}") for number in (1, 2)]
    episode = Episode.objects.create(
        show=Show.objects.create(title="Bench of transcripts"),
        title="Ten hours",
        status=Status.PUBLISHED,
        published_at=timezone.now(),
        duration_ms=LINES * LINE_MS,
        audio_url="https://audio.example/ten-hours.mp3",
    )
    lines = enumerate(texts)
    rows = ((number, number * LINE_MS, people[number // 7 % 2], text) for number, text in lines)
    Cue.objects.bulk_create(
        (Cue(episode=episode, start_ms=at, end_ms=at + LINE_MS, speaker=who, text=text) for _n, at, who, text in rows),
        batch_size=1000,
    )
    highlight = Highlight.objects.create(episode=episode, position=1, title="All of it", status=Status.PUBLISHED)
    for number in range(1, CLIPS + 1):
        first = number * (LINES // (CLIPS + 1))
        times = {"start_ms": first * LINE_MS, "end_ms": (first + CLIP_LINES) * LINE_MS}
        clip = Clip.objects.create(episode=episode, number=number, title=f"Clip {number}", **times)
        text = " ".join(texts[first : first + 3])
        Quote.objects.create(highlight=highlight, position=number, text=text, clip=clip if number % 2 else None)
    capture(clip_ids(episode))
    compare_quotes(episode.pk)
    return episode


def read_and_find(episode, text):
    return transcript_of(episode.pk).beside(text)


def held(episode):
    """The transcript with its lines in memory, as while somebody types."""
    transcript = transcript_of(episode.pk)
    transcript.beside("once")
    return transcript


def clip_ids(episode):
    return list(episode.clips.values_list("pk", flat=True))


def found_elsewhere(episode):
    """All clips are put where their words are not."""
    for clip in episode.clips.all():
        Clip.objects.filter(pk=clip.pk).update(start_ms=clip.start_ms + LATER_MS, end_ms=clip.end_ms + LATER_MS)
    return find_again(episode.pk)


def timed(act, times):
    """``(queries, median ms)``"""
    with CaptureQueriesContext(connection) as queries:
        act()
    taken = []
    for _time in range(times):
        begin = time.perf_counter()
        act()
        taken.append(time.perf_counter() - begin)
    return len(queries), statistics.median(taken) * 1000
