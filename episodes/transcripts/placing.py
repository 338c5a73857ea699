"""Times for what stands between known times: by how much is said until then."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from episodes.transcripts.cues import LONGEST_MS, Cue

#: Letters a second of quick talk, where a transcript has too few times to say.
USUAL_PACE = 15
SLOWEST, FASTEST = 4, 40


@dataclass(slots=True)
class Said:
    """Words as a transcript without ends has them: a time where it gives one. Without words it is only a time."""

    start_ms: int | None
    speaker: str
    text: str


def placed(said: Iterable[Said]) -> tuple[list[Cue], int]:
    """``(cues, how many have an estimated start)``. Where no time is given at all, the cues have none.

    What stands between two times is spread over the time between them by its length; before the first and after the
    last, and where times run backwards, at the pace of the whole. A cue ends where the next one begins.
    """
    said = list(said)
    stamped = [index for index, each in enumerate(said) if each.start_ms is not None]
    if not stamped:
        return [Cue(None, None, each.text, each.speaker) for each in said if each.text], 0
    pace = _pace(said, stamped)
    starts = _starts(said, stamped, pace)
    cues = [
        Cue(start, _end(said, starts, index, pace), each.text, each.speaker)
        for index, (each, start) in enumerate(zip(said, starts, strict=True))
        if each.text
    ]
    return cues, sum(_is_estimated(said, index) for index, each in enumerate(said) if each.text)


def _is_estimated(said, index):
    """Whether words have no time of their own, nor stand right below one."""
    above = said[index - 1] if index else None
    return said[index].start_ms is None and not (above and above.start_ms is not None and not above.text)


def _pace(said, stamped):
    """Letters a millisecond, over all stretches between two times that rise."""
    letters = ms = 0
    for one, other in pairwise(stamped):
        if (length := said[other].start_ms - said[one].start_ms) > 0:
            letters += sum(len(each.text) for each in said[one:other])
            ms += length
    pace = letters / ms if letters else USUAL_PACE / 1000
    return min(max(pace, SLOWEST / 1000), FASTEST / 1000)


def _starts(said, stamped, pace):
    starts = [0] * len(said)
    first = stamped[0]
    lead = sum(len(each.text) for each in said[:first])
    start_ms = max(0, said[first].start_ms - round(lead / pace))
    _spread(said, starts, 0, first, start_ms, said[first].start_ms)
    for one, other in zip(stamped, [*stamped[1:], None], strict=True):
        start_ms, last = said[one].start_ms, len(said) if other is None else other
        until = None if other is None or said[other].start_ms < start_ms else said[other].start_ms
        if until is None:
            until = start_ms + round(sum(len(each.text) for each in said[one:last]) / pace)
        _spread(said, starts, one, last, start_ms, until)
    return starts


def _spread(said, starts, first, last, start_ms, until_ms):
    """Writes the ``starts`` of ``said[first:last]``, the first at ``start_ms``."""
    whole, before = sum(len(each.text) for each in said[first:last]) or 1, 0
    for index in range(first, last):
        starts[index] = min(LONGEST_MS, start_ms + (until_ms - start_ms) * before // whole)
        before += len(said[index].text)


def _end(said, starts, index, pace):
    start_ms = starts[index]
    if index + 1 < len(starts) and starts[index + 1] >= start_ms:
        return starts[index + 1]
    return min(LONGEST_MS, start_ms + round(len(said[index].text) / pace))
