"""What stands on shelves, for a page that asks several things of it: of several shelves it is walked once a kind."""

from collections import Counter, defaultdict
from functools import cached_property
from itertools import chain, groupby

from episodes.models import PERSON, Quote, ShelfKind
from episodes.queries.shelves import LOOKED_THROUGH, Shelves, carried

H, E, Q = ShelfKind.HIGHLIGHT, ShelfKind.EPISODE, ShelfKind.QUOTE


class Standing:
    """Counts and keys of what stands on ``shelves``; ``is_one`` where that is one shelf, of which all is stored."""

    def __init__(self, shelves: Shelves):
        self.shelves = shelves
        self.is_one = len(shelves.shelves) == 1 and not shelves.without
        self._walked, self._looked_at = {}, {}

    @cached_property
    def counts(self) -> dict[str, int]:
        """``{kind: count}``"""
        if self.shelves.is_counted:
            return self.shelves.counts(H, E, Q)
        counts = {kind: len(self._walk(kind)) for kind in (H, E)}
        return counts | {Q: len(self._quotes) if self._has_few_quotes(counts) else self.shelves.count(Q)}

    def keys(self, kind: str, oldest: bool = False):
        """The primary keys, newest or ``oldest`` first, to be cut."""
        if kind == Q and not oldest and not self.is_one and self._has_few_quotes(self.counts):
            return self._quotes
        # What is few is walked once; of many, each question is answered by the part that it wants.
        if self.is_one or kind == Q or self.counts[kind] > LOOKED_THROUGH:
            return self.shelves.keys(kind, oldest)
        walked = self._walk(kind)
        if oldest:
            # Of an episode the first section stays the first.
            episodes = [list(group) for _episode, group in groupby(walked, key=lambda row: row[0])]
            walked = list(chain.from_iterable(reversed(episodes)))
        return [key for _episode, key in walked]

    def looked_at(self, kind: str) -> Counter:
        """``{shelf: count}`` of what the newest things of a kind carry, too."""
        if kind not in self._looked_at:
            self._looked_at[kind] = carried(kind, self.keys(kind)[:LOOKED_THROUGH])
        return self._looked_at[kind]

    @property
    def looked_through(self) -> int:
        """How many of them were looked through to say what they carry; 0 where that was all."""
        return 0 if self.is_one or max(self.counts[H], self.counts[E]) <= LOOKED_THROUGH else LOOKED_THROUGH

    def _walk(self, kind):
        if kind not in self._walked:
            self._walked[kind] = list(self.shelves.entries(kind).values_list("episode_key", "object_id"))
        return self._walked[kind]

    def _has_few_quotes(self, counts):
        """Whether the quotes are those of a few highlights: but for a person, they carry what their highlight does."""
        return counts[H] <= LOOKED_THROUGH and not any(shelf.startswith(PERSON) for shelf in self.shelves.shelves)

    @cached_property
    def _quotes(self):
        highlights = [key for _episode, key in self._walk(H)]
        quotes = defaultdict(list)
        rows = Quote.objects.filter(highlight__in=highlights).order_by("pk")
        for highlight, quote in rows.values_list("highlight", "pk"):
            quotes[highlight].append(quote)
        return [quote for highlight in highlights for quote in quotes[highlight]]
