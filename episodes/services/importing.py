"""Writes what an importer has planned: as one change with its revisions, and the neighbours of episodes after it."""

from collections.abc import Callable

from episodes.services.audit import record_published
from episodes.services.chapters import replace_chapters
from episodes.services.following import done, leave
from episodes.services.related import refresh_all, refresh_neighbours, related_refresh_paused
from episodes.services.revisions import recording, touch
from episodes.services.transcripts import replace_transcript


class Writers:
    """What a plan needs of the services, which importers do not import."""

    touch = staticmethod(touch)
    record_published = staticmethod(record_published)
    replace_transcript = staticmethod(replace_transcript)
    replace_chapters = staticmethod(replace_chapters)


def write_feed(plan, *, user=None, what: str = "", progress: Callable[[int, int], None] = lambda done, total: None):
    """Applies the ``Plan`` of a feed in one transaction, and has the neighbours of its episodes computed.

    That is done after the transaction; where it was interrupted, the watcher of the clock sees to it, or the next
    import of the feed, also one that has nothing else to do.
    """
    if plan.nothing and not plan.related_due:
        return
    was_due = plan.related_due
    with related_refresh_paused():
        with recording(user, what):
            episodes = plan.apply(Writers, progress)
            left = leave(episodes=episodes)
        if was_due:
            refresh_all()
        else:
            refresh_neighbours(episodes)
    plan.settle()
    done(left)
