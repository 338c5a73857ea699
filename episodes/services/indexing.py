"""Keeps what is derived from content beside it: shelves, and what search looks in. Called after the commit."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from episodes.models import PERSON, SHOW, TAG, Episode, Person, ShelfEntry, shelf_of
from episodes.search import around
from episodes.search.index import put_episodes, put_people, put_tags
from episodes.search.keys import generations
from episodes.services.shelves import refile, refile_tags, things_of
from episodes.services.statistics import keep_statistics

CHUNK = 50
# PostgreSQL's name for the lock; any number that nothing else takes.
LOCK = 7_306_551


@dataclass
class Changes:
    """Primary keys of what has changed: whole episodes, tags, people and shows by name, tags with many uses at once.

    ``transcripts`` are episodes whose lines have changed; they stand in ``episodes``, too.
    """

    episodes: set = field(default_factory=set)
    transcripts: set = field(default_factory=set)
    tags: set = field(default_factory=set)
    people: set = field(default_factory=set)
    shows: set = field(default_factory=set)
    retagged: set = field(default_factory=set)

    def add(self, **more):
        for name, pks in more.items():
            getattr(self, name).update(pks)

    def __bool__(self):
        return any((self.episodes, self.transcripts, self.tags, self.people, self.shows, self.retagged))


def index(changes: Changes):
    """Brings up to date what is derived from ``changes``; a chunk a transaction, so that readers and writers go on."""
    with transaction.atomic():
        hold()
        if changes.retagged:
            refile_tags(changes.retagged)
        for generation in _generations():
            _index_tags(generation, changes.tags | changes.retagged, changes.retagged)
            _index_people(generation, changes.people)
            _index_shows(generation, changes.shows)
    index_episodes(changes.episodes | _of_people_gone(changes.people), changes.transcripts)
    keep_statistics()


def index_episodes(pks: Iterable[int], transcripts: Iterable[int] = ()):
    """Brings up to date what is derived from some episodes, which may be public, not yet, no more, or deleted."""
    transcripts = set(transcripts)
    pks = sorted({*pks, *transcripts})
    for start in range(0, len(pks), CHUNK):
        chunk = pks[start : start + CHUNK]
        with transaction.atomic():
            hold()
            things = things_of(chunk)
            refile(chunk, things)
            for generation in _generations():
                put_episodes(generation, chunk, things, transcripts=transcripts & set(chunk))
            Episode.objects.published().filter(pk__in=chunk).update(changed_at=timezone.now())


def _generations():
    """The generation that is searched, and the one that is being built beside it: neither may miss anything."""
    return [generation for generation in generations() if generation is not None]


def _index_tags(generation, tags, retagged):
    """A tag by another name, or on other things, is another one around all that carries it."""
    renamed = put_tags(generation, tags) | retagged
    if renamed:
        shelves = [shelf_of(TAG, pk) for pk in renamed]
        keys = around.with_facets(generation, shelves) | around.on_shelves(generation, shelves)
        around.put_surroundings(generation, keys)


def _index_people(generation, people):
    renamed = put_people(generation, people)
    if renamed:
        around.put_surroundings(generation, around.with_facets(generation, [shelf_of(PERSON, pk) for pk in renamed]))


def _index_shows(generation, shows):
    """All of a show is looked at where the name of it is another one around one of its episodes."""
    for show in sorted(shows):
        keys = around.on_shelves(generation, [shelf_of(SHOW, show)])
        some = sorted(keys)[:1] + sorted(keys)[-1:]
        if around.put_surroundings(generation, some):
            around.put_surroundings(generation, keys)


def _of_people_gone(people):
    """Episodes in which people had a part who were deleted since: their quotes and clips are nobody's now."""
    gone = set(people) - set(Person.objects.filter(pk__in=people).values_list("pk", flat=True)) if people else ()
    if not gone:
        return set()
    entries = ShelfEntry.objects.filter(shelf__in=[shelf_of(PERSON, pk) for pk in gone])
    return set(entries.order_by().values_list("episode_key", flat=True).distinct())


def hold():
    """Inside a transaction: nobody else derives anything until it ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
