"""What the episode page needs, in five queries however long the episode is."""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery

from episodes.models import Clip, Correction, Episode, Evidence
from episodes.queries.audio import audio_versions, versions_of
from episodes.queries.coverage import Coverage, coverage, strip
from episodes.queries.links import read_links, with_links
from episodes.queries.neighbours import Neighbours, neighbours
from episodes.queries.sections import (
    build_moments,
    build_sections,
    clips_with_evidence,
    tags_and_credits,
    with_quotes,
)

MOST_POPULAR = 4
WORDS_A_MINUTE = 220


@dataclass(frozen=True)
class PopularClip:
    clip: object
    strip: list


@dataclass(frozen=True)
class EpisodePage:
    """``is_public`` is False of one that visitors don't reach: no page of what belongs to it is there to be linked."""

    episode: Episode
    credits: list
    tags: list
    coverage: Coverage | None
    popular: list
    sections: list
    moments: list
    neighbours: Neighbours
    minutes: int
    is_public: bool = True
    audio_versions: list = field(default_factory=list)

    @property
    def checked(self):
        return sum(moment.is_checked for moment in self.moments)

    @property
    def disputed(self):
        return sum(moment.evidence == Evidence.DISPUTED for moment in self.moments)

    @property
    def correction(self):
        """The latest ``Correction`` of a public page, as far as a link to it needs it; or None."""
        if not getattr(self.episode, "correction_pk", None):
            return None
        return Correction(pk=self.episode.correction_pk, noted_at=self.episode.corrected_at, episode=self.episode)

    @property
    def has_transcript(self):
        return bool(self.is_public and self.episode.speech)


def episode_page(show_slug, slug):
    """The ``EpisodePage`` at an address. Raises ``Episode.DoesNotExist`` where nothing public is."""
    latest = Correction.objects.filter(episode=OuterRef("pk")).newest_first()
    with_latest = Episode.objects.published().annotate(
        corrected_at=Subquery(latest.values("noted_at")[:1]),
        correction_pk=Subquery(latest.values("pk")[:1]),
        versions=versions_of(),
    )
    episode = with_latest.select_related("show").get(show__slug=show_slug, slug=slug)
    return page_of(episode, with_links(episode.highlights.published()))


def page_of(episode, highlights):
    """The ``EpisodePage`` of an ``Episode`` that came with its show, and of its highlights, a queryset ``with_links``.

    Asks nothing about what is public: whoever calls it has chosen both. The episodes around it are public ones.
    """
    highlights, quotes = with_quotes(highlights)
    for highlight in highlights:
        highlight.episode = episode
    pks = [highlight.pk for highlight in highlights]
    # Of the clips only those are shown that the editors picked or a public section refers to.
    clips, evidence = clips_with_evidence(Clip.objects.filter(episode=episode), episode)
    tags, credits = tags_and_credits(episode, pks)
    sections = build_sections(highlights, clips, evidence, quotes, tags, read_links(highlights))
    moments = build_moments(sections)
    length = episode.duration_ms
    return EpisodePage(
        audio_versions=audio_versions(getattr(episode, "versions", None)),
        episode=episode,
        credits=credits,
        tags=tags[True, episode.pk],
        coverage=coverage(
            episode,
            [(moment.clip, not moment.is_checked) for moment in moments],
            [(section.highlight.title, section.anchor, section.clips) for section in sections],
            credits,
        ),
        popular=[PopularClip(clip, strip([clip], length)) for clip in _popular(clips[episode.pk].values(), moments)],
        sections=sections,
        moments=moments,
        neighbours=neighbours(episode),
        minutes=_minutes(highlights),
    )


def _popular(clips, moments):
    """The editors' picks, then what is played most, then the most cited."""
    cited = {moment.clip.pk: len(moment.places) for moment in moments}
    shown = [clip for clip in clips if clip.featured or clip.pk in cited]
    return sorted(shown, key=lambda clip: (not clip.featured, -clip.plays, -cited.get(clip.pk, 0), clip.number))[
        :MOST_POPULAR
    ]


def _minutes(highlights):
    words = sum(len(f"{highlight.title} {highlight.body} {highlight.takeaway}".split()) for highlight in highlights)
    return max(1, round(words / WORDS_A_MINUTE))
