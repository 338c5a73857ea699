"""The tags that most things on a shelf carry, and how many: from kept counts."""

from collections import Counter

from episodes.models import TAG, ShelfKind, ShelfPair, ShelfTally, Tag
from episodes.queries.shelves import Shelves, named
from episodes.queries.tags import TagCount

COUNTED = (ShelfKind.HIGHLIGHT, ShelfKind.EPISODE)


def most_used_tags(most: int, shelf: str | None = None) -> list[TagCount]:
    """The ``most`` tags by how many public highlights and episodes, or those on ``shelf``, carry; the first has most.

    A tag that is among the first of neither kind does not come among the first of both together.
    """
    beside = Shelves((shelf,) if shelf else ())
    likely = {name for kind in COUNTED for name, _count in beside.beside(kind, TAG, most)}
    counts = Counter()
    if shelf:
        rows = ShelfPair.objects.filter(shelf=shelf, other__in=likely, kind__in=COUNTED).values_list("other", "count")
    else:
        rows = ShelfTally.objects.filter(shelf__in=likely, kind__in=COUNTED).values_list("shelf", "count")
    for name, count in rows:
        counts[name] += count
    top = sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:most]
    tags = named(Tag.objects.published(), top)
    return [TagCount(tag.name, tag.slug, tag.initial, tag.key, count) for tag, count in tags]
