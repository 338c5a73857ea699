"""Scheduled episodes come out by the clock. Pages show them at their time by themselves; here is what follows, once.

The same watchers look whether what follows other changes was left undone.

Every process that serves the site may watch: each episode is claimed by one of them.
"""

import logging
import threading

from django.db import Error, connections, transaction
from django.utils import timezone

from episodes.models import Act, Episode, How, appeared
from episodes.services import audit
from episodes.services.following import catch_up

logger = logging.getLogger(__name__)

#: So many seconds pass at most until an episode is noticed that another process has scheduled.
LONGEST_WAIT = 20
#: Episodes claimed in one go. A backlog comes in several, so that what follows from one go stays short.
MOST_AT_ONCE = 20


def publish_due():
    """The episodes whose time has come and that nobody has claimed before, at most ``MOST_AT_ONCE``; claims them."""
    waiting = Episode.objects.published().filter(appeared_at=None)
    due = waiting.select_related("show").order_by("published_at", "pk")[:MOST_AT_ONCE]
    claimed = []
    for episode in due:
        # A process that ends in the midst of it has claimed nothing.
        with transaction.atomic():
            # The row itself decides who was first, whatever was read before.
            if not _claim(waiting, episode):
                continue
            # What one receiver does wrong is logged, and keeps nothing from the others: a claim is made only once.
            appeared.send_robust(Episode, episode=episode)
        claimed.append(episode)
        logger.info("“%s” is public, as scheduled.", episode)
    return claimed


def _claim(waiting, episode):
    with transaction.atomic():
        is_ours = waiting.filter(pk=episode.pk).update(appeared_at=timezone.now())
        if is_ours:
            audit.record(Act.PUBLISHED, episode, how=How.CLOCK)
    return is_ours


def watch():
    """Starts watching the clock in a thread of its own, and returns it; its ``stop()`` ends it."""
    watcher = Watcher()
    watcher.start()
    return watcher


class Watcher(threading.Thread):
    """Sleeps until the next episode is due. No error ends it: a database that is gone is asked again later."""

    def __init__(self):
        super().__init__(name="schedule", daemon=True)
        self._stopped = threading.Event()
        self._forgot_on = None

    def run(self):
        wait = 0
        while not self._stopped.wait(wait):
            wait = self.look()

    def look(self):
        """Publishes what is due; returns after how many seconds to look again."""
        try:
            if publish_due() or catch_up():
                return 0
            self.forget_daily()
            return _seconds_to_next()
        except Error as error:
            logger.warning("Scheduled episodes can't be looked for: %s", " ".join(str(error).split()))
        except Exception:
            logger.exception("Scheduled episodes could not be published.")
        finally:
            connections.close_all()
        return LONGEST_WAIT

    def forget_daily(self):
        """Takes old entries out of the audit log, the first time on each day."""
        today = timezone.now().date()
        if self._forgot_on != today:
            self._forgot_on = today
            audit.forget_old()

    def stop(self, timeout=2):
        """Ends the thread, and waits so many seconds for what it is just doing."""
        self._stopped.set()
        self.join(timeout)


def _seconds_to_next():
    next_one = Episode.objects.scheduled().order_by("published_at").values_list("published_at", flat=True).first()
    if next_one is None:
        return LONGEST_WAIT
    return min(max((next_one - timezone.now()).total_seconds(), 0), LONGEST_WAIT)
