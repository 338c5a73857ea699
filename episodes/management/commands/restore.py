"""``manage.py restore``: puts a backup in the place of what is there."""

from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command

from episodes.models import Act, Episode
from episodes.services import audit
from podsite.backup import BackupError, restore
from podsite.version import version


class Command(BaseCommand):
    help = "Puts the database and the media of a backup in the place of those that are there."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="what manage.py backup has written")
        parser.add_argument("--replace", action="store_true", help="also where this site has episodes: they are lost")

    def handle(self, *, file, replace, **options):
        if not replace and self.has_content():
            raise CommandError("This site has episodes, which would be lost; back it up, then add --replace.")
        try:
            manifest = restore(file)
        except BackupError as error:
            raise CommandError(str(error)) from None
        # It may be of an older version of the program.
        call_command("migrate", interactive=False, verbosity=0)
        version.touch()
        audit.record(Act.RESTORED, detail=f"a backup of {manifest['made_at']}")
        self.stdout.write(self.style.SUCCESS(f"The site is that of {manifest['made_at']} again."))

    def has_content(self):
        from django.db import DatabaseError

        try:
            return Episode.objects.exists()
        except DatabaseError:  # There are no tables yet.
            return False
