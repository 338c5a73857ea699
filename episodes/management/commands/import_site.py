"""``manage.py import_site DIR``: an export becomes the site again."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from episodes.services.archive.restore import restore_site
from episodes.services.archive.values import ArchiveError


class Command(BaseCommand):
    help = "Restores what “manage.py export” has written into a site that is still empty."

    def add_arguments(self, parser):
        parser.add_argument("dir", metavar="DIR", type=Path, help="the folder of an export")

    def handle(self, *, dir, **options):
        try:
            made = restore_site(dir, self._progress)
        except ArchiveError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename or dir} can't be read: {error.strerror or error}.") from None
        self.stdout.write(self.style.SUCCESS(f"Restored {made} episodes from {dir}."))

    def _progress(self, done, total):
        if done % 100 == 0 or done == total:
            self.stderr.write(f"{done} of {total} episodes")
