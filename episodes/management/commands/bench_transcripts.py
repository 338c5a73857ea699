"""``manage.py bench_transcripts``: what ten hours of transcript cost, in and out of each format and the database."""

import time

from django.core.management import BaseCommand
from django.db import transaction

from episodes.models import Episode, Show
from episodes.queries.transcript_file import cues_of
from episodes.services.transcripts import replace_transcript
from episodes.transcripts import formats
from episodes.transcripts.cues import Cue

SPEAKERS = ("Ilse Varga", "Sam Lee", "Ada Dubois")
WORDS = "The tapes were cleaned by hand and read again on a machine that nobody had used for years"


class Command(BaseCommand):
    help = "Prints how long a long transcript takes to read, write, store and export; what it stores is taken back."

    def add_arguments(self, parser):
        parser.add_argument("--lines", type=int, default=20_000, help="default: 20,000")

    def handle(self, *, lines, **options):
        cues = _cues(lines)
        self.stdout.write(f"{'what':24} {'ms':>8}\n")
        for name, format in formats.FORMATS.items():
            text = self.row(f"write {name}", lambda format=format: format.write(cues))
            self.row(f"read {name}", lambda text=text: formats.read(text))
        with transaction.atomic():
            episode = Episode.objects.create(show=Show.objects.create(title="Benchmark"), title="Ten hours")
            self.row("store", lambda: replace_transcript(episode, cues))
            self.row("store in its place", lambda: replace_transcript(episode, cues))
            self.row("export", lambda: formats.FORMATS["vtt"].write(cues_of(episode.pk)))
            transaction.set_rollback(True)

    def row(self, name, ask):
        """Prints how long ``ask()`` takes, and returns what it gives."""
        begin = time.perf_counter()
        found = ask()
        self.stdout.write(f"{name:24} {1000 * (time.perf_counter() - begin):8.0f}")
        return found


def _cues(lines):
    return [
        Cue(at * 1800, at * 1800 + 1700, f"{WORDS}, line {at}.", SPEAKERS[at // 5 % len(SPEAKERS)])
        for at in range(lines)
    ]
