"""``manage.py import_page FILE``: an episode page as plain text becomes a show, an episode, highlights and clips."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from episodes.importers.page_plan import plan_page
from episodes.importers.report import ImportRefused
from episodes.importers.source import read_text
from episodes.management.reports import print_report
from episodes.services.revisions import recording


class Command(BaseCommand):
    help = "Imports an episode page as plain text: into the site, or again into what it made before."

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="a text file in UTF-8, at most 2 MB")
        parser.add_argument(
            "--show",
            default="",
            metavar="NAME",
            help="the show it belongs to, by title or slug, whatever the file says",
        )
        parser.add_argument(
            "--publish",
            action="store_true",
            help="publish the episode and its highlights; otherwise new ones are drafts",
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be made, and write nothing")

    def handle(self, *args, **options):
        try:
            plan = plan_page(read_text(options["file"]), show=options["show"], publish=options["publish"])
            print_report(self, plan.report, options["dry_run"])
            if not options["dry_run"]:
                with recording(what=_("Imported from a page")):
                    plan.apply()
        except ImportRefused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(self._ending(plan, options["dry_run"]))

    def _ending(self, plan, dry_run):
        if plan.report.nothing:
            return self.style.SUCCESS(_("Nothing changed: what the page says is here already."))
        if dry_run:
            return self.style.WARNING(_("Nothing was written: this was a dry run."))
        numbers = {"made": len(plan.report.made), "changed": len(plan.report.changed)}
        return self.style.SUCCESS(_("Done: %(made)d made, %(changed)d changed.") % numbers)
