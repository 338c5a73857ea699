"""``manage.py seed_benchmark``: a site of any size, to measure on."""

from django.core.management import BaseCommand, CommandError

from episodes.management.corpus import LINES, Size, fill
from episodes.management.progress import progress
from episodes.models import Episode, Person, Show, Tag
from episodes.services.indexing import Changes, index

MOST_EPISODES = 100_000
CHUNK = 100
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
        self.index()
        self.stdout.write(
            self.style.SUCCESS(f"{episodes:,} episodes are there; manage.py bench_find measures on them.")
        )

    def index(self):
        say = progress(self, "episodes indexed")
        keys = {model: list(model.objects.values_list("pk", flat=True)) for model in (Episode, Tag, Person)}
        index(Changes(tags=set(keys[Tag]), people=set(keys[Person])))
        episodes = sorted(keys[Episode])
        for start in range(0, len(episodes), CHUNK):
            index(Changes(episodes=set(episodes[start : start + CHUNK])))
            say(min(start + CHUNK, len(episodes)), len(episodes))
