"""Imports of feeds that somebody starts in the admin. Each is done by a process of its own: no request waits for it.

That process holds a lock on a file in ``DATA_DIR/jobs`` for as long as it lives, so its death is known at once, and
says there how far it is: while it writes in one transaction, the row of the job cannot.
"""

import fcntl
import json
import subprocess
import sys
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from episodes.models import Episode, FeedJob, Status

KEPT = 20  # jobs
STARTS_WITHIN = timedelta(seconds=30)
#: For a process on another machine, whose lock can't be seen.
SILENT = timedelta(minutes=10)
SAID_EVERY = 0.5  # seconds
#: Each is a process, which may take a processor and 200 MB.
MOST_AT_ONCE = 3
ENDED = (FeedJob.State.DONE, FeedJob.State.FAILED)
UNPUBLISHED = (Status.DRAFT, Status.REVIEW)


class JobRefused(ValueError):
    """A job can't be begun. The message is one sentence."""


@dataclass(frozen=True)
class Progress:
    """How far a job is: a ``FeedJob.State`` and a count, ``total`` 0 where there is nothing to count."""

    state: str
    done: int
    total: int

    @property
    def ended(self):
        return self.state in ENDED


def begin(*, source: str, options: dict, user, body: bytes | None = None, show=None) -> FeedJob:
    """A new job, started once the transaction is through.

    ``options`` has ``address``, ``show``, ``publish``, ``files``, ``tags``, and ``write`` with the ``digest`` of what
    was looked at; without ``write`` it only looks. Raises ``JobRefused`` where the show is being written to,
    or too many jobs run.
    """
    with transaction.atomic():
        if options.get("write"):
            _check_alone(source, show)
        _check_room()
        job = FeedJob.objects.create(
            source=source, options=options, body=body and zlib.compress(body), made_by=user, show=show
        )
        old = FeedJob.objects.order_by("-pk").values_list("pk", flat=True)[KEPT : KEPT + 100]
        FeedJob.objects.filter(pk__in=list(old), state__in=ENDED).delete()
    transaction.on_commit(lambda: start(job.pk))
    return job


def unpacked(job: FeedJob) -> bytes | None:
    """The feed that ``job`` keeps."""
    return zlib.decompress(job.body) if job.body else None


def _check_room():
    running = FeedJob.objects.exclude(state__in=ENDED).defer("body")
    if sum(not look(job).ended for job in running) >= MOST_AT_ONCE:
        raise JobRefused(
            _("%(most)d feeds are being read at this moment: wait until one is done.") % {"most": MOST_AT_ONCE}
        )


def _check_alone(source, show):
    running = FeedJob.objects.exclude(state__in=ENDED).filter(options__write=True).defer("body")
    for other in running:
        if not look(other).ended and (other.source == source or (show and other.show_id == show.pk)):
            raise JobRefused(_("This feed is being imported at this moment: wait until that is done."))


def start(pk: int):
    """Starts the process of a job: it outlives the request, and inherits no socket."""
    process = subprocess.Popen(  # noqa: S603 - our own program, and a number
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_feed_job", str(pk)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        close_fds=True,
    )
    # Somebody has to take note of its end, or it would stay in the table of processes.
    threading.Thread(target=process.wait, daemon=True).start()


def look(job: FeedJob) -> Progress:
    """How far ``job`` is. One whose process has died is failed from now on, and its row says so."""
    if job.state in ENDED:
        return Progress(job.state, job.done, job.total)
    is_alive, said = _seen(job.pk)
    if is_alive is None or (job.state == FeedJob.State.WAITING and not is_alive):
        # It is about to start, or runs on another machine.
        given = STARTS_WITHIN if job.state == FeedJob.State.WAITING else SILENT
        is_alive = timezone.now() - job.alive_at < given
    if is_alive:
        return said or Progress(job.state, job.done, job.total)
    # Its last word comes before it lets go of the lock: only what has not ended is failed.
    state = said.state if said else job.state
    FeedJob.objects.filter(pk=job.pk).exclude(state__in=ENDED).update(
        state=FeedJob.State.FAILED,
        error=_("The import was interrupted, and wrote either all or nothing: look again to see which.")
        if state == FeedJob.State.WRITING
        else _("The import was interrupted, and nothing was written. It can be started again."),
    )
    _file(job.pk).unlink(missing_ok=True)
    job.refresh_from_db()
    return Progress(job.state, job.done, job.total)


def _seen(pk):
    """``(whether the process lives, Progress or None)``; ``(None, None)`` where there is no sign of it here."""
    try:
        with _file(pk).open() as file:
            is_alive, said = False, None
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                is_alive = True
            with suppress(ValueError, TypeError):  # Read in the middle of being written.
                said = Progress(**json.load(file))
            return is_alive, said
    except OSError:
        return None, None


def _file(pk):
    return settings.DATA_DIR / "jobs" / str(pk)


class Running:
    """A job from inside its process: claims it, says how far it is, and how it ended.

    Raises ``JobRefused`` where it was started before.
    """

    def __init__(self, pk: int):
        self.file = None
        _file(pk).parent.mkdir(parents=True, exist_ok=True)
        self.file = _file(pk).open("a+")
        fcntl.flock(self.file, fcntl.LOCK_EX)
        claimed = FeedJob.objects.filter(pk=pk, state=FeedJob.State.WAITING).update(
            state=FeedJob.State.READING, alive_at=timezone.now()
        )
        if not claimed:
            _file(pk).unlink(missing_ok=True)
            self.file.close()
            raise JobRefused(_("This import was started before, or there is none of this number."))
        self.job = FeedJob.objects.select_related("made_by", "show").get(pk=pk)
        self._said = 0.0

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        _file(self.job.pk).unlink(missing_ok=True)
        self.file.close()

    @property
    def body(self) -> bytes | None:
        return unpacked(self.job)

    def keep_body(self, body: bytes):
        self.job.body = zlib.compress(body)
        self.job.save(update_fields=["body", "alive_at"])

    def enter(self, state: str):
        """Says that the next part has begun."""
        self.job.state = state
        self._say(0, 0)

    def progress(self, done: int, total: int):
        """Says how many of ``total`` are done; not more often than anybody reads it."""
        if done == total or time.monotonic() - self._said > SAID_EVERY:
            self._say(done, total)

    def _say(self, done, total):
        self._said = time.monotonic()
        self.file.truncate(0)
        self.file.write(json.dumps({"state": self.job.state, "done": done, "total": total}))
        self.file.flush()
        if not connection.in_atomic_block:
            FeedJob.objects.filter(pk=self.job.pk).update(
                state=self.job.state, done=done, total=total, alive_at=timezone.now()
            )

    def done(self, report: dict, *, digest: str, show=None):
        self.job.state, self.job.report, self.job.show = FeedJob.State.DONE, report, show
        self.job.options = {**self.job.options, "digest": digest}
        self.job.save(update_fields=["state", "report", "show", "options", "alive_at"])

    def failed(self, sentence: str):
        self.job.state, self.job.error = FeedJob.State.FAILED, sentence
        self.job.save(update_fields=["state", "error", "alive_at"])


def why_not_allowed(plan, user) -> str:
    """One sentence where ``user`` may not do what the plan of a feed would do, else ""."""
    if user is None or not user.is_active:
        return _("Whoever started this import is no longer here.")
    if plan.show.pk is None and not user.has_perm("episodes.add_show"):
        return _("There is no show “%(title)s”, and you may not add one.") % {"title": plan.show.title}
    if user.has_perm("episodes.publish_episode"):
        return ""
    if plan.options.publish:
        return _("You may not publish: import it as drafts.")
    if plan.show_fields or plan.logo:
        return _("The feed changes the show “%(title)s”, and you may not.") % {"title": plan.show.title}
    changed = [entry.episode.pk for entry in plan.entries if entry.episode and entry.episode.pk and entry.changes_rows]
    closed = Episode.objects.filter(pk__in=changed).exclude(status__in=UNPUBLISHED).first()
    if closed:
        return _("The feed changes “%(title)s”, which only those who may publish can change.") % {"title": closed.title}
    return ""
