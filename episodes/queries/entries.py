"""Episodes, highlights and quotes as entries of a list: two or three queries a page, however many rows it has."""

from collections import defaultdict
from dataclasses import dataclass

from episodes.models import Citation, Episode, Evidence, Highlight, Quote, public_highlight
from episodes.queries.coverage import strip
from episodes.queries.sections import tags_of
from episodes.text.excerpts import excerpt
from episodes.text.markdown import plain_text

EXCERPT = 240


@dataclass(frozen=True)
class EpisodeEntry:
    episode: Episode
    strip: list
    moments: int
    checked: int
    tags: list


@dataclass(frozen=True)
class HighlightEntry:
    highlight: Highlight
    excerpt: str
    strip: list
    moments: int
    tags: list


def episode_entries(episodes):
    """``[EpisodeEntry]`` of episodes that came with their shows."""
    episodes = list(episodes)
    tags = tags_of([episode.pk for episode in episodes])
    cited = defaultdict(lambda: defaultdict(list))
    for citation in _citations(highlight__episode__in=[episode.pk for episode in episodes]):
        cited[citation.clip.episode_id][citation.clip].append(citation.evidence)
    return [
        EpisodeEntry(
            episode=episode,
            strip=strip(cited[episode.pk], episode.duration_ms),
            moments=len(cited[episode.pk]),
            checked=sum(set(states) == {Evidence.HEARD} for states in cited[episode.pk].values()),
            tags=tags[True, episode.pk],
        )
        for episode in episodes
    ]


def highlight_entries(highlights):
    """``[HighlightEntry]`` of highlights that came with their episodes and shows."""
    highlights = list(highlights)
    pks = [highlight.pk for highlight in highlights]
    tags = tags_of(highlight_ids=pks)
    cited = defaultdict(list)
    for citation in _citations(highlight__in=pks):
        cited[citation.highlight_id].append(citation.clip)
    return [
        HighlightEntry(
            highlight=highlight,
            excerpt=excerpt(plain_text(highlight.body), EXCERPT),
            strip=strip(cited[highlight.pk], highlight.episode.duration_ms),
            moments=len(cited[highlight.pk]),
            tags=tags[False, highlight.pk],
        )
        for highlight in highlights
    ]


def with_episode(highlights):
    """Highlights with what an entry says of their episode and show."""
    return highlights.select_related("episode__show")


def with_sources(quotes):
    """Quotes with what a list says of where they come from."""
    return quotes.select_related("speaker", "clip", "highlight__episode__show")


def public_quotes():
    return with_sources(Quote.objects.published()).newest_first()


def _citations(**of):
    return (
        Citation.objects.filter(public_highlight("highlight__"), **of).select_related("clip").order_by("clip__number")
    )
