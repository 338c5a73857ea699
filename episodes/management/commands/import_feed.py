"""``manage.py import_feed FILE|URL``: a podcast's feed becomes a show with its episodes, or updates what it made."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from episodes.importers.feed_files import Files
from episodes.importers.feed_plan import plan_feed
from episodes.importers.feed_sandbox import parse
from episodes.importers.fetch import fetch
from episodes.importers.report import ImportRefused
from episodes.management.feeds import is_address, read_feed
from episodes.management.progress import progress
from episodes.management.reports import print_report
from episodes.services.importing import write_feed
from episodes.services.pictures import cleaned


class Command(BaseCommand):
    help = "Imports a podcast's feed (RSS or Atom): into the site, or again into what it made before."

    def add_arguments(self, parser):
        parser.add_argument("source", metavar="FILE|URL", help="a feed, in a file or on the web")
        parser.add_argument(
            "--show",
            default="",
            metavar="NAME",
            help="the show it belongs to, by title or slug, whatever the feed says",
        )
        parser.add_argument("--draft", action="store_true", help="new episodes are drafts; otherwise they are public")
        parser.add_argument("--dry-run", action="store_true", help="say what would be made, and write nothing")
        files = parser.add_mutually_exclusive_group()
        files.add_argument(
            "--files",
            action="store_true",
            default=None,
            help="fetch transcripts, chapters and pictures that the feed links to (the default for a URL)",
        )
        files.add_argument("--no-files", dest="files", action="store_false", help="leave them (the default for a file)")
        parser.add_argument("--refresh", action="store_true", help="fetch again what was fetched before")
        parser.add_argument(
            "--tags", action="store_true", help="make tags of the episodes' categories and keywords, which feeds abuse"
        )

    def handle(self, *, source, show, draft, dry_run, files, refresh, tags, **options):
        files = is_address(source) if files is None else files
        fetching = Files(fetch if files else None, cleaned if files else None, refresh)
        name = source if is_address(source) else Path(source).name
        try:
            feed = parse(read_feed(source))
            plan = plan_feed(
                feed,
                source=name,
                show=show,
                publish=not draft,
                tags=tags,
                files=fetching,
                progress=progress(self, _("fetched")),
            )
            print_report(self, plan.report, dry_run)
            if not dry_run:
                write_feed(plan, what=_("Imported from a feed"), progress=progress(self, _("written")))
        except ImportRefused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(self._ending(plan, dry_run))

    def _ending(self, plan, dry_run):
        if plan.report.nothing:
            return self.style.SUCCESS(_("Nothing to do: what the feed says is here already."))
        if dry_run:
            return self.style.WARNING(_("Nothing was written: this was a dry run."))
        numbers = {"made": len(plan.report.made), "changed": len(plan.report.changed)}
        return self.style.SUCCESS(_("Done: %(made)d made, %(changed)d changed.") % numbers)
