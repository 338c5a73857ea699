"""What the directory for language models names: a bounded number of everything, in a constant number of queries."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from episodes.models import PERSON, SHOW, TAG, Cue, Episode, Person, ShelfKind, Show, Tag, number_of
from episodes.queries.api.things import Counts, ShowItem, show_items
from episodes.queries.entries import with_show
from episodes.queries.shelves import Shelves, in_order

SHOWS, EPISODES, TAGS, PEOPLE = 20, 20, 30, 20


@dataclass(frozen=True)
class Directory:
    """``shows`` are the busiest, ``tags`` and ``people`` the most frequent, each with a count; episodes the latest."""

    counts: Counts
    shows: list[ShowItem]
    episodes: list[Episode]
    tags: list
    people: list


def directory():
    everything = Shelves()
    found = everything.counts(*ShelfKind)
    return Directory(
        counts=Counts(*(found[kind] for kind in (ShelfKind.EPISODE, ShelfKind.HIGHLIGHT, ShelfKind.QUOTE))),
        shows=show_items(list(_shows(everything))),
        episodes=in_order(_episodes(), everything.keys(ShelfKind.EPISODE)[:EPISODES]),
        tags=_named(Tag.objects.published(), everything.beside(ShelfKind.HIGHLIGHT, TAG, TAGS)),
        people=_named(Person.objects.published(), everything.beside(ShelfKind.EPISODE, PERSON, PEOPLE)),
    )


def _episodes():
    return with_show(Episode.objects.published()).annotate(
        has_transcript=Exists(Cue.objects.filter(episode=OuterRef("pk")))
    )


def _shows(everything):
    counted = everything.beside(ShelfKind.EPISODE, SHOW, SHOWS)
    return in_order(Show.objects.published(), [number_of(shelf) for shelf, _count in counted])


def _named(objects, counted):
    """``[(thing, count)]`` of counted shelves."""
    counts = {number_of(shelf): count for shelf, count in counted}
    return [(thing, counts[thing.pk]) for thing in in_order(objects, counts)]
