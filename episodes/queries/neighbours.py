"""The episodes around an episode: chosen by editors, computed, previous and next. Two queries for all four."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import FloatField, Q, TextField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from episodes.models import Episode, RelatedEpisode, SimilarEpisode

CHOSEN, SIMILAR = range(2)
FILLED_UP_TO = 3
COLUMNS = [
    "title",
    "slug",
    "published_at",
    "show",
    "show__title",
    "show__slug",
    "show__language",
    "show__hue",
    "show__logo_hue",
]


@dataclass(frozen=True)
class Story:
    """An episode as a link. ``shared`` is what a computed neighbour has in common, ``reason`` an editor's words."""

    title: str
    url: str
    show: int
    show_title: str
    language: str
    direction: str
    hue_class: str
    published_at: datetime
    time: tuple  # what episodes of a show are ordered by
    reason: str = ""
    shared: dict | None = None


@dataclass(frozen=True)
class Neighbours:
    chosen: list
    computed: list
    previous: Story | None
    next: Story | None

    @property
    def related(self):
        return self.chosen + self.computed


def neighbours(episode):
    """The ``Neighbours`` of an episode. One without a date stands as if it came out now."""
    at = episode.published_at or timezone.now()
    notes = {CHOSEN: {}, SIMILAR: {}}
    for kind, rank, pk, note in _notes(episode):
        notes[kind][pk] = (rank, note)
    stories = {}
    related = notes[CHOSEN].keys() | notes[SIMILAR].keys()
    for other in _episodes(episode, at, related):
        reason = notes[CHOSEN].get(other.pk, (0, ""))[1]
        shared = notes[SIMILAR].get(other.pk)
        stories[other.pk] = _story(other, reason, json.loads(shared[1]) if shared else None)
    chosen = sorted((pk for pk in notes[CHOSEN] if pk in stories), key=notes[CHOSEN].get)
    similar = (pk for pk in notes[SIMILAR] if pk in stories and pk not in notes[CHOSEN])
    computed = sorted(similar, key=lambda pk: (-notes[SIMILAR][pk][0], pk))
    same_show = [other for other in stories.values() if other.show == episode.show_id]
    here = (at, episode.pk)
    return Neighbours(
        chosen=[stories[pk] for pk in chosen],
        computed=[stories[pk] for pk in computed[: max(0, FILLED_UP_TO - len(chosen))]],
        previous=max((s for s in same_show if s.time < here), key=lambda s: s.time, default=None),
        next=min((s for s in same_show if s.time > here), key=lambda s: s.time, default=None),
    )


def _notes(episode):
    """``(kind, rank, pk, note)`` of related episodes, public or not: the note is an editor's, or JSON."""
    chosen = (
        RelatedEpisode.objects.filter(episode=episode)
        .order_by()
        .values_list(Value(CHOSEN), Cast("position", FloatField()), "related", Cast("reason", TextField()))
    )
    similar = (
        SimilarEpisode.objects.filter(episode=episode)
        .order_by()
        .values_list(Value(SIMILAR), "score", "other", Cast("shared", TextField()))
    )
    return chosen.union(similar, all=True)


def _episodes(episode, at, pks):
    """The public ones of ``pks``, and those of the show of ``episode`` just before and just after the time ``at``."""
    public, pk = Episode.objects.published(), episode.pk
    others = public.filter(show=episode.show_id)
    earlier = others.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk)).order_by("-published_at", "-pk")
    later = others.filter(Q(published_at__gt=at) | Q(published_at=at, pk__gt=pk)).order_by("published_at", "pk")
    beside = Q(pk__in=earlier.values("pk")[:1]) | Q(pk__in=later.values("pk")[:1])
    return public.filter(Q(pk__in=pks) | beside).select_related("show").only(*COLUMNS)


def _story(episode, reason, shared):
    return Story(
        title=episode.title,
        url=episode.get_absolute_url(),
        show=episode.show_id,
        show_title=episode.show.title,
        language=episode.show.language,
        direction=episode.show.direction,
        hue_class=episode.show.hue_class,
        published_at=episode.published_at,
        time=(episode.published_at, episode.pk),
        reason=reason,
        shared=shared,
    )
