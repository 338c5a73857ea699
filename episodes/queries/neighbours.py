"""The episodes around an episode: chosen by editors, computed, previous and next. One query for all four."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from episodes.models import Episode, RelatedEpisode, SimilarEpisode

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
    stories, chosen, similar = {}, [], []
    for other in _episodes(episode, at):
        shared = None if other.score is None else json.loads(other.shared)
        stories[other.pk] = _story(other, other.reason or "", shared)
        if other.place is not None:
            chosen.append((other.place, other.pk))
        elif other.score is not None:
            similar.append((-other.score, other.pk))
    same_show = [other for other in stories.values() if other.show == episode.show_id]
    here = (at, episode.pk)
    return Neighbours(
        chosen=[stories[pk] for _place, pk in sorted(chosen)],
        computed=[stories[pk] for _score, pk in sorted(similar)[: max(0, FILLED_UP_TO - len(chosen))]],
        previous=max((s for s in same_show if s.time < here), key=lambda s: s.time, default=None),
        next=min((s for s in same_show if s.time > here), key=lambda s: s.time, default=None),
    )


def _episodes(episode, at):
    """The public ones of its neighbours, with what is said of them, and of its show those just before and after."""
    public, pk = Episode.objects.published(), episode.pk
    others = public.filter(show=episode.show_id)
    earlier = others.filter(Q(published_at__lt=at) | Q(published_at=at, pk__lt=pk)).order_by("-published_at", "-pk")
    later = others.filter(Q(published_at__gt=at) | Q(published_at=at, pk__gt=pk)).order_by("published_at", "pk")
    chosen = RelatedEpisode.objects.filter(episode=pk).order_by()
    similar = SimilarEpisode.objects.filter(episode=pk).order_by()
    # One list of keys, which is looked up: asked four times whether it is among some, each episode would be read.
    beside = [Episode.objects.filter(pk__in=one.values("pk")[:1]).order_by().values("pk") for one in (earlier, later)]
    around = public.filter(pk__in=chosen.values("related").union(similar.values("other"), *beside, all=True)).annotate(
        place=Subquery(chosen.filter(related=OuterRef("pk")).values("position")),
        reason=Subquery(chosen.filter(related=OuterRef("pk")).values("reason")),
        score=Subquery(similar.filter(other=OuterRef("pk")).values("score")),
        shared=Cast(Subquery(similar.filter(other=OuterRef("pk")).values("shared")), TextField()),
    )
    return around.select_related("show").only(*COLUMNS)


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
