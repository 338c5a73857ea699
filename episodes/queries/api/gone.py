"""What was withdrawn, by its primary key. Asked only where nothing public is."""

from episodes.models import Episode, Highlight
from episodes.queries.withdrawn import (
    withdrawn_at_clip,
    withdrawn_at_episode,
    withdrawn_at_highlight,
    withdrawn_at_quote,
)


def withdrawn(kind):
    """A function ``(pk)`` that gives the reason why something of ``kind`` was withdrawn, or None; maybe empty."""
    find = {"episode": _episode, "highlight": _highlight, "clip": withdrawn_at_clip, "quote": withdrawn_at_quote}[kind]

    def reason(pk):
        found = find(pk)
        return found.reason if found else None

    return reason


def _episode(pk):
    episode = Episode.objects.filter(pk=pk).select_related("show").first()
    return episode and withdrawn_at_episode(episode.show.slug, episode.slug)


def _highlight(pk):
    highlight = Highlight.objects.filter(pk=pk).select_related("episode__show").first()
    if highlight is None:
        return None
    return withdrawn_at_highlight(highlight.episode.show.slug, highlight.episode.slug, highlight.slug)
