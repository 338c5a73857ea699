"""A quote beside the transcript, as editors see it: what is left out or different, and where it is heard."""

from dataclasses import dataclass

from episodes.models import Comparison
from episodes.text.alignment import Alignment
from episodes.text.timecodes import format_timecode

#: A clip holds its quote when it is this much too short on a side.
ROUNDED_MS = 1000


@dataclass(frozen=True)
class Beside:
    """``runs`` are empty where nothing differs; ``times`` where the clip is there already, or nobody knows."""

    runs: tuple
    times: str
    has_other_words: bool

    @property
    def is_telling(self):
        return bool(self.runs or self.times)


def beside(document: dict, key: str, transcript) -> Alignment:
    """The quote of a document beside the ``Transcript``."""
    quote = document["quote"][key]
    clip = document["clip"].get(str(quote["clip_id"]))
    return transcript.beside(quote["text"], *(times_of(clip) or ()))


def times_of(clip):
    """``(start_ms, end_ms)`` of a row of a document, None where it has none or they can't be read yet."""
    times = clip and (clip["start_ms"], clip["end_ms"])
    return times if times and all(isinstance(ms, int) for ms in times) else None


def told(found: Alignment, times: tuple[int, int] | None) -> Beside:
    """What is told of a quote whose clip is at ``times``, if it is placed."""
    is_there = found.start_ms is None or (times and _holds(times, found))
    return Beside(
        runs=() if found.result == Comparison.EXACT else found.runs,
        times="" if is_there else f"{format_timecode(found.start_ms)}–{format_timecode(found.end_ms)}",
        has_other_words=found.result in (Comparison.TRIMMED, Comparison.DIFFERS),
    )


def _holds(times, found):
    return times[0] - ROUNDED_MS <= found.start_ms and found.end_ms <= times[1] + ROUNDED_MS
