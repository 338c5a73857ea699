"""``manage.py seed_benchmark``: a site of any size, to measure on."""

from django.core.management import BaseCommand, CommandError

from episodes.management.corpus import LINES, Size, fill
from episodes.management.progress import progress
from episodes.models import Episode, Person, Show, Tag
from episodes.services.rebuilding import rebuild

MOST_EPISODES = 100_000
CONTENT = (Show, Episode, Person, Tag)


class Command(BaseCommand):
    help = (
        "Fills an empty database with a made-up site, the same at each making: 6 highlights, 12 clips and --lines lines"
        " of transcript an episode."
    )

    def add_arguments(self, parser):
        parser.add_argument("--episodes", type=int, default=1_000, help="default: 1,000")
        parser.add_argument("--lines", type=int, default=LINES, help=f"of each transcript (default: {LINES})")

    def handle(self, *, episodes, lines, **options):
        if not 1 <= episodes <= MOST_EPISODES:
            raise CommandError(f"--episodes must be from 1 to {MOST_EPISODES:,}.")
        if not 1 <= lines <= 10_000:
            raise CommandError("--lines must be from 1 to 10,000.")
        if any(model.objects.exists() for model in CONTENT):
            raise CommandError(
                "This site is not empty; set DATA_DIR or DATABASE_URL to one that is made for measuring."
            )
        fill(Size(episodes, lines), progress(self, "episodes written"))
        rebuild(progress(self, "episodes indexed"))
        self.stdout.write(
            self.style.SUCCESS(f"{episodes:,} episodes are there; manage.py bench_find measures on them.")
        )
