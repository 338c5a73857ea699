"""What stands on shelves, newest first, and how much of it: from one index, however large the archive is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from episodes.models import (
    EVERYTHING,
    HOST,
    MONTH,
    PAIRED,
    SEASON,
    SHOW,
    YEAR,
    ShelfEntry,
    ShelfPair,
    ShelfTally,
    number_of,
)

#: How many of the newest things are looked through for what else they carry, where nothing has counted it before.
LOOKED_THROUGH = 300
#: Letters of which few shelves stand beside one: all are read and sorted, where the most used would be looked for
#: among thousands of tags and people.
FEW = {SHOW, YEAR, MONTH, SEASON, HOST}


@dataclass(frozen=True)
class Shelves:
    """What stands on all of ``shelves`` and on none of ``without``; everything public where both are empty."""

    shelves: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def count(self, kind: str) -> int:
        """How many things of a kind; stored for one shelf and for most pairs of two, counted for others."""
        return self.counts(kind)[kind]

    @property
    def is_counted(self) -> bool:
        """Whether the counts are stored, or nearly: of one shelf, with another, or without one or two others."""
        return not self._others or (
            len(self._others) <= (2 if self.without and len(self.shelves) == 1 else 1)
            and all(self._first_name[0] + other[0] in PAIRED for other in self._others)
        )

    @property
    def _first_name(self):
        return (*self.shelves, EVERYTHING)[0]

    @property
    def _others(self):
        return [name for name in dict.fromkeys([*self.shelves, *self.without]) if name != self._first_name]

    def counts(self, *kinds: str) -> dict[str, int]:
        """``{kind: count}``; one query or two where the counts are stored, one a kind where they are not."""
        none, others = dict.fromkeys(kinds, 0), self._others
        if {*self.shelves} & {*self.without}:
            return none
        if not self.is_counted:
            return {kind: self.entries(kind).count() for kind in kinds}
        first = self._first_name
        here = ShelfTally.objects.filter(shelf=first, kind__in=kinds).values_list("kind", "count")
        if not others:
            return none | dict(here)
        pairs = ShelfPair.objects.filter(shelf=first, other__in=others, kind__in=kinds)
        both = Counter()
        for kind, count in pairs.values_list("kind", "count"):
            both[kind] += count
        if not self.without:
            return none | both
        if len(others) == 2:
            # What has both was taken away twice.
            all_three = Shelves((first, *others))
            both.subtract({kind: all_three.count(kind) for kind in kinds})
        return {kind: count - both[kind] for kind, count in (none | dict(here)).items()}

    def entries(self, kind: str):
        """``ShelfEntry`` rows of a kind, newest first: the rarest shelf is walked, the others are looked up."""
        first, *others = self._rarest_first(kind)
        entries = ShelfEntry.objects.filter(shelf=first, kind=kind)
        same = ShelfEntry.objects.filter(kind=kind, object_id=OuterRef("object_id"))
        for shelf in others:
            entries = entries.filter(Exists(same.filter(shelf=shelf)))
        for shelf in self.without:
            entries = entries.exclude(Exists(same.filter(shelf=shelf)))
        return entries

    def keys(self, kind: str, oldest: bool = False):
        """The primary keys, newest first or ``oldest`` first, to be cut: ``keys(kind)[20:40]``.

        Sections of an episode stand in its order either way.
        """
        entries = self.entries(kind)
        if oldest:
            entries = entries.order_by("published_at", "episode_key", "position", "object_id")
        return entries.values_list("object_id", flat=True)

    def _rarest_first(self, kind):
        if len(self.shelves) <= 1:
            return self.shelves or (EVERYTHING,)
        tallies = dict(ShelfTally.objects.filter(shelf__in=self.shelves, kind=kind).values_list("shelf", "count"))
        return sorted(dict.fromkeys(self.shelves), key=lambda shelf: tallies.get(shelf, 0))

    def ends(self, kind: str) -> tuple:
        """When the first and the latest thing of a kind came out; None twice where there is none."""
        times = self.entries(kind).values_list("published_at", flat=True)
        return times.last(), times.first()

    def around(self, entry: ShelfEntry) -> tuple[int | None, int | None]:
        """The primary keys of what stands just before and just after ``entry``, of one of these shelves."""
        at, key, position, pk = entry.published_at, entry.episode_key, entry.position, entry.object_id
        same, same_position = Q(published_at=at), Q(episode_key=key, position=position)
        newer = Q(published_at__gt=at) | same & (
            Q(episode_key__gt=key) | Q(episode_key=key, position__lt=position) | same_position & Q(object_id__lt=pk)
        )
        older = Q(published_at__lt=at) | same & (
            Q(episode_key__lt=key) | Q(episode_key=key, position__gt=position) | same_position & Q(object_id__gt=pk)
        )
        # The bound that both alternatives have in common is what an index can begin at.
        entries = self.entries(entry.kind)
        before = entries.filter(newer, published_at__gte=at).reverse()
        after = entries.filter(older, published_at__lte=at)
        return tuple(some.values_list("object_id", flat=True).first() for some in (before, after))

    def beside(self, kind: str, letter: str, most: int) -> list[tuple[str, int]]:
        """``[(shelf, count)]`` of the shelves beginning with ``letter`` that most of these things stand on, too.

        Of one shelf all things are counted, of several the newest ``LOOKED_THROUGH``.
        """
        if letter in FEW and len(self.shelves) <= 1 and not self.without:
            counts = self.all_beside(kind, letter)
            return sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:most]
        if len(self.shelves) == 1 and not self.without:
            pairs = ShelfPair.objects.filter(shelf=self.shelves[0], kind=kind, other__startswith=letter)
            return list(pairs.order_by("-count", "other").values_list("other", "count")[:most])
        if not self.shelves and not self.without:
            tallies = ShelfTally.objects.filter(kind=kind, shelf__startswith=letter)
            return list(tallies.order_by("-count", "shelf").values_list("shelf", "count")[:most])
        return self.ranked(carried(kind, self.keys(kind)[:LOOKED_THROUGH]), letter, most)

    def ranked(self, counts: Mapping[str, int], letter: str, most: int) -> list[tuple[str, int]]:
        """``[(shelf, count)]`` of the other shelves beginning with ``letter``, those with the most first."""
        found = [item for item in counts.items() if item[0].startswith(letter) and item[0] not in self.shelves]
        return sorted(found, key=lambda item: (-item[1], item[0]))[:most]

    def all_beside(self, kind: str, letter: str) -> dict[str, int]:
        """``{shelf: count}`` of all shelves beginning with ``letter`` beside at most one, where few do.

        Years, months, seasons, hosts: they are read one after another, and in no order.
        """
        names = ("other__gte", "other__lt") if self.shelves else ("shelf__gte", "shelf__lt")
        within = dict(zip(names, (letter, chr(ord(letter) + 1)), strict=True))
        if not self.shelves:
            return dict(ShelfTally.objects.filter(kind=kind, **within).values_list("shelf", "count"))
        [shelf] = self.shelves
        return dict(ShelfPair.objects.filter(shelf=shelf, kind=kind, **within).values_list("other", "count"))


def carried(kind: str, keys) -> Counter:
    """``{shelf: count}`` of all shelves that the things with these primary keys stand on."""
    rows = ShelfEntry.objects.filter(kind=kind, object_id__in=list(keys)).order_by()
    return Counter(dict(rows.values("shelf").annotate(n=Count("pk")).values_list("shelf", "n")))


class Shelved:
    """The things of a kind on shelves, as the list that a paginator cuts: one page of it is read, none is counted.

    ``objects`` is a queryset of public ones; ``oldest_first`` turns the order round.
    """

    def __init__(self, shelves: Shelves, kind: str, objects, oldest_first: bool = False):
        self.shelves, self.kind, self.objects, self.oldest_first = shelves, kind, objects, oldest_first
        self._length = None

    def __len__(self):
        if self._length is None:
            self._length = self.shelves.count(self.kind)
        return self._length

    def __getitem__(self, part: slice) -> list:
        return in_order(self.objects, self.keys(part.start or 0, part.stop))

    def keys(self, start: int, stop: int) -> list[int]:
        """The primary keys of a part. It is reached from the end that is nearer."""
        length = len(self)
        stop = min(stop, length)
        entries = self.shelves.entries(self.kind)
        if self.oldest_first:
            start, stop = length - stop, length - start
        if start <= length // 2:
            keys = list(entries.values_list("object_id", flat=True)[start:stop])
        else:
            backwards = entries.reverse().values_list("object_id", flat=True)
            keys = list(backwards[length - stop : length - start])[::-1]
        return keys[::-1] if self.oldest_first else keys


def named(objects, counts) -> list[tuple]:
    """``[(thing, count)]`` of ``[(shelf, count)]``: what a shelf is of, from ``objects``, a queryset of public ones."""
    counts = [(number_of(shelf), count) for shelf, count in counts]
    found = {thing.pk: thing for thing in objects.filter(pk__in=[pk for pk, _count in counts]).order_by()}
    return [(found[pk], count) for pk, count in counts if pk in found]


def in_order(objects, keys):
    """``objects``, a queryset, in the order of ``keys``; those that are public no more are missing."""
    keys = list(keys)
    found = {thing.pk: thing for thing in objects.filter(pk__in=keys).order_by()} if keys else {}
    return [found[pk] for pk in keys if pk in found]
