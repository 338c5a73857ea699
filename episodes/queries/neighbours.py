"""The episodes around an episode: chosen by editors, computed, previous and next. One query for all four."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, FloatField, IntegerField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from episodes.models import Episode, RelatedEpisode, Show, SimilarEpisode, public_episode

CHOSEN, SIMILAR, PREVIOUS, NEXT = range(4)
FILLED_UP_TO = 3


@dataclass(frozen=True)
class Story:
    """An episode as a link. ``shared`` is what a computed neighbour has in common, ``reason`` an editor's words."""

    title: str
    url: str
    show_title: str
    hue_class: str
    published_at: datetime
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


def with_neighbours(episodes):
    """Annotates ``previous_id`` and ``next_id``: the public episodes of the show before and after, in time."""
    others = Episode.objects.published().filter(show=OuterRef("show"))
    earlier = others.filter(published_at__lte=OuterRef("published_at")).filter(
        Q(published_at__lt=OuterRef("published_at")) | Q(pk__lt=OuterRef("pk"))
    )
    later = others.filter(published_at__gte=OuterRef("published_at")).filter(
        Q(published_at__gt=OuterRef("published_at")) | Q(pk__gt=OuterRef("pk"))
    )
    return episodes.annotate(
        previous_id=Subquery(earlier.order_by("-published_at", "-pk").values("pk")[:1]),
        next_id=Subquery(later.order_by("published_at", "pk").values("pk")[:1]),
    )


def neighbours(episode):
    """The ``Neighbours`` of an episode that ``with_neighbours`` has annotated."""
    beside = [pk for pk in (episode.previous_id, episode.next_id) if pk]
    rows = _rows(
        RelatedEpisode.objects.filter(public_episode("related__"), episode=episode),
        "related__",
        CHOSEN,
        "position",
        "reason",
    ).union(
        _rows(
            SimilarEpisode.objects.filter(public_episode("other__"), episode=episode),
            "other__",
            SIMILAR,
            "score",
            "shared",
        ),
        _rows(Episode.objects.published().filter(pk__in=beside), "", PREVIOUS, None, None),
        all=True,
    )
    found = {CHOSEN: {}, SIMILAR: {}, PREVIOUS: {}}
    for kind, rank, pk, note, *values in rows:
        found[kind][pk] = (rank, _story(kind, note, *values))
    chosen = [story for _rank, story in sorted(found[CHOSEN].values(), key=lambda pair: pair[0])]
    computed = sorted(
        (pair for pk, pair in found[SIMILAR].items() if pk not in found[CHOSEN]), key=lambda pair: -pair[0]
    )
    return Neighbours(
        chosen=chosen,
        computed=[story for _rank, story in computed][: max(0, FILLED_UP_TO - len(chosen))],
        previous=found[PREVIOUS].get(episode.previous_id, (0, None))[1],
        next=found[PREVIOUS].get(episode.next_id, (0, None))[1],
    )


def _rows(queryset, path, kind, rank, note):
    # The parts of a union need the same types, so what one part lacks stands in as a constant.
    return queryset.order_by().values_list(
        Value(kind, output_field=IntegerField()),
        Cast(F(rank) if rank else Value(0.0), FloatField()),
        f"{path}pk",
        Cast(F(note), TextField()) if note else Value("", output_field=TextField()),
        f"{path}title",
        f"{path}slug",
        f"{path}published_at",
        f"{path}show__slug",
        f"{path}show__title",
        f"{path}show__hue",
        f"{path}show__logo_hue",
    )


def _story(kind, note, title, slug, published_at, show_slug, show_title, hue, logo_hue):
    return Story(
        title=title,
        url=reverse("episode", args=[show_slug, slug]),
        show_title=show_title,
        hue_class=Show(hue=hue, logo_hue=logo_hue).hue_class,
        published_at=published_at,
        reason=note if kind == CHOSEN else "",
        shared=json.loads(note) if kind == SIMILAR else None,
    )
