"""The lists of the API: a ``Slice`` of things with their relations, in a constant number of queries.

All raise ``NoSuchName`` and ``CursorError``. The single things raise ``ObjectDoesNotExist``.
"""

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from episodes.models import (
    EVERYTHING,
    PERSON,
    SHOW,
    TAG,
    Clip,
    Cue,
    Episode,
    Person,
    ShelfKind,
    ShelfPair,
    ShelfTally,
    Show,
    Tag,
    number_of,
    shelf_of,
)
from episodes.queries.addresses import by_past_slug
from episodes.queries.api import things
from episodes.queries.api.filters import Filters, NoSuchName, entries_of, person_named, show_named, tag_named
from episodes.queries.api.paging import BY_KEY, LATEST_MADE, LINES, MADE, NEWEST, Slice, cut
from episodes.queries.shelves import Shelves, in_order
from episodes.text.cursors import write_cursor


def episodes(filters: Filters, slug: str, cursor: str, limit: int) -> Slice:
    """Episodes, newest first; ``slug`` is a name below the show of ``filters``."""
    if slug:
        found = by_past_slug(things.episode_rows(), slug, *_inside(filters.show))
        return Slice(things.episode_items([found] if found else []))
    return _from_shelves(ShelfKind.EPISODE, things.episode_rows(), things.episode_items, filters, cursor, limit)


def _inside(show_slug):
    if not show_slug:
        raise NoSuchName("show", _("The slug of an episode is one of its show’s: give “show”, too."))
    show = show_named(show_slug)
    return show.pk, {"show": show}


def highlights(filters: Filters, cursor: str, limit: int) -> Slice:
    """Highlights, those of the latest episode first, in the order of its page."""
    return _from_shelves(ShelfKind.HIGHLIGHT, things.highlight_rows(), things.highlight_items, filters, cursor, limit)


def quotes(filters: Filters, cursor: str, limit: int) -> Slice:
    """Quotes in the order of their highlights."""
    return _from_shelves(ShelfKind.QUOTE, things.quote_rows(), things.quote_items, filters, cursor, limit)


def _from_shelves(kind, rows, items, filters, cursor, limit):
    page = cut(entries_of(kind, filters), NEWEST, cursor, limit)
    found = in_order(rows, [entry.object_id for entry in page.items])
    return Slice(items(found), page.next)


#: So many clips are looked at for each that is asked for: some of them only drafts cite.
LOOKED_AT = 3
#: Of a show with more episodes its clips are found by walking through all, of others by its episodes.
LARGE_SHOW = 500


def clips(filters: Filters, featured: bool | None, cursor: str, limit: int) -> Slice:
    """Clips, what was made last first. There may be fewer than ``limit`` although the list goes on.

    Which are public is asked of a few, by their keys: a database would ask it of all before it takes the first.
    """
    rows = Clip.objects.order_by("-pk")
    if filters.episode is not None:
        rows = rows.filter(episode=filters.episode)
    if filters.show:
        rows = _of_show(rows, show_named(filters.show))
    if filters.person:
        rows = rows.filter(speaker=person_named(filters.person))
    if featured is not None:
        rows = rows.filter(featured=featured)
    looked_at = cut(rows.only("pk"), LATEST_MADE, cursor, LOOKED_AT * limit)
    found = in_order(things.clip_rows(), [row.pk for row in looked_at.items])
    if len(found) > limit:
        next = write_cursor(LATEST_MADE.name, found[limit - 1].pk)
        return Slice(things.clip_items(found[:limit]), next)
    return Slice(things.clip_items(found), looked_at.next)


def _of_show(clips, show):
    if Shelves((shelf_of(SHOW, show.pk),)).count(ShelfKind.EPISODE) <= LARGE_SHOW:
        return clips.filter(episode__show=show)
    # A sum has no index: the database goes on walking from the last clip on.
    return clips.alias(owner=F("episode_id") + 0).filter(owner__in=Episode.objects.filter(show=show).values("pk"))


def shows(slug: str, cursor: str, limit: int) -> Slice:
    """Shows with something to read, as they were made."""
    if slug:
        return _named(Show, slug, things.show_items)
    page = cut(Show.objects.published().order_by("pk"), MADE, cursor, limit)
    return Slice(things.show_items(page.items), page.next)


def people(slug: str, show: str, tag: str, cursor: str, limit: int) -> Slice:
    """People, as they were made: those of a show, or who speak about a tag, where these are given."""
    if slug:
        return _named(Person, slug, things.person_items)
    shelves = _shelves(show=show, tag=tag)
    rows = Person.objects.published().order_by("pk")
    for shelf in shelves:
        rows = rows.filter(pk__in=_beside(shelf, PERSON))
    page = cut(rows, MADE, cursor, limit)
    return Slice(things.person_items(page.items), page.next)


def tags(slug: str, show: str, person: str, cursor: str, limit: int) -> Slice:
    """Tags by name: those of a show, or that somebody speaks about, where these are given."""
    if slug:
        tag = tag_named(slug, "slug")
        return Slice(things.tag_items([tag]))
    rows = Tag.objects.published().order_by("key")
    for shelf in _shelves(show=show, person=person):
        rows = rows.filter(pk__in=_beside(shelf, TAG))
    page = cut(rows, BY_KEY, cursor, limit)
    return Slice(things.tag_items(page.items), page.next)


def _shelves(show="", tag="", person=""):
    return [
        *([shelf_of(SHOW, show_named(show).pk)] if show else []),
        *([shelf_of(TAG, tag_named(tag).pk)] if tag else []),
        *([shelf_of(PERSON, person_named(person).pk)] if person else []),
    ]


def _beside(shelf, letter):
    """The primary keys of the tags or people that something on ``shelf`` stands with."""
    pairs = ShelfPair.objects.filter(shelf=shelf, other__startswith=letter, count__gt=0).order_by()
    return {number_of(other) for other in pairs.values_list("other", flat=True)}


def _named(model, slug, items):
    found = by_past_slug(model.objects.published(), slug)
    return Slice(items([found] if found else []))


def show(pk):
    return things.show_items([Show.objects.published().get(pk=pk)])[0]


def person(pk):
    return things.person_items([Person.objects.published().get(pk=pk)])[0]


def tag(pk):
    return things.tag_items([Tag.objects.published().get(pk=pk)])[0]


def episode(pk):
    return things.episode_items([things.episode_rows().get(pk=pk)])[0]


def highlight(pk):
    return things.highlight_items([things.highlight_rows().get(pk=pk)])[0]


def quote(pk):
    return things.quote_items([things.quote_rows().get(pk=pk)])[0]


def clip(pk):
    return things.clip_items([things.clip_rows().get(pk=pk)])[0]


@dataclass(frozen=True)
class Lines:
    """A part of the transcript of ``episode``."""

    episode: Episode
    page: Slice
    is_timed: bool


def transcript(pk, from_ms: int | None, to_ms: int | None, cursor: str, limit: int) -> Lines:
    """The lines of an episode's transcript: those that touch the time from ``from_ms`` to ``to_ms``, where given."""
    found = Episode.objects.published().select_related("show").get(pk=pk)
    lines = Cue.objects.filter(episode=found).select_related("speaker").order_by("start_ms", "pk")
    first = lines.first()
    if first is None:
        raise Cue.DoesNotExist
    if from_ms is not None:
        lines = lines.filter(end_ms__gt=from_ms)
    if to_ms is not None:
        lines = lines.filter(start_ms__lt=to_ms)
    page = cut(lines, LINES, cursor, limit)
    for line in page.items:
        line.episode = found
    return Lines(found, page, first.start_ms is not None)


def totals():
    """``{kind: count}`` of what is public."""
    tallies = dict(ShelfTally.objects.filter(shelf=EVERYTHING).values_list("kind", "count"))
    names = {"episodes": ShelfKind.EPISODE, "highlights": ShelfKind.HIGHLIGHT, "quotes": ShelfKind.QUOTE}
    return {name: tallies.get(kind, 0) for name, kind in names.items()}


def examples():
    """``{name of an endpoint: object}``: the latest highlight with a quote, or the latest at all, and what is its."""
    quoted = entries_of(ShelfKind.QUOTE, Filters()).values_list("object_id", flat=True)[:1]
    latest = list(things.highlight_rows().filter(quotes__in=list(quoted)))
    latest = latest or in_order(things.highlight_rows(), Shelves().keys(ShelfKind.HIGHLIGHT)[:1])
    if not latest:
        return {}
    [item] = things.highlight_items(latest)
    found = {"episode": item.highlight.episode}
    clips = [clip for clip, _evidence in item.citations]
    speakers = [thing.speaker for thing in (*item.quotes, *clips) if thing.speaker]
    return found | {name: some[0] for name, some in (("tag", item.tags), ("person", speakers)) if some}
