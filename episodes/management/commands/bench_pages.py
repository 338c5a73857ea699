"""``manage.py bench_pages``: what the public pages cost, beside what they may cost."""

import statistics
from urllib.parse import urljoin

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db.models import Count
from django.urls import reverse

from episodes.management import measure, server
from episodes.models import Clip, Episode, Highlight, Person, Quote, Show, Tag, TaggedHighlight

MOST_QUERIES = 6
MOST_MS = 15
MOST_BYTES = 20 * 1024
MOST_SECONDS = 0.8
STARTS = 5


class Command(BaseCommand):
    help = "Prints the queries, time and size of each kind of public page, from what the site holds."

    def add_arguments(self, parser):
        parser.add_argument("--times", type=int, default=50, help="requests to each page (default: 50)")
        parser.add_argument(
            "--start",
            action="store_true",
            help="also start the real server, on PORT, and time the first page; take a free port",
        )

    def handle(self, *, times, start, **options):
        if times < 1:
            raise CommandError("--times must be 1 or more.")
        if start and (problem := server.why_port_is_refused(settings.CONFIG.port)):
            raise CommandError(problem)
        pages = addresses()
        if not pages:
            raise CommandError("There is no public episode to measure; manage.py demo --no-serve loads some.")
        self.stdout.write(f"{'page':12} {'queries':>7} {'ms':>6} {'cpu ms':>6} {'bytes':>7} {'gzip':>6}  address")
        found = {name: self.row(name, path, times) for name, path in pages.items()}
        self.stdout.write(f"{'goal':12} {f'≤ {MOST_QUERIES}':>7} {f'≤ {MOST_MS}':>6}  (queries: of the episode page)")
        episode = found["episode"]
        self.stdout.write(
            f"\nThe episode page with its style sheets and scripts: {episode.gzipped_whole:,} bytes gzipped"
            f" (goal: ≤ {MOST_BYTES:,}; {_verdict(episode.gzipped_whole <= MOST_BYTES)})"
        )
        if start:
            self.first_page()

    def row(self, name, path, times):
        page = measure.measure(path, times)
        remark = f"  ANSWERS {page.status}" if page.status != 200 else ""
        if page.ms > MOST_MS or (name == "episode" and page.queries > MOST_QUERIES):
            remark += "  ABOVE THE GOAL"
        self.stdout.write(
            f"{name:12} {page.queries:7} {page.ms:6.1f} {page.cpu_ms:6.1f}"
            f" {page.size:7,} {page.gzipped:6,}  {path}{remark}"
        )
        return page

    def first_page(self):
        try:
            taken = [measure.seconds_to_first_page(settings.CONFIG.port) for _start in range(STARTS)]
        except RuntimeError as error:
            raise CommandError(f"The server did not start: {error}") from None
        seconds = statistics.median(taken)
        self.stdout.write(
            f"From starting the server to the first page: {seconds:.2f} s, median of {STARTS}"
            f" (goal: ≤ {MOST_SECONDS}; {_verdict(seconds <= MOST_SECONDS)})"
        )


def addresses():
    """``{kind of page: path}``, of the newest episode and the most used tags; empty where nothing is public."""
    episode = Episode.objects.published().select_related("show").newest_first().first()
    if episode is None:
        return {}
    tags = list(Tag.objects.published().annotate(uses=Count("tagged_highlights")).order_by("-uses", "key")[:1])
    beside = [tags[0], _most_beside(tags[0])] if tags else []
    found = {
        "home": reverse("home"),
        "show": Show.objects.published().first(),
        "episode": episode,
        "transcript": episode.get_transcript_url(),
        "highlight": Highlight.objects.published().filter(episode=episode).first(),
        "quote": Quote.objects.published().newest_first().first(),
        "clip": Clip.objects.published().filter(episode=episode).first(),
        "person": Person.objects.published().annotate(parts=Count("credits")).order_by("-parts", "pk").first(),
        "tag": tags[0] if tags else None,
        "two tags": _together(*beside) if all(beside) and beside else None,
        "tag index": urljoin(tags[0].get_absolute_url(), "../") if tags else None,
    }
    return {name: page if isinstance(page, str) else page.get_absolute_url() for name, page in found.items() if page}


def _most_beside(tag):
    """The tag that most highlights carry together with ``tag``, or None."""
    highlights = TaggedHighlight.objects.published().filter(tag=tag).values("content_object")
    others = Tag.objects.published().filter(tagged_highlights__content_object__in=highlights).exclude(pk=tag.pk)
    return others.annotate(uses=Count("tagged_highlights")).order_by("-uses", "key").first()


def _together(first, second):
    """The address of what carries both, in its canonical order."""
    first, second = sorted([first, second], key=lambda tag: tag.slug)
    return f"{first.get_absolute_url().rstrip('/')}+{second.slug}/"


def _verdict(met):
    return "met" if met else "MISSED"
