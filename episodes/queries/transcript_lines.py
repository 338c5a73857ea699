"""The transcript as an editor works with it: lines by speaker, with the clips that lie in each."""

from bisect import bisect_left
from dataclasses import dataclass

from episodes.models import Cue
from episodes.text.timecodes import format_timecode


@dataclass(frozen=True, slots=True)
class Line:
    """``clips`` are the numbers of the clips that lie in it, rising. Both times are None in a transcript without."""

    pk: int
    start_ms: int
    end_ms: int
    text: str
    clips: tuple = ()

    @property
    def start(self):
        return "" if self.start_ms is None else format_timecode(self.start_ms)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says at a stretch; ``person`` is a name that a person of the site has, or empty."""

    speaker: str
    person: str
    lines: list


def transcript_turns(episode_id, clips):
    """The ``Turn`` list of an episode, in one query. ``clips`` are ``(number, start_ms, end_ms)`` of placed clips."""
    rows = Cue.objects.filter(episode=episode_id).order_by("start_ms", "pk")
    rows = list(rows.values_list("pk", "start_ms", "end_ms", "speaker__name", "speaker_name", "text"))
    is_timed = bool(rows) and rows[0][1] is not None
    marks = _marks([row[1] for row in rows], rows, sorted(clips)) if is_timed else {}
    turns = []
    for index, (pk, start_ms, end_ms, person, name, text) in enumerate(rows):
        speaker = person or name
        if not turns or turns[-1].speaker != speaker:
            turns.append(Turn(speaker, person or "", []))
        turns[-1].lines.append(Line(pk, start_ms, end_ms, text, tuple(marks.get(index, ()))))
    return turns


def _marks(starts, rows, clips):
    """``{index of a line: [numbers]}``. A line that only touches a clip is none of its."""
    marks = {}
    for number, start_ms, end_ms in clips:
        index = max(0, bisect_left(starts, start_ms) - 1)
        while index < len(rows) and starts[index] < end_ms:
            inside = min(rows[index][2], end_ms) - max(starts[index], start_ms)
            if inside * 2 > min(rows[index][2] - starts[index], end_ms - start_ms):
                marks.setdefault(index, []).append(number)
            index += 1
    return marks
