"""What stands on shelves, newest first, and how much of it: from one index, however large the archive is."""

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
        """How many things of a kind: stored for one shelf, and for one with or without another; else counted."""
        if len(self.shelves) <= 1 and not self.without:
            return self._tally(kind)
        if len(self.shelves) + len(self.without) == 2 and self.shelves and self._is_paired():
            pair = ShelfPair.objects.filter(shelf=self.shelves[0], kind=kind, other=(*self.shelves, *self.without)[1])
            both = pair.values_list("count", flat=True).first() or 0
            return self._tally(kind) - both if self.without else both
        return self.entries(kind).count()

    def _tally(self, kind):
        tally = ShelfTally.objects.filter(shelf=(*self.shelves, EVERYTHING)[0], kind=kind)
        return tally.values_list("count", flat=True).first() or 0

    def _is_paired(self):
        one, other = (*self.shelves, *self.without)
        return one != other and one[0] + other[0] in PAIRED

    def counts(self, *kinds: str) -> dict[str, int]:
        """``{kind: count}``; one query for one shelf, one a kind for several."""
        if not self.without and len(self.shelves) <= 1:
            rows = ShelfTally.objects.filter(shelf=(*self.shelves, EVERYTHING)[0], kind__in=kinds)
            return dict.fromkeys(kinds, 0) | dict(rows.values_list("kind", "count"))
        return {kind: self.count(kind) for kind in kinds}

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

    def keys(self, kind: str):
        """The primary keys, newest first, to be cut: ``keys(kind)[20:40]``."""
        return self.entries(kind).values_list("object_id", flat=True)

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
        some = list(self.keys(kind)[:LOOKED_THROUGH])
        rows = ShelfEntry.objects.filter(kind=kind, object_id__in=some, shelf__startswith=letter)
        rows = rows.exclude(shelf__in=[*self.shelves, EVERYTHING]).order_by()
        counted = rows.values("shelf").annotate(n=Count("pk")).order_by("-n", "shelf")
        return list(counted.values_list("shelf", "n")[:most])


def in_order(objects, keys):
    """``objects``, a queryset, in the order of ``keys``; those that are public no more are missing."""
    keys = list(keys)
    found = {thing.pk: thing for thing in objects.filter(pk__in=keys).order_by()} if keys else {}
    return [found[pk] for pk in keys if pk in found]
