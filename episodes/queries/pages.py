"""What the pages of a highlight and of a clip need."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from episodes.models import (
    Citation,
    Clip,
    Cue,
    Evidence,
    Highlight,
    Quote,
    public_highlight,
)
from episodes.queries.audio import audio_versions, versions_of
from episodes.queries.coverage import Coverage, coverage
from episodes.queries.entries import for_entries, highlight_entries, with_episode
from episodes.queries.links import read_links, with_links
from episodes.queries.sections import Section, build_moments, build_sections, clips_with_evidence, tags_of, with_quotes

CUES_AROUND_MS = 15_000


@dataclass(frozen=True)
class HighlightPage:
    section: Section
    audio_versions: list
    moments: list
    previous: Highlight | None
    next: Highlight | None

    @property
    def checked(self):
        return sum(moment.is_checked for moment in self.moments)

    @property
    def disputed(self):
        return sum(moment.evidence == Evidence.DISPUTED for moment in self.moments)


def highlight_page(show_slug, episode_slug, slug):
    """The ``HighlightPage`` at an address. Raises ``Highlight.DoesNotExist``."""
    address = {"episode__show__slug": show_slug, "episode__slug": episode_slug, "slug": slug}
    rows = with_episode(Highlight.objects.published()).filter(**address).annotate(versions=versions_of("episode"))
    found, quotes = with_quotes(with_links(rows))
    if not found:
        raise Highlight.DoesNotExist
    highlight = found[0]
    clips, evidence = clips_with_evidence(Clip.objects.filter(episode=highlight.episode_id), highlight.episode)
    tags, links = tags_of(highlight_ids=[highlight.pk]), read_links([highlight])
    [section] = build_sections([highlight], clips, evidence, quotes, tags, links)
    siblings = list(
        Highlight.objects.published().filter(episode=highlight.episode_id).only("title", "slug", "episode_id")
    )
    for sibling in siblings:
        sibling.episode = highlight.episode
    here = siblings.index(highlight)
    return HighlightPage(
        audio_versions=audio_versions(highlight.versions),
        section=section,
        moments=build_moments([section]),
        previous=siblings[here - 1] if here else None,
        next=siblings[here + 1] if here + 1 < len(siblings) else None,
    )


@dataclass(frozen=True)
class ClipPage:
    clip: Clip
    audio_versions: list
    coverage: Coverage | None
    cues: list
    cited_in: list  # [(highlight entry, evidence)]
    heard_at: datetime | None
    quote: Quote | None
    previous: Clip | None
    next: Clip | None

    @property
    def line(self):
        """The line of the transcript in which the clip begins, or None."""
        return next((cue for cue, is_inside in self.cues if is_inside), None)


def clip_page(pk):
    """The ``ClipPage`` of a public clip. Raises ``Clip.DoesNotExist``."""
    clip = (
        Clip.objects.published()
        .select_related("episode__show", "speaker")
        .annotate(versions=versions_of("episode"))
        .get(pk=pk)
    )
    clips, evidence = clips_with_evidence(Clip.objects.published().filter(episode=clip.episode_id), clip.episode)
    in_time = sorted(
        (other for other in clips[clip.episode_id].values() if other.is_placed), key=lambda other: other.start_ms
    )
    states = {highlight: state for (highlight, cited), state in evidence.items() if cited == pk}
    heard = Citation.objects.filter(public_highlight("highlight__"), clip=pk, evidence=Evidence.HEARD)
    entries = highlight_entries(for_entries(Highlight.objects.published().filter(pk__in=states)), links={})
    here = next((index for index, other in enumerate(in_time) if other.pk == pk), None)
    return ClipPage(
        audio_versions=audio_versions(clip.versions),
        clip=clip,
        coverage=coverage(clip.episode, [(other, False) for other in in_time], [], []) if clip.is_placed else None,
        cues=_cues_around(clip),
        heard_at=heard.aggregate(at=Max("checked_at"))["at"],
        cited_in=[(entry, states[entry.highlight.pk]) for entry in entries],
        quote=Quote.objects.published().filter(clip=clip).select_related("speaker").first(),
        previous=in_time[here - 1] if here else None,
        next=in_time[here + 1] if here is not None and here + 1 < len(in_time) else None,
    )


def _cues_around(clip):
    """``[(cue, is_inside)]``: the transcript's lines of a clip, with a little before and after."""
    if not clip.is_placed:
        return []
    first, last = max(0, clip.start_ms - CUES_AROUND_MS), clip.end_ms + CUES_AROUND_MS
    cues = Cue.objects.filter(episode=clip.episode_id, start_ms__lt=last, end_ms__gt=first).select_related("speaker")
    return [(cue, cue.start_ms < clip.end_ms and cue.end_ms > clip.start_ms) for cue in cues]
