"""What follows a change of anything that is found: shelves, and what search looks in, after the commit."""

import logging
import threading

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from episodes.models import (
    Chapter,
    Correction,
    Cue,
    Highlight,
    HighlightLink,
    Person,
    Show,
    Tag,
    TagAlias,
    appeared,
    rewritten,
)
from episodes.services.following import note
from episodes.services.indexing import Changes, index
from episodes.services.tags import uses_changed
from episodes.signals.changes import KEPT, UNKEPT, episode_of

logger = logging.getLogger(__name__)


class _ToIndex(threading.local):
    """What the transaction of this thread has changed of what is found."""

    def __init__(self):
        self.changes = Changes()


_to_index = _ToIndex()


def _note_index(**pks):
    if not any(callback is _index for _, callback, *_ in transaction.get_connection().run_on_commit):
        _to_index.changes = Changes()
    _to_index.changes.add(**pks)
    transaction.on_commit(_index)
    note(_index, **pks)


def _index():
    """Never raises, as above; what was missed is told by the check of the index."""
    changes, _to_index.changes = _to_index.changes, Changes()
    try:
        if changes:
            index(changes)
    except Exception:
        logger.exception("Shelves and the search index could not be brought up to date.")


def found_content_changed(sender, instance, raw=False, update_fields=None, origin=None, **kwargs):
    if raw or (update_fields is not None and not set(update_fields) - UNKEPT):
        return
    if isinstance(origin, Tag):
        # All uses of a tag go with it; its shelf is emptied at once, not episode after episode.
        return
    _note_index(episodes={episode_of(instance)} - {None})


for model in [*KEPT, Chapter, Correction]:
    for signal in (post_save, pre_delete):
        signal.connect(found_content_changed, sender=model)


@receiver(pre_save, sender=Highlight)
def found_highlight_moves(sender, instance, raw=False, **kwargs):
    """Where it comes from is known by the address that it was read with."""
    before = getattr(instance, "_address", None)
    if not raw and before and before[0] != instance.episode_id:
        _note_index(episodes=[before[0]])


@receiver(post_save, sender=HighlightLink)
@receiver(pre_delete, sender=HighlightLink)
def highlights_linked(sender, instance, **kwargs):
    """It is shown at both ends."""
    ends = Highlight.objects.filter(pk__in=[instance.highlight_id, instance.other_id])
    _note_index(episodes=ends.values_list("episode_id", flat=True))


@receiver(post_save, sender=Tag)
@receiver(post_delete, sender=Tag)
@receiver(post_save, sender=TagAlias)
@receiver(post_delete, sender=TagAlias)
def found_tag_changed(sender, instance, signal=None, **kwargs):
    pk = instance.pk if sender is Tag else instance.tag_id
    _note_index(tags=[pk], retagged=[pk] if sender is Tag and signal is post_delete else [])


@receiver(post_save, sender=Person)
@receiver(post_delete, sender=Person)
def found_person_changed(sender, instance, **kwargs):
    _note_index(people=[instance.pk])


@receiver(post_save, sender=Show)
def found_show_changed(sender, instance, raw=False, created=False, **kwargs):
    if not raw and not created:
        _note_index(shows=[instance.pk])


@receiver(appeared)
def found_episode_appeared(episode, **kwargs):
    _note_index(episodes=[episode.pk])


@receiver(rewritten)
def found_content_rewritten(sender, episodes=(), tags=(), people=(), **kwargs):
    _note_index(episodes=episodes, tags=tags, retagged=tags, people=people)
    if sender is Cue:
        _note_index(transcripts=episodes)


@receiver(uses_changed)
def found_uses_changed(sender, episodes, **kwargs):
    _note_index(episodes=episodes)
