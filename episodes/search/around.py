"""Brings what documents say of their surroundings up to date: names of tags, people and shows, and their shelves.

The texts themselves are not read, so that a tag with thousands of uses is merged in a second.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from episodes.models import PERSON, Quote, SearchDocument, SearchKind, ShelfEntry, ShelfKind
from episodes.search.columns import stored
from episodes.search.documents import KINDS, VOICE, Names, passage_facets
from episodes.search.hits import newest_keys
from episodes.search.index import Change
from episodes.search.keys import documents, key_of, kind_of, object_of
from episodes.search.match import Match

#: Documents in one go, and facets in one question.
CHUNK, FACETS = 1000, 200
MOST = 1 << 31
SHELF_KINDS = {kind: shelf_kind for shelf_kind, kind in KINDS.items()}


@dataclass
class Standing:
    """What stands on ``shelves``, as ``services.shelves.Thing``, but read from there."""

    kind: ShelfKind
    pk: int
    episode: int
    published_at: datetime
    shelves: set = field(default_factory=set)


def with_facets(generation: int, facets: Iterable[str]) -> set[int]:
    """The keys of highlights, quotes and episodes that have any of some facets."""
    facets, found = sorted(map(stored, facets)), set()
    for start in range(0, len(facets), FACETS):
        match = Match(choices=(tuple(facets[start : start + FACETS]),))
        keys = newest_keys(match, generation, dict.fromkeys(SHELF_KINDS, MOST))
        found.update(key for some in keys.values() for key in some)
    return found


def on_shelves(generation: int, shelves: Iterable[str]) -> set[int]:
    """The keys of what stands on any of some shelves."""
    rows = ShelfEntry.objects.filter(shelf__in=list(shelves)).order_by().values_list("kind", "object_id")
    return {key_of(generation, KINDS[ShelfKind(kind)], pk) for kind, pk in rows}


def put_surroundings(generation: int, keys: Iterable[int]) -> bool:
    """Brings context and facets of some documents up to date, and facets of the passages of episodes among them."""
    keys, has_changed = sorted(keys), False
    for start in range(0, len(keys), CHUNK):
        has_changed |= _put(generation, keys[start : start + CHUNK])
    return has_changed


def _put(generation, keys):
    columns = ("pk", "episode_key", "published_at", "context", "facets")
    rows = list(SearchDocument.objects.filter(pk__in=keys).order_by().values_list(*columns))
    things = _things(rows)
    sections = _sections(object_of(pk) for pk in things if kind_of(pk) == SearchKind.QUOTE)
    names, change = Names.around(things.values()), Change(generation)
    for pk, _episode, _published_at, context, facets in rows:
        thing = things[pk]
        if thing.shelves and thing.episode in names.episodes:
            voices = [int(word[1:]) for word in facets.split() if word.startswith(VOICE)]
            titles = [sections[thing.pk]] if thing.pk in sections and thing.kind == ShelfKind.QUOTE else []
            now = names.surroundings(thing, *titles, voices=voices)
            if (context, facets) != (now.context, now.facets):
                change.turn(pk, facets, context=now.context, facets=now.facets)
    _passages(change, [thing for thing in things.values() if thing.kind == ShelfKind.EPISODE], names)
    return change.write()


def _things(rows):
    things = {
        pk: Standing(SHELF_KINDS[kind_of(pk)], object_of(pk), episode, published_at)
        for pk, episode, published_at, *_rest in rows
    }
    by_kind = defaultdict(dict)
    for thing in things.values():
        by_kind[thing.kind][thing.pk] = thing
    for kind, some in by_kind.items():
        entries = ShelfEntry.objects.filter(kind=kind, object_id__in=some).order_by()
        for pk, shelf in entries.values_list("object_id", "shelf"):
            some[pk].shelves.add(shelf)
    return things


def _sections(quotes):
    """``{quote: title of its highlight}``"""
    return dict(Quote.objects.filter(pk__in=list(quotes)).order_by().values_list("pk", "highlight__title"))


def _passages(change, episodes, names):
    episodes = {thing.pk: thing for thing in episodes if thing.shelves}
    rows = documents(change.generation, SearchKind.PASSAGE).filter(episode_key__in=episodes)
    for pk, episode, facets in rows.values_list("pk", "episode_key", "facets") if episodes else ():
        speakers = [word for word in facets.split() if word.startswith(PERSON)]
        now = passage_facets(episodes[episode], episode in names.audible, speakers)
        if now != facets:
            change.turn(pk, facets, facets=now)
