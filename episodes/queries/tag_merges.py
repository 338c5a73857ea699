"""What merging tags would do, and what merges have done."""

from dataclasses import dataclass

from django.db.models import Count

from episodes.models import Episode, Highlight, Tag, TagAlias, TaggedEpisode, TaggedHighlight, TagMerge

MOST_LISTED = 20


@dataclass(frozen=True)
class Goes:
    """A tag that would go: ``shared`` counts what carries the other tag already; ``names`` become aliases."""

    tag: Tag
    shared: int
    names: list


@dataclass(frozen=True)
class MergePreview:
    """``highlights`` and ``episodes`` are the first of those that would change, ``more`` counts the others."""

    target: Tag
    goes: list
    highlights: list
    episodes: list
    highlight_count: int
    episode_count: int
    more: int


def merge_preview(sources, target):
    """The ``MergePreview`` of ``counted()`` tags, in a constant number of queries."""
    aliases = {}
    for tag, name in TagAlias.objects.filter(tag__in=sources).values_list("tag_id", "name"):
        aliases.setdefault(tag, []).append(name)
    shared = _shared(TaggedHighlight, sources, target), _shared(TaggedEpisode, sources, target)
    goes = [
        Goes(tag, sum(counts.get(tag.pk, 0) for counts in shared), [tag.name, *aliases.get(tag.pk, [])])
        for tag in sources
    ]
    highlights, episodes = _carrying(Highlight, TaggedHighlight, sources), _carrying(Episode, TaggedEpisode, sources)
    counts = highlights.count(), episodes.count()
    listed = list(
        highlights.select_related("episode").order_by("-episode__published_at", "position", "pk")[:MOST_LISTED]
    )
    rest = list(episodes.order_by("-published_at", "pk")[: MOST_LISTED - len(listed)])
    return MergePreview(target, goes, listed, rest, *counts, more=sum(counts) - len(listed) - len(rest))


def _carrying(model, through, tags):
    return model.objects.filter(pk__in=through.objects.filter(tag__in=tags).values("content_object"))


def _shared(through, sources, target):
    """``{tag: how much of what carries it carries target, too}``"""
    both = through.objects.filter(
        tag__in=sources, content_object__in=through.objects.filter(tag=target).values("content_object")
    )
    return dict(both.order_by().values_list("tag").annotate(rows=Count("pk")))


def merges():
    """The merges, the latest first, with what a line about each tells."""
    return TagMerge.objects.select_related("target", "made_by")


def moved(done):
    """``(highlights, episodes)``: how many a merge has changed."""
    return tuple(
        len(done.record[kind]["moved"]) + len(done.record[kind]["shared"]) for kind in ("highlights", "episodes")
    )
