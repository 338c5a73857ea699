"""The transcript page: turns of speakers, line by line, with the clips and quotes that lie in them."""

import hashlib
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from episodes.models import Clip, Comparison, Cue, Episode, Person, Quote
from episodes.queries.audio import audio_versions, versions_of
from episodes.text.alignment import Lines, find
from episodes.text.timecodes import format_timecode
from episodes.transcripts.formats import FORMATS

#: A browser draws a turn as a whole, so a longer one is cut; the parts after the first have no name above them.
LONGEST_TURN = 40
#: A quote stands in the lines that its clip touches when it is this much longer on both sides.
NEAR_MS = 15_000
FOUND = (Comparison.EXACT, Comparison.TRIMMED)
NAMES = {"vtt": "WebVTT", "srt": "SubRip", "json": "JSON", "text": gettext_lazy("Text")}


@dataclass(frozen=True, slots=True)
class Mark:
    """What refers to a line: ``kind`` is ``"clip"`` or ``"quote"``, ``words`` its title or text."""

    kind: str
    url: str
    number: int
    words: str


@dataclass(slots=True)
class Line:
    """``anchor`` is empty where a line before it begins in the same second. ``said`` are ``(start, end)`` of quotes."""

    anchor: str
    start_ms: int | None
    time: str
    text: str
    in_clip: bool = False
    marks: tuple[Mark, ...] = ()
    said: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """``url`` is the page of the person, or empty; a turn that goes on has no ``speaker``."""

    speaker: str
    url: str
    lines: list[Line]


@dataclass(frozen=True)
class TranscriptPage:
    episode: Episode
    turns: list[Turn]
    audio_versions: list

    @property
    def is_timed(self):
        return bool(self.turns) and self.turns[0].lines[0].start_ms is not None

    @property
    def files(self):
        """``[(name of a format, address)]`` of the same as a file."""
        formats = [format for format in FORMATS.values() if self.is_timed or not format.needs_times]
        return [(NAMES[format.name], self.episode.get_transcript_file_url(format.ending)) for format in formats]


def transcript_page(show_slug, slug):
    """The ``TranscriptPage`` at an address. Raises ``Episode.DoesNotExist``; has no turns without a transcript."""
    episodes = Episode.objects.published().select_related("show").annotate(versions=versions_of())
    episode = episodes.get(show__slug=show_slug, slug=slug)
    rows = Cue.objects.filter(episode=episode).order_by("start_ms", "pk")
    rows = list(rows.values_list("start_ms", "end_ms", "speaker_id", "speaker_name", "text"))
    lines = _lines(rows)
    if rows and rows[0][0] is not None:
        _mark_clips(lines, rows, episode)
        _mark_quotes(lines, rows, episode)
    return TranscriptPage(episode, _turns(lines, rows), audio_versions(episode.versions))


def _lines(rows):
    lines, last = [], None
    for index, (start_ms, _end, _person, _name, text) in enumerate(rows):
        time = "" if start_ms is None else format_timecode(start_ms)
        anchor = "" if time and time == last else _anchor(index, time)
        lines.append(Line(anchor, start_ms, time, text))
        last = time
    return lines


def _anchor(index, time):
    return f"t={time}" if time else f"line-{index + 1}"


def _turns(lines, rows):
    people = Person.objects.in_bulk({row[2] for row in rows if row[2]})
    turns, last = [], None
    for line, (_start, _end, person_id, name, _text) in zip(lines, rows, strict=True):
        speaker = person_id or name
        if not turns or speaker != last:
            person = people.get(person_id)
            turns.append(Turn(person.name if person else name, person.get_absolute_url() if person else "", []))
        elif len(turns[-1].lines) >= LONGEST_TURN:
            turns.append(Turn("", "", []))
        turns[-1].lines.append(line)
        last = speaker
    return turns


def _mark_clips(lines, rows, episode):
    clips = Clip.objects.published().filter(episode=episode, start_ms__isnull=False).order_by("number")
    starts = [row[0] for row in rows]
    for pk, number, title, start_ms, end_ms in clips.values_list("pk", "number", "title", "start_ms", "end_ms"):
        inside = _inside(starts, rows, start_ms, end_ms)
        for index in inside:
            lines[index].in_clip = True
        first = inside[0] if inside else max(0, bisect_right(starts, start_ms) - 1)
        lines[first].marks += (Mark("clip", Clip(pk=pk).get_absolute_url(), number, title),)


def _inside(starts, rows, start_ms, end_ms):
    """The indices of the lines of which most lies in a clip, or which hold most of it."""
    found = []
    for index in range(max(0, bisect_left(starts, start_ms) - 1), len(rows)):
        if starts[index] >= end_ms:
            break
        shared = min(rows[index][1], end_ms) - max(starts[index], start_ms)
        if shared * 2 > min(rows[index][1] - starts[index], end_ms - start_ms):
            found.append(index)
    return found


def _mark_quotes(lines, rows, episode):
    quotes = Quote.objects.published().filter(highlight__episode=episode, comparison__in=FOUND).order_by("pk")
    quotes = list(quotes.values_list("pk", "text", "clip__start_ms", "clip__end_ms"))
    for (pk, text, *_times), place in zip(quotes, _places(rows, [quote[1:] for quote in quotes]), strict=True):
        for number, (index, start, end) in enumerate(place):
            lines[index].said += ((start, end),)
            if number == 0:
                lines[index].marks += (Mark("quote", Quote(pk=pk).get_absolute_url(), pk, text),)


#: What was found last, by a digest of the words that it was found in: ten hours of them are searched once, not for
#: every reader.
_found = OrderedDict()
MOST_FOUND = 64


def _places(rows, quotes):
    """``[(index of a line, start, end)]`` of each of ``quotes``, which are ``(text, start_ms, end_ms)`` of its clip."""
    said = hashlib.blake2b(repr([(row[0], row[1], row[4]) for row in rows]).encode(), digest_size=16)
    key = said.digest(), tuple(quotes)
    if (found := _found.get(key)) is None:
        found = _found[key] = list(_look_up(rows, quotes))
        if len(_found) > MOST_FOUND:
            _found.popitem(last=False)
    return found


def _look_up(rows, quotes):
    starts, whole = [row[0] for row in rows], None
    for text, start_ms, end_ms in quotes:
        first, place = 0, None
        if start_ms is not None:
            first = max(0, bisect_left(starts, start_ms - NEAR_MS) - 1)
            near = _timed(rows[first : bisect_left(starts, end_ms + NEAR_MS)])
            place = _spans(text, near, start_ms)
        if place is None:
            first, whole = 0, whole or _timed(rows)
            place = _spans(text, whole, start_ms)
        yield [(first + index, start, end) for index, start, end in place or ()]


def _timed(rows):
    return Lines((start_ms, end_ms, text) for start_ms, end_ms, _person, _name, text in rows)


def _spans(text, lines, near_ms):
    """``[(index of a line, start, end)]`` of the quoted part of each line; None where it is not word for word there."""
    result, place = find(text, lines, near_ms)
    return lines.spans(place) if result in FOUND else None


def line_of_quote(quote):
    """The anchor on the transcript page of the line in which a quote begins; empty where it is not word for word."""
    if quote.comparison not in FOUND:
        return ""
    cues = Cue.objects.filter(episode=quote.highlight.episode_id).order_by("start_ms", "pk")
    cues = cues.values_list("start_ms", "end_ms", "text")
    clip = quote.clip
    tries = [cues]
    if clip and clip.is_placed:
        tries.insert(0, cues.filter(start_ms__lt=clip.end_ms + NEAR_MS, end_ms__gt=clip.start_ms - NEAR_MS))
    for some in tries:
        lines = Lines(some)
        if spans := _spans(quote.text, lines, clip and clip.start_ms):
            index = spans[0][0]
            start_ms = lines.cues[index][0]
            return _anchor(index, "" if start_ms is None else format_timecode(start_ms))
    return ""
