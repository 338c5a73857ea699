"""What stands on shelves, newest first, and how much of it: from one index, however large the archive is."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from episodes.models import EVERYTHING, PAIRED, ShelfEntry, ShelfPair, ShelfTally

#: How many of the newest things are looked through for what else they carry, where nothing has counted it before.
LOOKED_THROUGH = 1000


@dataclass(frozen=True)
class Shelves:
    """What stands on all of ``shelves`` and on none of ``without``; everything public where both are empty."""

    shelves: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def count(self, kind: str) -> int:
        """How many things of a kind; stored for one shelf and for most pairs of two, counted for others."""
        return self.counts(kind)[kind]

    def counts(self, *kinds: str) -> dict[str, int]:
        """``{kind: count}``; one query or two where the counts are stored, one a kind where they are not."""
        none = dict.fromkeys(kinds, 0)
        if {*self.shelves} & {*self.without}:
            return none
        first, *others = dict.fromkeys([*(self.shelves or [EVERYTHING]), *self.without])
        if len(others) > 1 or (others and first[0] + others[0][0] not in PAIRED):
            return {kind: self.entries(kind).count() for kind in kinds}
        here = ShelfTally.objects.filter(shelf=first, kind__in=kinds)
        if not others:
            return none | dict(here.values_list("kind", "count"))
        both = ShelfPair.objects.filter(shelf=first, other=others[0], kind__in=kinds)
        both = none | dict(both.values_list("kind", "count"))
        if not self.without:
            return both
        return {kind: count - both[kind] for kind, count in (none | dict(here.values_list("kind", "count"))).items()}

    def entries(self, kind: str):
        """``ShelfEntry`` rows of a kind, newest first: the rarest shelf is walked, the others are looked up."""
        first = self._first(kind)
        entries = ShelfEntry.objects.filter(shelf=first, kind=kind)
        same = ShelfEntry.objects.filter(kind=kind, object_id=OuterRef("object_id"))
        for shelf in self.shelves:
            if shelf != first:
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

    def _first(self, kind):
        if len(self.shelves) <= 1:
            return (*self.shelves, EVERYTHING)[0]
        tallies = dict(ShelfTally.objects.filter(shelf__in=self.shelves, kind=kind).values_list("shelf", "count"))
        return min(self.shelves, key=lambda shelf: tallies.get(shelf, 0))

    def beside(self, kind: str, letter: str, most: int) -> list[tuple[str, int]]:
        """``[(shelf, count)]`` of the shelves beginning with ``letter`` that most of these things stand on, too.

        Of one shelf all things are counted, of several the newest ``LOOKED_THROUGH``.
        """
        if len(self.shelves) == 1 and not self.without:
            pairs = ShelfPair.objects.filter(shelf=self.shelves[0], kind=kind, other__startswith=letter)
            return list(pairs.order_by("-count", "other").values_list("other", "count")[:most])
        if not self.shelves and not self.without:
            tallies = ShelfTally.objects.filter(kind=kind, shelf__startswith=letter)
            return list(tallies.order_by("-count", "shelf").values_list("shelf", "count")[:most])
        counted = [(shelf, count) for shelf, count in self.carried(kind).items() if shelf.startswith(letter)]
        return sorted(counted, key=lambda found: (-found[1], found[0]))[:most]

    def carried(self, kind: str) -> Counter:
        """``{shelf: count}`` of all other shelves that the newest ``LOOKED_THROUGH`` of these things stand on."""
        some = list(self.keys(kind)[:LOOKED_THROUGH])
        rows = ShelfEntry.objects.filter(kind=kind, object_id__in=some).order_by()
        counted = Counter(dict(rows.values("shelf").annotate(n=Count("pk")).values_list("shelf", "n")))
        for shelf in (*self.shelves, EVERYTHING):
            counted.pop(shelf, None)
        return counted


def in_order(objects, keys):
    """``objects``, a queryset, in the order of ``keys``; those that are public no more are missing."""
    keys = list(keys)
    found = {thing.pk: thing for thing in objects.filter(pk__in=keys).order_by()} if keys else {}
    return [found[pk] for pk in keys if pk in found]
