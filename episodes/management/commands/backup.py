"""``manage.py backup``: all of the site in one file, made while it runs."""

from datetime import datetime
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.template.defaultfilters import filesizeformat

from podsite.backup import BackupError, backup


class Command(BaseCommand):
    help = "Writes the database and the media to one file, while the site runs. It holds no key and no password."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="default: podsite-YYYYMMDD-HHMMSS.tar in this folder")

    def handle(self, *, file, **options):
        file = file or Path(f"podsite-{datetime.now():%Y%m%d-%H%M%S}.tar")
        try:
            manifest = backup(file)
        except BackupError as error:
            raise CommandError(str(error)) from None
        size = filesizeformat(file.stat().st_size).replace("\xa0", " ")
        self.stdout.write(
            self.style.SUCCESS(f"{file}: {size}, the database and {len(manifest['media']):,} files of media.")
        )
