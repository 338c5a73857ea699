"""Lists that go on behind the last thing seen, so that the hundredth page costs what the first does."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from episodes.models import ShelfEntry
from episodes.text.cursors import NO_CURSOR, CursorError, read_cursor, write_cursor

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Slice:
    """``items`` of a list, and the cursor behind the last of them; empty at the end."""

    items: list
    next: str = ""


@dataclass(frozen=True)
class Order:
    """An order of rows: ``kinds`` are those of the values in a cursor, ``values_of(row)`` gives them.

    ``behind(*values)`` is the condition that a row comes after them.
    """

    name: str
    kinds: tuple[type, ...]
    values_of: Callable
    behind: Callable


def cut(rows, order: Order, cursor: str, limit: int) -> Slice:
    """``limit`` of ``rows``, a queryset in ``order``, from behind ``cursor`` on. Raises ``CursorError``."""
    if cursor:
        rows = rows.filter(order.behind(*read_cursor(cursor, order.name, *order.kinds)))
    found = list(rows[: limit + 1])
    more = len(found) > limit
    return Slice(found[:limit], write_cursor(order.name, *order.values_of(found[limit - 1])) if more else "")


def _behind_entry(published, episode, position, pk):
    try:
        at = EPOCH + published * MICROSECOND
    except OverflowError:
        raise CursorError(NO_CURSOR, {"cursor": str(published)}) from None
    later = Q(episode_key__lt=episode) | Q(episode_key=episode) & (
        Q(position__gt=position) | Q(position=position, object_id__gt=pk)
    )
    # The first condition says nothing new, but the index can begin there.
    return Q(published_at__lte=at) & (Q(published_at__lt=at) | Q(published_at=at) & later)


def _values_of_entry(entry: ShelfEntry):
    published = (entry.published_at - EPOCH) // MICROSECOND
    return published, entry.episode_key, entry.position, entry.object_id


#: ``ShelfEntry`` rows: the latest episode first, inside of it in the order of the page.
NEWEST = Order("newest", (int, int, int, int), _values_of_entry, _behind_entry)
#: By primary key: what was made first, first.
MADE = Order("made", (int,), lambda row: (row.pk,), lambda pk: Q(pk__gt=pk))
#: By primary key, what was made last, first.
LATEST_MADE = Order("latest", (int,), lambda row: (row.pk,), lambda pk: Q(pk__lt=pk))
#: Tags by the name without its case.
BY_KEY = Order("key", (str,), lambda row: (row.key,), lambda key: Q(key__gt=key))


def _behind_line(start_ms, pk):
    if start_ms < 0:  # A transcript without times.
        return Q(pk__gt=pk)
    return Q(start_ms__gte=start_ms) & (Q(start_ms__gt=start_ms) | Q(pk__gt=pk))


#: Lines of a transcript, which all have times or none has.
LINES = Order("lines", (int, int), lambda row: (-1 if row.start_ms is None else row.start_ms, row.pk), _behind_line)
