"""Keeps each change of an episode, with all that belongs to it, as one revision."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from episodes.models import Cue, Episode, Revision
from episodes.services import documents

_active = ContextVar("recorder", default=None)


class Recorder:
    """What one block has touched. ``what`` may be set while the block runs."""

    def __init__(self, user, what):
        self.user = user if getattr(user, "pk", None) else None
        self.what = what
        self.touched = {}

    def touch(self, episode_id):
        """To be called before the first change: what is stored is kept, whoever changed it last."""
        if episode_id not in self.touched:
            hold([episode_id])
            self.touched[episode_id] = keep(episode_id)

    def begin(self, episode_id):
        """To be called for an episode that is new: before, there was nothing."""
        self.touched.setdefault(episode_id, None)

    def finish(self):
        for episode_id, before in self.touched.items():
            document = documents.read(episode_id)
            if document is not None and not documents.same(document, before and before.document):
                _add(episode_id, document, user=self.user, what=self.what)


@contextmanager
def recording(user=None, what=""):
    """A transaction at whose end every episode that was touched in it has one more revision, if it is different now.

    ``user`` and ``what`` (a few words, or nothing) say who did what. A block inside another belongs to the outer one.
    Signals tell what is saved and deleted one by one; who writes in bulk calls ``touch`` before.
    """
    if outer := _active.get():
        outer.what = outer.what or what
        yield outer
        return
    recorder = Recorder(user, what)
    token = _active.set(recorder)
    try:
        with transaction.atomic():
            yield recorder
            recorder.finish()
    finally:
        _active.reset(token)


def is_recording():
    return _active.get() is not None


def recorder_user():
    """For whom the block around is at work, or None."""
    recorder = _active.get()
    return recorder and recorder.user


def touch(episode_ids):
    """Says that these episodes are about to change; without a ``recording`` block around it nothing is kept."""
    if recorder := _active.get():
        for episode_id in sorted(episode_ids):
            recorder.touch(episode_id)


def latest_number(episode_id):
    """The number of the latest revision, 0 where there is none."""
    return Revision.objects.of(episode_id).values_list("number", flat=True).first() or 0


def begin(episode_id):
    """Says that this episode was made just now."""
    if recorder := _active.get():
        recorder.begin(episode_id)


def hold(episode_ids):
    """Locks episodes until the end of the transaction; whoever reads in order to write calls it first.

    It is not the lock that a reference to the row needs, so a new section of another transaction need not wait for it.
    SQLite's transactions exclude each other from their beginning (``IMMEDIATE``), so there it only reads.
    """
    rows = Episode.objects.select_for_update(no_key=True).filter(pk__in=episode_ids).order_by("pk")
    list(rows.values_list("pk", flat=True))


def keep(episode_id):
    """The ``Revision`` that says what is stored now, made where the latest says something else; None for no episode."""
    document = documents.read(episode_id)
    if document is None:
        return None
    latest = Revision.objects.of(episode_id).first()
    if latest and documents.same(latest.document, document):
        return latest
    return _add(episode_id, document)


def bury(episode_id):
    """Keeps an episode that is about to be deleted, its transcript too, which no other revision holds."""
    recorder = _active.get()
    kept = keep(episode_id)
    lines = Cue.objects.filter(episode=episode_id).order_by("start_ms", "pk")
    transcript = list(map(list, lines.values_list("start_ms", "end_ms", "speaker_id", "speaker_name", "text")))
    grave = {"deleted": True, "transcript": transcript}
    _add(episode_id, grave, user=recorder and recorder.user, title=kept.title)


def _add(episode_id, document, *, user=None, what="", title=None):
    revision = Revision.objects.create(
        episode_key=episode_id,
        number=latest_number(episode_id) + 1,
        title=title or document["episode"][str(episode_id)]["title"],
        made_by=user,
        what=what[:200],
        document=document,
    )
    Episode.objects.filter(pk=episode_id).update(version=revision.number)
    return revision
