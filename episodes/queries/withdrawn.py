"""What stood at an address before the editors took it back. Asked only where nothing public is."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from episodes.models import (
    Citation,
    Clip,
    Episode,
    Highlight,
    Quote,
    Show,
    public_episode,
    withdrawn_episode,
    withdrawn_highlight,
)
from episodes.queries.addresses import by_past_slug


@dataclass(frozen=True)
class Withdrawn:
    """``kind`` is ``episode``, ``highlight``, ``clip`` or ``quote``. ``show`` and ``episode`` are there where public.

    ``title`` is the episode's, and empty where it was never to be read: nothing else is said of the content.
    """

    kind: str
    reason: str
    title: str
    show: Show | None
    episode: Episode | None


def withdrawn_at_episode(show_slug, slug):
    """The ``Withdrawn`` of an episode that has, or once had, this address; or None."""
    episode = _episode(show_slug, slug, withdrawn_episode())
    return _withdrawn("episode", episode, episode.withdrawn_reason) if episode else None


def withdrawn_at_highlight(show_slug, episode_slug, slug):
    """The ``Withdrawn`` of a highlight that has, or once had, this address; or None."""
    episode = _episode(show_slug, episode_slug, public_episode() | withdrawn_episode())
    if episode is None:
        return None
    highlights = Highlight.objects.filter(withdrawn_highlight())
    highlight = by_past_slug(highlights, slug, scope=episode.pk, inside={"episode": episode})
    return _withdrawn("highlight", episode, highlight.withdrawn_reason) if highlight else None


def withdrawn_at_quote(pk):
    """The ``Withdrawn`` of a quote, or None."""
    quotes = Quote.objects.filter(withdrawn_highlight("highlight__"))
    quote = quotes.select_related("highlight__episode__show").filter(pk=pk).first()
    if quote is None:
        return None
    return _withdrawn("quote", quote.highlight.episode, quote.highlight.withdrawn_reason)


def withdrawn_at_clip(pk):
    """The ``Withdrawn`` of a clip that is not public, or None: taken back with its episode, or with what used it."""
    clip = Clip.objects.filter(pk=pk).select_related("episode__show").first()
    if clip is None:
        return None
    used = Highlight.objects.filter(_used_by(Citation, clip) | _used_by(Quote, clip))
    if highlight := used.filter(withdrawn_highlight()).first():
        return _withdrawn("clip", clip.episode, highlight.withdrawn_reason)
    with_its_episode = Episode.objects.filter(withdrawn_episode(), pk=clip.episode_id)
    if (clip.featured or not used.exists()) and with_its_episode.exists():
        return _withdrawn("clip", clip.episode, "")
    return None


def _used_by(model, clip):
    return Q(Exists(model.objects.filter(clip=clip, highlight=OuterRef("pk"))))


def _episode(show_slug, slug, condition):
    show = by_past_slug(Show.objects.all(), show_slug)
    if show is None:
        return None
    episodes = Episode.objects.filter(condition).select_related("show")
    return by_past_slug(episodes, slug, scope=show.pk, inside={"show": show})


def _withdrawn(kind, episode, reason):
    """A reason of its own goes before that of the episode."""
    is_public = Episode.objects.published().filter(pk=episode.pk).exists()
    return Withdrawn(
        kind=kind,
        reason=reason or episode.withdrawn_reason,
        title=episode.title if is_public or episode.appeared_at else "",
        show=Show.objects.published().filter(pk=episode.show_id).first(),
        episode=episode if is_public else None,
    )
