"""``manage.py run_feed_job ID``: does the import of a feed that was begun in the admin. Started by the site itself."""

import logging

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from episodes.importers import feed_sandbox
from episodes.importers.feed_files import Files
from episodes.importers.feed_plan import plan_feed
from episodes.importers.fetch import fetch
from episodes.importers.report import ImportRefused
from episodes.management.feeds import ACCEPT
from episodes.models import FeedJob
from episodes.services.feed_jobs import JobRefused, Running, why_not_allowed
from episodes.services.importing import write_feed
from episodes.services.pictures import cleaned

MOST_SENTENCES = 2_000  # of one kind, that a report keeps

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Does the import of a feed that was begun in the admin, which starts this command by itself."

    def add_arguments(self, parser):
        parser.add_argument("job", type=int, metavar="ID")

    def handle(self, *, job, **options):
        try:
            with Running(job) as running:
                self.run(running)
        except JobRefused as error:
            raise CommandError(str(error)) from None

    def run(self, running):
        try:
            plan = self.plan(running)
            if running.job.options.get("write"):
                self.write(running, plan)
        except ImportRefused as error:
            running.failed(str(error))
        except Exception:
            log.exception("The import %s has failed.", running.job.pk)
            running.failed(_("The import failed, and nothing was written; the reason is in the site's log."))
        else:
            running.done(as_json(plan.report), digest=plan.digest, show=plan.show if plan.show.pk else None)

    def plan(self, running):
        """What the job would do. Raises ``ImportRefused``."""
        job, options = running.job, running.job.options
        body = running.body
        if body is None:
            running.enter(FeedJob.State.FETCHING)
            body = fetch(job.source, accept=ACCEPT).body
            running.keep_body(body)
        running.enter(FeedJob.State.READING)
        feed = feed_sandbox.parse(body)
        fetches = options.get("files")
        running.enter(FeedJob.State.FILES if fetches else FeedJob.State.PLANNING)
        plan = plan_feed(
            feed,
            source=job.source,
            show=options.get("show", ""),
            publish=options.get("publish", False),
            tags=options.get("tags", False),
            files=Files(fetch, cleaned) if fetches else Files(),
            progress=running.progress,
        )
        if sentence := why_not_allowed(plan, job.made_by):
            raise ImportRefused(sentence)
        return plan

    def write(self, running, plan):
        if plan.digest != running.job.options.get("digest"):
            raise ImportRefused(_("The site or the feed has changed since you looked. Look again before you import."))
        running.enter(FeedJob.State.WRITING)
        user, what = running.job.made_by, _("Imported from a feed")
        if user.has_perm("episodes.publish_episode"):
            write_feed(plan, user=user, what=what, progress=running.progress)
            return
        with transaction.atomic():
            write_feed(plan, user=user, what=what, progress=running.progress)
            # Somebody else may have published an episode since it was planned.
            if sentence := why_not_allowed(plan, user):
                raise ImportRefused(sentence)


def as_json(report) -> dict:
    """A ``Report`` for the row of a job; its changes as words that differ, and not more than anybody reads."""
    groups = {name: getattr(report, name) for name in ("made", "kept", "skipped", "doubted")}
    changed = [{"what": change.what, "pieces": change.pieces} for change in report.changed[:MOST_SENTENCES]]
    counts = {name: len(found) for name, found in {**groups, "changed": report.changed}.items()}
    return {
        **{name: [str(sentence) for sentence in found[:MOST_SENTENCES]] for name, found in groups.items()},
        "changed": changed,
        "counts": counts,
    }
