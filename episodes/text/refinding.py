"""Finds the words of a moment again in another transcript of the same audio, or of audio that was cut anew."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from episodes.text.alignment import Lines, close_places, exact_places, outward
from episodes.text.compare import LONGEST, in_common, words_of

HERE, MOVED, LOST = "here", "moved", "lost"

#: Two transcripts of the same audio tell its times so differently.
NEAR_MS = 2000
#: Nearly exact: a transcript made anew writes some words otherwise.
CLOSE = 0.85
#: So many words at either end of a long moment are looked for there, and so many of them found.
EDGE, AT_EDGE = 12, 0.6
#: Two spans that share so much of what they cover together are one: where a line ends its last word is a guess.
OVER = 0.9
#: Fewer words than this stand in many places, so that another place of them says nothing.
FEWEST = 4


@dataclass(frozen=True)
class Found:
    """``state`` is HERE, MOVED or LOST; the times, whole seconds around the words, are there where it is MOVED."""

    state: str
    start_ms: int | None = None
    end_ms: int | None = None


class Finder:
    """Looks moments up in one transcript with times."""

    def __init__(self, cues: Iterable[tuple[int, int, str]]):
        """``cues`` are ``(start_ms, end_ms, text)``, in the order of time."""
        self.lines = Lines(cues)
        self.starts = [cue[0] for cue in self.lines.cues]

    def find(self, words: str, start_ms: int, end_ms: int) -> Found:
        """Where the words of the moment between these times are now.

        They are moved only to a place that is the only one, exact before nearly exact.
        """
        wanted = words_of(words)[:LONGEST]
        if not wanted:
            return Found(LOST)
        is_there, is_sure = self._stand_there(wanted, start_ms, end_ms)
        if is_sure:
            return Found(HERE)
        for find in (exact_places, _close):
            if places := find(wanted, self.lines):
                if len(places) > 1 or len(wanted) < FEWEST:
                    break
                first_ms, last_ms = self.lines.times(places[0])
                shared = min(last_ms, end_ms) - max(first_ms, start_ms)
                if shared >= OVER * (max(last_ms, end_ms) - min(first_ms, start_ms)):
                    return Found(HERE)
                return Found(MOVED, *outward(first_ms, last_ms))
        return Found(HERE if is_there else LOST)

    def _stand_there(self, wanted, start_ms, end_ms):
        """``(whether most of the words are between these times still, whether that is sure)``.

        Most words of a long moment are, also where it has moved by a part of its length: its ends make it sure.
        """
        # Two transcripts may cut the same words into lines otherwise, and lines may lie over each other.
        near = self._near(start_ms, end_ms)

        def in_part(words, first_ms, last_ms, share):
            return in_common(words, words_of(near.between(first_ms, last_ms))) >= share * len(words)

        if not in_part(wanted, start_ms - NEAR_MS, end_ms + NEAR_MS, CLOSE):
            return False, False
        if len(wanted) <= 2 * EDGE or len(wanted) == LONGEST:
            return True, True
        reach = 2 * NEAR_MS + 2 * EDGE * (end_ms - start_ms) // len(wanted)
        begins = in_part(wanted[:EDGE], start_ms - NEAR_MS, start_ms + reach, AT_EDGE)
        return True, begins and in_part(wanted[-EDGE:], end_ms - reach, end_ms + NEAR_MS, AT_EDGE)

    def _near(self, start_ms, end_ms):
        """The lines around a moment, with some more, for what reaches into them."""
        first = max(0, bisect_left(self.starts, start_ms - 5 * NEAR_MS) - 1)
        return Lines(self.lines.cues[first : bisect_left(self.starts, end_ms + 5 * NEAR_MS)])


def _close(wanted, lines):
    return close_places(wanted, lines, CLOSE)
