"""``manage.py rebuild_search``: builds the search index and the shelves anew beside those in use, or checks them."""

from django.core.management.base import BaseCommand, CommandError

from episodes.models import SearchDocument, SearchKind
from episodes.services.rebuilding import RebuildEnded, compare, rebuild

INTERRUPTED = 130  # what a shell reports of a command that Ctrl-C has ended


class Command(BaseCommand):
    help = (
        "Builds the search index of everything public beside the one in use and puts it in its place; shelves are"
        " counted anew. Interrupted and started again, it goes on."
    )
    requires_system_checks = ()  # One of them may say that this command is needed.

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            action="store_true",
            help="only print how index and content differ; the exit code is 1 if they do",
        )

    def handle(self, *, check, **options):
        self.last = None
        try:
            if check:
                self.check_index()
            else:
                rebuild(self.progress)
                self.end_line()
                self.stdout.write(f"Search finds {SearchDocument.objects.count():,} documents.")
        except RebuildEnded:
            self.end_line()
            raise CommandError("Another rebuild has ended meanwhile; its index is in use.") from None
        except KeyboardInterrupt:
            self.end_line()
            self.stderr.write("Stopped. Started again, it goes on from here.")
            raise SystemExit(INTERRUPTED) from None

    def check_index(self):
        found = compare(self.progress)
        self.end_line()
        if not found:
            self.stdout.write("Index and content agree.")
            return
        for kind, wrong in found.kinds.items():
            if wrong:
                name = SearchKind(kind).label
                self.stdout.write(
                    f"{name}: {wrong.missing} missing, {wrong.surplus} too many, {wrong.different} out of date"
                )
        if found.shelves:
            self.stdout.write(f"shelves: {found.shelves} episodes stand wrong")
        if not found.is_whole:
            self.stdout.write("What finds the documents is missing or damaged.")
        raise CommandError("Index and content differ; manage.py rebuild_search puts that right.")

    def progress(self, done, total):
        """One line that counts up on a terminal, a line every tenth elsewhere."""
        if self.stdout.isatty():
            self.last = f"\r{done:,} of {total:,} episodes"
            self.stdout.write(self.last, ending="")
            self.stdout.flush()
        elif self.last is None or (10 * done // max(total, 1)) > self.last:
            self.last = 10 * done // max(total, 1)
            self.stdout.write(f"{done:,} of {total:,} episodes")

    def end_line(self):
        if isinstance(self.last, str):
            self.stdout.write("")
