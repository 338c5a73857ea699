"""What follows a change: it is kept, computed neighbours are renewed after the commit, a show takes its logo's hue."""

import logging
import threading

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from django.urls import reverse

from episodes.importers.fetch import post_form
from episodes.models import (
    AudioVersion,
    Clip,
    Credit,
    Episode,
    Highlight,
    HighlightLink,
    Person,
    Quote,
    RelatedEpisode,
    Show,
    SimilarEpisode,
    SiteSettings,
    Tag,
    TaggedEpisode,
    TaggedHighlight,
    appeared,
)
from episodes.services.anchors import AUDIO_FIELDS, audio_replaced, capture, is_other_audio
from episodes.services.colours import hue_of
from episodes.services.comparisons import compare_quotes
from episodes.services.following import note
from episodes.services.related import is_related_refresh_paused, refresh_similar
from episodes.services.revisions import begin, bury, is_recording, keep, latest_number, touch
from episodes.services.tags import uses_changed

logger = logging.getLogger(__name__)

#: Which fields say something about the neighbours; a save of others only (``update_fields``) needs no refresh.
TELLING = {
    Episode: {"title", "summary", "status", "published_at", "show", "show_id"},
    Highlight: {"title", "body", "takeaway", "status", "episode", "episode_id"},
}
#: The same of how quotes compare with the transcript.
TELLING_OF_QUOTES = {
    Quote: {"text", "clip", "clip_id", "highlight", "highlight_id"},
    Clip: {"start_ms", "end_ms"},
}
#: What revisions are made of, and fields of it that are no content.
KEPT = [
    Episode,
    Highlight,
    Clip,
    Quote,
    Credit,
    RelatedEpisode,
    AudioVersion,
    HighlightLink,
    TaggedEpisode,
    TaggedHighlight,
]
UNKEPT = {"speech", "version", "appeared_at", "changed_at", "comparison", "words", "recheck", "plays"}
# One request stays a few seconds long, whatever it touches; a tag of thousands of episodes can be renamed.
MOST_AT_ONCE = 20
#: How long the thread that tells a hub of a new episode may wait for it.
HUB_SECONDS = 10


class _Changed(threading.local):
    """What the transaction of this thread has changed."""

    def __init__(self):
        self.episodes, self.highlights = set(), set()

    def take(self):
        """``(episodes, highlights)``, ids; forgets them."""
        taken = self.episodes, self.highlights
        self.episodes, self.highlights = set(), set()
        return taken

    def take_episodes(self):
        """The episodes, ids, with those of the highlights; forgets them."""
        episodes, highlights = self.take()
        if highlights:
            episodes |= set(Highlight.objects.filter(pk__in=highlights).values_list("episode_id", flat=True))
        return episodes


class _Placed(threading.local):
    """The clips that the transaction of this thread has placed."""

    def __init__(self):
        self.clips = set()


_changed, _quoted, _placed = _Changed(), _Changed(), _Placed()


def _note(*, episodes=(), highlights=()):
    if not is_related_refresh_paused():
        _gather(_changed, _refresh, episodes, highlights)


def _gather(changed, follow, episodes, highlights):
    """Notes in ``changed`` what ``follow`` is to take out of it once the transaction is committed."""
    if not any(callback is follow for _, callback, *_ in transaction.get_connection().run_on_commit):
        changed.take()  # Nothing of ours is waiting, so what is still here was rolled back.
    changed.episodes.update(episodes)
    changed.highlights.update(highlights)
    # A rolled back savepoint takes its callbacks along, so each change brings its own; the first empties the list.
    transaction.on_commit(follow)
    note(follow, episodes=episodes, highlights=highlights)


def _refresh():
    """Never raises: what an editor saved is saved, and the neighbours follow with the next change."""
    try:
        episodes = _changed.take_episodes()
        if len(episodes) > MOST_AT_ONCE:
            logger.warning(
                "Related episodes of %d changed episodes are computed; %d older ones have none until they change"
                " or “manage.py refresh_related” runs.",
                MOST_AT_ONCE,
                len(episodes) - MOST_AT_ONCE,
            )
        newest_first = sorted(episodes, reverse=True)
        _forget(newest_first[MOST_AT_ONCE:])
        refresh_similar(newest_first[:MOST_AT_ONCE])
    except Exception:
        logger.exception("Related episodes could not be computed.")


def _compare():
    """Never raises, as above."""
    try:
        for episode in sorted(_quoted.take_episodes()):
            compare_quotes(episode)
    except Exception:
        logger.exception("Quotes could not be compared with the transcript.")


def _capture():
    """Never raises, as above."""
    clips, _placed.clips = _placed.clips, set()
    try:
        if clips:
            capture(clips)
    except Exception:
        logger.exception("The words of clips could not be kept.")


def _forget(episodes):
    """What was computed before the change may name words that are public no more, so none of it is kept."""
    for start in range(0, len(episodes), 500):
        some = episodes[start : start + 500]
        SimilarEpisode.objects.filter(Q(episode__in=some) | Q(other__in=some)).delete()


@receiver(post_save, sender=Episode)
@receiver(post_save, sender=Highlight)
def content_saved(sender, instance, raw=False, update_fields=None, **kwargs):
    if not raw and (update_fields is None or TELLING[sender] & set(update_fields)):
        _note(episodes=[instance.pk if sender is Episode else instance.episode_id])


@receiver(appeared)
def episode_appeared(episode, **kwargs):
    """One that came out by the clock has no neighbours yet, and its own save was long before."""
    if not episode.similar.exists():
        _note(episodes=[episode.pk])


@receiver(appeared)
def tell_the_hub(episode, **kwargs):
    """Whoever saves an episode does not wait for a machine elsewhere."""
    hub = SiteSettings.load().websub_hub
    if hub:
        feeds = [f"{settings.SITE_URL}{path}" for path in (episode.show.get_feed_url(), reverse("site_feed"))]
        transaction.on_commit(lambda: threading.Thread(target=_tell, args=(hub, feeds), daemon=True).start())


def _tell(hub, feeds):
    """Never raises: a hub that does not answer is told of the next episode."""
    for feed in feeds:
        try:
            post_form(hub, {"hub.mode": "publish", "hub.url": feed}, timeout=HUB_SECONDS)
        except Exception as error:
            logger.warning("The WebSub hub was not told of %s: %s", feed, error)


@receiver(post_delete, sender=Episode)
@receiver(post_delete, sender=Highlight)
def content_deleted(sender, instance, **kwargs):
    _note(episodes=[instance.pk if sender is Episode else instance.episode_id])


@receiver(post_save, sender=Quote)
@receiver(post_save, sender=Clip)
def quoted_words_saved(sender, instance, raw=False, update_fields=None, **kwargs):
    if raw or (update_fields is not None and not TELLING_OF_QUOTES[sender] & set(update_fields)):
        return
    if sender is Quote:
        _gather(_quoted, _compare, (), [instance.highlight_id])
    else:
        _gather(_quoted, _compare, [instance.episode_id], ())


@receiver(post_save, sender=Clip)
def clip_placed(sender, instance, raw=False, **kwargs):
    """A clip keeps the words that it points at from when somebody places it."""
    if raw or not instance.has_new_times:
        return
    if not any(callback is _capture for _, callback, *_ in transaction.get_connection().run_on_commit):
        _placed.clips = set()
    _placed.clips.add(instance.pk)
    transaction.on_commit(_capture)
    note(_capture, clips=[instance.pk])


@receiver(pre_save, sender=Episode)
def audio_changing(sender, instance, raw=False, update_fields=None, **kwargs):
    instance._audio_before = None
    known = not raw and instance.pk and not instance._state.adding
    if known and (update_fields is None or {"audio_url", "audio_file"} & set(update_fields)):
        instance._audio_before = Episode.objects.filter(pk=instance.pk).values(*AUDIO_FIELDS).first()


@receiver(post_save, sender=Episode)
def audio_changed(sender, instance, **kwargs):
    """In the same transaction: a clip that is placed in the new audio is placed by another save, behind this one."""
    now = {name: getattr(instance, name) for name in AUDIO_FIELDS}
    if instance._audio_before and is_other_audio(instance._audio_before, {**now, "audio_file": now["audio_file"].name}):
        audio_replaced(instance.pk)


@receiver(post_save, sender=Credit)
@receiver(post_delete, sender=Credit)
def credit_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        _note(episodes=[instance.episode_id])


# taggit saves and deletes the rows of its through models one by one, so that these hear of add, set, remove and clear.
@receiver(post_save, sender=TaggedEpisode)
@receiver(post_delete, sender=TaggedEpisode)
@receiver(post_save, sender=TaggedHighlight)
@receiver(post_delete, sender=TaggedHighlight)
def tagging_changed(sender, instance, raw=False, **kwargs):
    if not raw:
        _note(**{"episodes" if sender is TaggedEpisode else "highlights": [instance.content_object_id]})


@receiver(pre_save, sender=Tag)
@receiver(pre_save, sender=Person)
def name_saving(sender, instance, raw=False, **kwargs):
    """The reason that a page gives for a neighbour names tags and people."""
    known = not raw and instance.pk and not instance._state.adding
    instance._renamed = known and not sender.objects.filter(pk=instance.pk, name=instance.name).exists()


@receiver(post_save, sender=Tag)
@receiver(post_save, sender=Person)
def name_saved(sender, instance, **kwargs):
    if not instance._renamed:
        return
    if sender is Person:
        _note(episodes=instance.credits.values_list("episode_id", flat=True))
    else:
        _note(
            episodes=instance.tagged_episodes.values_list("content_object_id", flat=True),
            highlights=instance.tagged_highlights.values_list("content_object_id", flat=True),
        )


@receiver(uses_changed)
def tags_changed_in_bulk(sender, episodes, **kwargs):
    _note(episodes=episodes)


@receiver(pre_save, sender=Show)
def logo_changed(sender, instance, raw=False, update_fields=None, **kwargs):
    """A show whose logo is new takes its hue from it."""
    if raw or (update_fields is not None and "logo" not in update_fields):
        return
    if not instance.logo:
        instance.logo_hue = None
    elif not instance.logo._committed or instance.logo.name != _stored_logo(instance):
        instance.logo_hue = hue_of(instance.logo)


def _stored_logo(show):
    return Show.objects.filter(pk=show.pk).values_list("logo", flat=True).first() if show.pk else None


def episode_of(instance):
    """The primary key of the episode that a row belongs to, or None where it belongs to none yet."""
    if isinstance(instance, Episode):
        return instance.pk
    if isinstance(instance, TaggedEpisode):
        return instance.content_object_id
    if isinstance(instance, (Quote, HighlightLink)):
        return instance.highlight.episode_id
    if isinstance(instance, TaggedHighlight):
        return instance.content_object.episode_id
    return instance.episode_id


def episode_touched(sender, instance, raw=False, update_fields=None, created=False, **kwargs):
    """A row that moves from one episode to another touches both: what is stored says where it comes from."""
    if raw or not is_recording() or (update_fields is not None and not set(update_fields) - UNKEPT):
        return
    if created and sender is Episode:
        begin(instance.pk)
    found = {episode_of(instance)}
    if sender in (Highlight, Clip) and instance.pk and not instance._state.adding:
        found |= set(sender._base_manager.filter(pk=instance.pk).values_list("episode_id", flat=True))
    touch(found - {None})
    if sender is Episode and instance.pk:
        # What was read before may be older than what touching it has just counted.
        instance.version = latest_number(instance.pk)


# Each by its sender: a receiver of all models would keep Django from deleting any rows without reading them.
for model in KEPT:
    for signal in (pre_save, post_save, pre_delete):
        signal.connect(episode_touched, sender=model)


@receiver(pre_delete, sender=Episode)
def episode_deleted(sender, instance, **kwargs):
    bury(instance.pk)


@receiver(pre_delete, sender=Highlight)
def highlight_deleted(sender, instance, origin=None, **kwargs):
    """Kept even where nobody records; with its episode it is kept there."""
    if not is_recording() and getattr(origin, "model", type(origin)) is Highlight:
        keep(instance.episode_id)
