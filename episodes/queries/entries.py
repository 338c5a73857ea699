"""Episodes, highlights and quotes as entries of a list: two to four queries a page, however many rows it has."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import F

from episodes.models import Citation, Clip, Episode, Evidence, Highlight, Quote, ShelfKind, public_in_episode
from episodes.queries.coverage import Span, strip
from episodes.queries.links import links_of
from episodes.queries.sections import tags_of
from episodes.queries.shelves import Shelved, Shelves
from episodes.text.excerpts import excerpt
from episodes.text.markdown import plain_text

EXCERPT = 240
# Enough of a body for its excerpt, whatever markup is in it; reading all of a long one would take a list's time.
READ_FOR_EXCERPT = 4 * EXCERPT


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
    strip: list
    moments: int
    tags: list
    links: list  # of SectionLink
    clips: tuple = ()  # what ``with_clips`` has added

    @property
    def excerpt(self):
        return excerpt(plain_text(self.highlight.body[:READ_FOR_EXCERPT]), EXCERPT)


def episode_entries(episodes, tags=None):
    """``[EpisodeEntry]`` of episodes that came with their shows; ``tags`` is what ``tags_of`` gave, where it did."""
    episodes = list(episodes)
    pks = [episode.pk for episode in episodes]
    tags = tags_of(pks) if tags is None else tags
    spans, states = defaultdict(dict), defaultdict(lambda: defaultdict(set))
    for _highlight, episode, clip, span, evidence in _citations(highlight__episode__in=pks):
        spans[episode][clip] = span
        states[episode][clip].add(evidence)
    return [
        EpisodeEntry(
            episode=episode,
            strip=strip(spans[episode.pk].values(), episode.duration_ms),
            moments=len(spans[episode.pk]),
            checked=sum(evidence == {Evidence.HEARD} for evidence in states[episode.pk].values()),
            tags=tags[True, episode.pk],
        )
        for episode in episodes
    ]


def highlight_entries(highlights, tags=None, links=None):
    """``[HighlightEntry]`` of highlights that came with episodes and shows; ``tags`` as in ``episode_entries``.

    ``links`` is what ``links_of`` gave, or ``{}`` where the list does not show them.
    """
    highlights = list(highlights)
    pks = [highlight.pk for highlight in highlights]
    tags = tags_of(highlight_ids=pks) if tags is None else tags
    links = links_of(pks) if links is None else links
    spans = defaultdict(list)
    for highlight, _episode, _clip, span, _evidence in _citations(highlight__in=pks):
        spans[highlight].append(span)
    return [
        HighlightEntry(
            highlight=highlight,
            strip=strip(spans[highlight.pk], highlight.episode.duration_ms),
            moments=len(spans[highlight.pk]),
            tags=tags.get((False, highlight.pk), []),
            links=links.get(highlight.pk, []),
        )
        for highlight in highlights
    ]


def with_clips(highlights):
    """``[HighlightEntry]`` with the ``clips`` that each cites and that can be heard, by number; in one query."""
    cited = Clip.objects.filter(citations__highlight__in=[entry.highlight.pk for entry in highlights])
    cited = cited.filter(start_ms__isnull=False, end_ms__isnull=False).annotate(cited_by=F("citations__highlight"))
    clips = defaultdict(list)
    for clip in cited.only("number", "title", "start_ms", "end_ms").order_by("number"):
        clips[clip.cited_by].append(clip)
    return [replace(entry, clips=tuple(clips[entry.highlight.pk])) for entry in highlights]


def entries(episodes, highlights):
    """Both kinds of entries for one page, their tags looked up together."""
    episodes, highlights = list(episodes), list(highlights)
    tags = tags_of([episode.pk for episode in episodes], [highlight.pk for highlight in highlights])
    return (
        episode_entries(episodes, tags) if episodes else [],
        highlight_entries(highlights, tags) if highlights else [],
    )


SHOW = ["title", "slug", "language", "hue", "logo_hue"]
EPISODE = ["title", "slug", "published_at", "duration_ms", "audio_url", "audio_file", "audio_offset_ms"]


def _columns(path, names):
    """The columns of what ``path`` leads to, with the foreign keys on the way, so that a list reads no long texts."""
    steps = path.split("__")
    keys = ["__".join(steps[: index + 1]) for index in range(len(steps))]
    return [*keys, *(f"{path}__{name}" for name in names)]


def with_show(episodes):
    """Episodes with what an entry says of them and their show."""
    return episodes.select_related("show").only(*EPISODE, "summary", *_columns("show", SHOW))


def with_episode(highlights):
    """Highlights with their episode and show."""
    return highlights.select_related("episode__show")


def for_entries(highlights):
    """Highlights with what an entry says of them, their episode and show."""
    columns = ["title", "slug", "body", "takeaway", *_columns("episode", EPISODE), *_columns("episode__show", SHOW)]
    return with_episode(highlights).only(*columns)


def with_sources(quotes):
    """Quotes with what a list says of where they come from."""
    return quotes.select_related("speaker", "clip", "highlight__episode__show").only(
        "text",
        *_columns("speaker", ["name", "slug"]),
        *_columns("clip", ["number", "start_ms", "end_ms"]),
        *_columns("highlight", ["title", "slug"]),
        *_columns("highlight__episode", EPISODE),
        *_columns("highlight__episode__show", SHOW),
    )


def latest_episodes(*shelves, oldest_first=False):
    """Public episodes with their shows, newest first, for a paginator: all, or what stands on ``shelves``."""
    episodes = with_show(Episode.objects.published())
    return Shelved(Shelves(shelves), ShelfKind.EPISODE, episodes, oldest_first)


def latest_highlights(*shelves):
    """Public highlights with what an entry says of them, as ``latest_episodes``."""
    return Shelved(Shelves(shelves), ShelfKind.HIGHLIGHT, for_entries(Highlight.objects.published()))


def latest_quotes(*shelves):
    """Public quotes with where they come from, as ``latest_episodes``."""
    return Shelved(Shelves(shelves), ShelfKind.QUOTE, with_sources(Quote.objects.published()))


def _citations(**of):
    """``(highlight, episode, clip, Span, evidence)`` of public citations ``of`` what is public, by primary keys.

    That the episodes are public is not asked again: SQLite would begin with all that are.
    """
    rows = (
        Citation.objects.filter(public_in_episode("highlight__"), **of)
        .order_by("clip__number")
        .values_list("highlight", "highlight__episode", "clip", "clip__start_ms", "clip__end_ms", "evidence")
    )
    for highlight, episode, clip, start_ms, end_ms, evidence in rows:
        yield highlight, episode, clip, Span(start_ms, end_ms), evidence
