"""``manage.py export DIR``: the whole site as readable files."""

import shutil
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from episodes.services.archive.export import export_site
from episodes.services.archive.values import ArchiveError


class Command(BaseCommand):
    help = "Writes the whole site as readable files: Markdown, YAML, WebVTT and the uploads."

    def add_arguments(self, parser):
        parser.add_argument("dir", metavar="DIR", type=Path, help="a folder that is missing, empty or an older export")

    def handle(self, *, dir, **options):
        target = dir.absolute()
        if target.exists() and not target.is_dir():
            raise CommandError(f"{dir} is not a folder.")
        if target.is_dir() and any(target.iterdir()) and not (target / "podsite.yaml").is_file():
            raise CommandError(f"{dir} has other files in it: name an empty folder, or one with an older export.")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Beside it first, so that an older export stays whole until the new one is.
            temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
            try:
                missing = export_site(temporary / "new", self._progress)
                self._swap(temporary, target)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
        except ArchiveError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(f"{error.filename or dir} can't be written: {error.strerror or error}.") from None
        for name in missing:
            self.stderr.write(self.style.WARNING(f"The upload {name} is missing, so it is not in the export."))
        self.stdout.write(self.style.SUCCESS(f"Exported into {dir}."))

    def _swap(self, temporary, target):
        if target.exists():
            target.replace(temporary / "old")
        (temporary / "new").replace(target)

    def _progress(self, done, total):
        if done % 100 == 0 or done == total:
            self.stderr.write(f"{done} of {total} episodes")
