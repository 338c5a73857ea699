"""The tags that most things on a shelf carry, and how many: from kept counts."""

from collections import Counter

from episodes.models import TAG, ShelfPair, Tag
from episodes.queries.shelves import Shelves, named
from episodes.queries.tags import CARRIERS

#: Of how many tags that most highlights, and most episodes, carry both are added up.
CANDIDATES = 60


def often_on(shelf: str, most: int) -> list[tuple[Tag, int]]:
    """``[(tag, number)]`` of the ``most`` tags that most highlights and episodes on a shelf carry, most first."""
    on = Shelves((shelf,))
    likely = {name for kind in CARRIERS for name, _count in on.beside(kind, TAG, CANDIDATES)}
    counts = Counter()
    rows = ShelfPair.objects.filter(shelf=shelf, other__in=likely, kind__in=CARRIERS)
    for name, count in rows.values_list("other", "count"):
        counts[name] += count
    top = sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:most]
    return named(Tag.objects.published(), top)
