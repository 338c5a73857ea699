"""Browsing by tag: what carries all of some tags, what stands beside them, and the index. Public things only."""

from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import Count

from episodes.models import Episode, Highlight, Quote, Tag, TagAlias, TaggedEpisode, TaggedHighlight
from episodes.queries.addresses import MOST_TAGS
from episodes.queries.entries import entries, for_entries, with_show, with_sources
from episodes.text.slugs import name_key

NEIGHBOURS = 24
BESIDE = 6


@dataclass(frozen=True)
class TagCount:
    """A tag with the number of public highlights and episodes that carry it."""

    name: str
    slug: str
    initial: str
    key: str
    count: int
    path: str = ""


@dataclass(frozen=True)
class Tagged:
    """What carries all of ``tags``: querysets, newest first."""

    tags: tuple
    highlights: object
    episodes: object
    quotes: object


def tagged(tags):
    """The ``Tagged`` of one or more tags."""
    highlights, episodes = Highlight.objects.published(), Episode.objects.published()
    for tag in tags:
        highlights = highlights.filter(pk__in=TaggedHighlight.objects.filter(tag=tag).values("content_object"))
        episodes = episodes.filter(pk__in=TaggedEpisode.objects.filter(tag=tag).values("content_object"))
    quotes = Quote.objects.filter(highlight__in=highlights.values("pk"))
    return Tagged(tags, highlights.newest_first(), episodes.newest_first(), quotes.newest_first())


@dataclass(frozen=True)
class TagPage:
    """A page of ``kind`` ("highlights", "episodes" or "quotes"); the first page of highlights shows some of each."""

    tags: tuple
    counts: dict
    kind: str
    page: object
    highlights: list
    episodes: list
    quotes: list
    neighbours: list


def tag_page(tags, kind, paginate):
    """The ``TagPage`` of ``tags``. ``paginate(items)`` gives the page; highlights give way where there are none.

    Raises ``Tag.DoesNotExist`` where nothing public carries the only tag.
    """
    found = tagged(tags)
    on_highlights = _by_tag(TaggedHighlight.objects.filter(content_object__in=found.highlights.order_by().values("pk")))
    on_episodes = _by_tag(TaggedEpisode.objects.filter(content_object__in=found.episodes.order_by().values("pk")))
    # Whatever carries all the tags carries the first, so its counts are those of the results.
    counts = {
        "highlights": on_highlights[tags[0].pk].count if on_highlights else 0,
        "episodes": on_episodes[tags[0].pk].count if on_episodes else 0,
        "quotes": found.quotes.count() if on_highlights else 0,
    }
    if len(tags) == 1 and not (on_highlights or on_episodes):
        raise Tag.DoesNotExist
    if kind not in counts or (kind == "highlights" and not counts["highlights"]):
        kind = "highlights" if counts["highlights"] else "episodes"
    lists = {
        "highlights": for_entries(found.highlights),
        "episodes": with_show(found.episodes),
        "quotes": with_sources(found.quotes),
    }
    page = paginate(Counted(lists[kind], counts[kind]))
    shown = {name: list(page) if name == kind else [] for name in lists}
    if kind == "highlights" and page.number == 1:
        shown |= {name: lists[name][:BESIDE] for name in ("episodes", "quotes") if counts[name]}
    episodes, highlights = entries(shown["episodes"], shown["highlights"])
    return TagPage(
        tags=tags,
        counts=counts,
        kind=kind,
        page=page,
        highlights=highlights,
        episodes=episodes,
        quotes=list(shown["quotes"]),
        neighbours=_neighbours(tags, _together(on_highlights, on_episodes)),
    )


class Counted:
    """A queryset whose length is known already, for a paginator."""

    ordered = True

    def __init__(self, items, length):
        self.items, self.length = items, length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return self.items[index]


def _neighbours(tags, counts):
    """The tags most often beside ``tags``, as ``TagCount`` with the number of results that adding one leaves.

    ``path`` is the address with the tag added, in canonical order. Nothing can be added to the most tags of an address.
    """
    if len(tags) >= MOST_TAGS:
        return []
    chosen = {tag.slug for tag in tags}
    beside = sorted((tag for tag in counts if tag.slug not in chosen), key=lambda tag: (-tag.count, tag.key))
    return [replace(tag, path="+".join(sorted({*chosen, tag.slug}))) for tag in beside[:NEIGHBOURS]]


def most_used(number, highlights=None):
    """The ``number`` tags that most public things, or most of ``highlights``, carry; in alphabetical order."""
    if highlights is None:
        counts = all_counts()
    else:
        counts = _by_tag(TaggedHighlight.objects.filter(content_object__in=highlights)).values()
    top = sorted(counts, key=lambda tag: (-tag.count, tag.key))[:number]
    return sorted(top, key=lambda tag: tag.key)


def all_counts():
    """``[TagCount]`` of every tag that something public carries, by key."""
    return _together(_by_tag(TaggedHighlight.objects.published()), _by_tag(TaggedEpisode.objects.published()))


def _by_tag(rows):
    """``{pk: TagCount}`` of rows of a through model."""
    values = rows.order_by().values_list("tag", "tag__name", "tag__slug", "tag__initial", "tag__key")
    return {pk: TagCount(*named) for pk, *named in values.annotate(count=Count("pk"))}


def _together(on_highlights, on_episodes):
    """The counts of both, added up, by key."""
    added = dict(on_highlights)
    for pk, tag in on_episodes.items():
        added[pk] = replace(tag, count=tag.count + added[pk].count) if pk in added else tag
    return sorted(added.values(), key=lambda tag: tag.key)


def by_letter(tags):
    """``[(letter, [TagCount])]`` of tags that stand in the order of their letters."""
    return [(letter, list(group)) for letter, group in groupby(tags, key=lambda tag: tag.initial)]


@dataclass(frozen=True)
class Letter:
    """A jump letter of the index: the page that it begins on, and whether that is the page shown."""

    letter: str
    page: int
    is_here: bool


@dataclass(frozen=True)
class TagIndex:
    page: object  # of TagCount
    groups: list  # [(letter, [TagCount])]
    letters: list


def tag_index(query, paginate):
    """The ``TagIndex`` of the tags with ``query`` in their name or an alias. ``paginate(list)`` gives the page."""
    counts = all_counts()
    key = name_key(query)
    if key:
        by_alias = set(TagAlias.objects.filter(key__contains=key).values_list("tag__slug", flat=True))
        counts = [tag for tag in counts if key in tag.key or tag.slug in by_alias]
    counts.sort(key=lambda tag: (tag.initial == "#", tag.initial, tag.key))
    page = paginate(counts)
    size = page.paginator.per_page
    first = {}
    for index, tag in enumerate(counts):
        first.setdefault(tag.initial, index // size + 1)
    return TagIndex(
        page=page,
        groups=by_letter(page.object_list),
        letters=[Letter(letter, number, number == page.number) for letter, number in first.items()],
    )
