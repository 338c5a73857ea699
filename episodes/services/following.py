"""Sees to it that what follows a change follows, also where the process ends right behind the commit.

Shelves, the index of search, neighbours, comparisons of quotes and the words of clips are derived after the commit.
What they are to be derived from is noted in the transaction of the change, and the note is taken out behind them. Notes
that stay are those of processes that are gone: ``catch_up`` does what they had left to do.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import Error, transaction
from django.utils import timezone

from episodes.models import Highlight, Unfinished
from episodes.services.anchors import capture
from episodes.services.comparisons import compare_quotes
from episodes.services.indexing import Changes, index
from episodes.services.related import refresh_neighbours
from podsite.version import version

logger = logging.getLogger(__name__)

#: So long whoever made a change is given to do what follows it.
GIVEN = timedelta(seconds=30)
MOST_AT_ONCE = 100  # notes


class _Note:
    """A row of ``Unfinished``, called behind the commit: it is taken out once its ``followers`` have run."""

    def __init__(self, pk, noted):
        self.pk, self.noted, self.followers = pk, noted, {}

    def __call__(self):
        for follow in self.followers:
            follow()
        try:
            done(self)
        except Error:  # Whoever saved has saved; it is done once more.
            logger.warning("A note of what followed a change could not be taken out.", exc_info=True)


class _Here(threading.local):
    """The notes of the transaction of this thread, as long as ``callbacks`` is the list that Django has for it."""

    callbacks, noted, last = None, frozenset(), None

    def look(self, callbacks):
        if self.callbacks is not callbacks:
            # Another transaction, or a savepoint that was rolled back and took its notes along.
            notes = [callback for _ids, callback, *_more in callbacks if isinstance(callback, _Note)]
            self.noted = {pair for one in notes for pair in one.noted}
            self.callbacks, self.last = callbacks, notes[-1] if notes else None


_here = _Here()


def note(follow: Callable[[], None], **keys: Iterable[int]) -> None:
    """Notes in the transaction what has changed: ``episodes``, ``highlights``, ``clips``, or a name of ``Changes``.

    ``follow`` is waiting for the commit. It does all of its part when it is called first, and then nothing.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        return  # What follows has been done by now.
    _here.look(connection.run_on_commit)
    new = {(noun, pk) for noun, pks in keys.items() for pk in pks} - _here.noted
    if new:
        _here.last = _Note(Unfinished.objects.create(keys=_grouped(new)).pk, new)
        _here.noted |= new
        transaction.on_commit(_here.last)
    if _here.last:
        _here.last.followers[follow] = None


def leave(**keys: Iterable[int]) -> Unfinished:
    """Notes in the transaction what its caller will follow up by itself, and then say is ``done``."""
    return Unfinished.objects.create(keys={noun: sorted(pks) for noun, pks in keys.items()})


def done(row) -> None:
    """What ``leave`` has noted is done."""
    Unfinished.objects.filter(pk=row.pk).delete()


def _grouped(pairs):
    grouped = defaultdict(list)
    for noun, pk in sorted(pairs):
        grouped[noun].append(pk)
    return grouped


def catch_up() -> int:
    """Does what processes that are gone have left to do, and returns how many notes that were. Safe to call at once."""
    taken, before = [], timezone.now() - GIVEN
    for row in Unfinished.objects.filter(taken_at__lt=before).order_by("pk")[:MOST_AT_ONCE]:
        # The row itself decides who sees to it.
        if Unfinished.objects.filter(pk=row.pk, taken_at=row.taken_at).update(taken_at=timezone.now()):
            taken.append(row)
    if not taken:
        return 0
    logger.info("What followed %d changes was not done: it is done now.", len(taken))
    keys = defaultdict(set)
    for row in taken:
        for noun, pks in row.keys.items():
            keys[noun].update(pks)
    _derive(keys)
    Unfinished.objects.filter(pk__in=[row.pk for row in taken]).delete()
    # Its process may have ended before it told that something had changed.
    version.touch()
    return len(taken)


def _derive(keys):
    capture(keys.pop("clips", ()))
    sections = Highlight.objects.filter(pk__in=keys.pop("highlights", ()))
    keys["episodes"].update(sections.values_list("episode_id", flat=True))
    for episode in sorted(keys["episodes"]):
        compare_quotes(episode)
    changes = Changes()
    changes.add(**keys)
    # Which of their lines have changed is not noted.
    changes.add(transcripts=keys["episodes"])
    index(changes)
    refresh_neighbours(keys["episodes"])
