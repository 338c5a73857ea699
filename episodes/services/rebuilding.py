"""Builds the search index anew beside the one that is searched, counts shelves anew, and says where they are wrong."""

from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from episodes.models import Episode, Person, SearchDocument, SearchKind, SearchState, SearchWord, ShelfEntry, Tag
from episodes.search import schema
from episodes.search.index import change_of_episodes, change_of_named, count_words
from episodes.search.keys import documents, generations, kind_of, object_of, range_of
from episodes.services.indexing import hold
from episodes.services.shelves import recount, refile, things_of
from episodes.services.statistics import keep_statistics

#: Episodes, names and rows that are dealt with in one transaction, so that whoever saves something waits a moment.
EPISODES, NAMES, ROWS = 25, 500, 2000
NAMED = {SearchKind.PERSON: Person, SearchKind.TAG: Tag}
Progress = Callable[[int, int], None]


class RebuildEnded(Exception):
    """Another rebuild has put its index in place meanwhile."""


def rebuild(progress: Progress = lambda done, total: None):
    """Builds the index of all that is public, and lets it take the place of the other; shelves are counted, too.

    ``progress`` is called with the number of episodes that are done and of all. What is saved meanwhile goes into both.
    Interrupted and started again, it goes on with what is there. Raises ``RebuildEnded``.
    """
    schema.create(connection)
    generation, last_word = _begin()
    words, pks = Counter(), _episodes(generation)
    for done, chunk in _chunks(pks, EPISODES):
        progress(done, len(pks))
        with _building(generation):
            things = things_of(chunk)
            refile(chunk, things)
            _put(change_of_episodes(generation, chunk, things, transcripts=chunk), words)
    progress(len(pks), len(pks))
    for kind in NAMED:
        for _done, chunk in _chunks(_named(generation, kind), NAMES):
            with _building(generation):
                _put(change_of_named(generation, kind, chunk), words)
    with _building(generation):
        _put_words(words, last_word)
        SearchState.objects.update(generation=generation, building=None, built_at=timezone.now())
    with transaction.atomic():
        hold()
        recount()
    _remove_others()
    schema.settle(connection)
    keep_statistics()


def _begin():
    """The generation to build, and the last word that was known before."""
    with transaction.atomic():
        hold()
        state, _made = SearchState.objects.get_or_create(pk=_state())
        if state.building is None:
            # Two take turns: what an interrupted rebuild has left of the other is gone on with.
            state.building = 3 - state.generation
            state.save(update_fields=["building"])
        last = SearchWord.objects.order_by("-pk").values_list("pk", flat=True).first()
    return state.building, last or 0


def _state():
    return SearchState.objects.values_list("pk", flat=True).first() or 1


@contextmanager
def _building(generation):
    """A transaction in which nobody else derives anything, and ``generation`` is still the one that is being built."""
    with transaction.atomic():
        hold()
        if generations()[1] != generation:
            raise RebuildEnded
        yield


def _put(change, words):
    change.write_documents()
    words.update(change.words)


def _episodes(generation):
    """All that are public, and all that were and have left something behind."""
    pks = set(Episode.objects.published().values_list("pk", flat=True))
    pks.update(ShelfEntry.objects.order_by().values_list("episode_key", flat=True).distinct())
    left = documents(generation).filter(episode_key__isnull=False).values_list("episode_key", flat=True)
    return sorted(pks.union(left.distinct()))


def _named(generation, kind):
    pks = set(NAMED[kind].objects.order_by().values_list("pk", flat=True))
    return sorted(pks.union(map(object_of, documents(generation, kind).values_list("pk", flat=True))))


def _chunks(pks, size):
    return ((start, pks[start : start + size]) for start in range(0, len(pks), size))


def _put_words(words, last_word):
    """Counts words anew. Those that came since the beginning, by what was saved meanwhile, stay."""
    SearchWord.objects.filter(pk__lte=last_word).delete()
    count_words(words)


def _remove_others():
    """Removes the documents of generations that are neither searched nor being built."""
    while True:
        with transaction.atomic():
            hold()
            others = SearchDocument.objects.order_by("pk")
            for generation in filter(None, generations()):
                others = others.exclude(pk__range=range_of(generation))
            pks = list(others.values_list("pk", flat=True)[:ROWS])
            SearchDocument.objects.filter(pk__in=pks).delete()
        if len(pks) < ROWS:
            return


@dataclass
class Wrong:
    """How many documents of a kind are missing, too many, or say something else than the content does."""

    missing: int = 0
    surplus: int = 0
    different: int = 0

    def __bool__(self):
        return bool(self.missing or self.surplus or self.different)


@dataclass
class Comparison:
    """What a comparison of everything found. ``shelves`` counts episodes that stand wrong on some shelf."""

    kinds: dict[SearchKind, Wrong]
    shelves: int = 0
    is_whole: bool = True

    def __bool__(self):
        """Whether anything is wrong."""
        return bool(not self.is_whole or self.shelves or any(self.kinds.values()))


def compare(progress: Progress = lambda done, total: None) -> Comparison:
    """Compares the index, document by document, with the content, and the shelves, too; writes nothing."""
    generation, _building = generations()
    found = Comparison({kind: Wrong() for kind in SearchKind}, is_whole=schema.is_whole(connection))
    pks = _episodes(generation)
    for done, chunk in _chunks(pks, EPISODES):
        progress(done, len(pks))
        things = things_of(chunk)
        _note(found, change_of_episodes(generation, chunk, things, transcripts=chunk))
        found.shelves += len(_standing_wrong(chunk, things))
    progress(len(pks), len(pks))
    for kind in NAMED:
        for _done, chunk in _chunks(_named(generation, kind), NAMES):
            _note(found, change_of_named(generation, kind, chunk))
    return found


def _note(found, change):
    for key in change.gone:
        found.kinds[kind_of(key)].surplus += 1
    for key in [row[0] for row in change.put] + [row[-1] for rows in change.turned.values() for row in rows]:
        wrong = found.kinds[kind_of(key)]
        if key in change.new:
            wrong.missing += 1
        else:
            wrong.different += 1


def _standing_wrong(chunk, things):
    """The episodes whose entries on shelves are not those that they should be."""
    columns = ("kind", "object_id", "shelf", "published_at", "position")
    rows = ShelfEntry.objects.filter(episode_key__in=chunk).order_by().values_list("episode_key", *columns)
    wanted = {
        (thing.episode, thing.kind, thing.pk, shelf, thing.published_at, thing.position)
        for thing in things.values()
        for shelf in thing.shelves
    }
    return {row[0] for row in wanted ^ set(rows)}
