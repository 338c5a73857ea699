"""Passages: the pieces in which a transcript is searched, each some successive lines of one episode."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q

from episodes.models import Cue

#: A passage ends where it has so many words, or takes so long and has some; its last line begins the next, so that
#: what is said across the edge is found.
MOST_WORDS, SOME_WORDS = 120, 60
USUAL_MS, MOST_MS = 60_000, 240_000
#: A longer line is not said twice.
LONGEST_OVERLAP = 60
#: Lines without times are at most so many to a passage: each has a word at least, but for those that have none.
MOST_LINES = 200


def cut(lines: Sequence[tuple[int | None, int]]) -> list[tuple[int, int]]:
    """``[(first, end)]``, places in ``lines``: the passages of a transcript of ``(start_ms, number of words)``."""
    found, first = [], 0
    while first < len(lines):
        end = _end(lines, first)
        found.append((first, end))
        if end == len(lines):
            break
        overlaps = end - 1 > first and lines[end - 1][1] <= LONGEST_OVERLAP
        first = end - 1 if overlaps else end
    return found


def _end(lines, first):
    start_ms, words = lines[first]
    at = first + 1
    while at < len(lines) and at - first < MOST_LINES:
        # A passage has two lines at least, or it might hold nothing but the last line of the one before it.
        is_enough = _is_enough(words, 0 if start_ms is None else (lines[at][0] or 0) - start_ms)
        if words >= MOST_WORDS or (is_enough and at - first > 1):
            break
        words += lines[at][1]
        at += 1
    return at


def _is_enough(words, ms):
    return words >= MOST_WORDS or ms >= MOST_MS or (ms >= USUAL_MS and words >= SOME_WORDS)


def number_of_words(text: str) -> int:
    """How long a line is, roughly, in any script; told quickly."""
    return max(text.count(" ") + 1, len(text) // 12)


def passage_lines(keys) -> dict[int, list[Cue]]:
    """``{first line: [Cue]}`` of the passages that begin with the lines ``keys``, in two queries."""
    first = {cue.pk: cue for cue in Cue.objects.filter(pk__in=list(keys)).order_by()}
    near = Q(pk__in=[])
    for cue in first.values():
        if cue.start_ms is None:
            near |= Q(episode=cue.episode_id, pk__gte=cue.pk, pk__lt=cue.pk + MOST_LINES)
        else:
            near |= Q(episode=cue.episode_id, start_ms__gte=cue.start_ms, start_ms__lte=cue.start_ms + MOST_MS)
    # Of the lines that may belong to a passage most do not: only those that do are made into objects.
    rows = Cue.objects.filter(near).order_by("episode", "start_ms", "pk").values_list(*_Line._fields) if first else ()
    lines = {}
    for line in map(_Line._make, rows):
        lines.setdefault(line.episode_id, []).append(line)
    passages = {pk: _from(pk, lines.get(cue.episode_id, [])) for pk, cue in first.items()}
    return {pk: [Cue(**line._asdict()) for line in found] or [first[pk]] for pk, found in passages.items()}


class _Line(NamedTuple):
    """The columns of a ``Cue``."""

    id: int
    episode_id: int
    start_ms: int | None
    end_ms: int | None
    speaker_id: int | None
    speaker_name: str
    text: str


def _from(first, lines):
    """The lines of the passage that begins with the line ``first``."""
    at = next((place for place, line in enumerate(lines) if line.id == first), len(lines))
    lines = lines[at : at + MOST_LINES]
    return lines[: _end([(line.start_ms, number_of_words(line.text)) for line in lines], 0)] if lines else []
