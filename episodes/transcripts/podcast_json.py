"""The JSON transcripts of Podcasting 2.0 to cues, and back.

https://podcasting2.org/docs/podcast-namespace/examples/transcripts: ``version`` and ``segments``, each with
``startTime``, ``endTime`` (seconds), ``speaker`` and ``body``; a segment is a caption, or a single word.
"""

import json
from collections.abc import Iterable

from django.utils.translation import gettext_noop

from episodes.transcripts.cues import LONGEST_MS, Cue, TranscriptError, on_one_line

#: Where segments are words, a line of them ends with a sentence, with a pause, and before it gets longer than this.
LONGEST_LINE = 160
PAUSE_MS = 1500

NO_JSON = gettext_noop("Line %(line)d is not JSON: %(problem)s.")
TOO_DEEP = gettext_noop("Line 1 is not a transcript: it is nested too deeply.")
NO_SEGMENTS = gettext_noop("Line 1 is not a transcript: its JSON must be an object with “segments”, a list.")
NO_SEGMENT = gettext_noop("Segment %(segment)d must be an object with a startTime and a body.")
NO_TIME = gettext_noop("Segment %(segment)d has “%(typed)s” as its %(field)s where seconds are expected.")
REVERSED = gettext_noop("Segment %(segment)d ends (%(end)s) before it starts (%(start)s).")


def parse(text: str) -> list[Cue]:
    """A cue for each segment that has words, in the file's order. One without an end lasts until the next begins.

    Raises ``TranscriptError``.
    """
    return [cue for cue, _body in _segments(text)]


def parse_lines(text: str) -> tuple[list[Cue], int]:
    """Like ``parse``, with words put together to lines where segments are words; and of how many words, or 0."""
    segments = _segments(text)
    words = sum(" " not in cue.text for cue, _body in segments)
    if len(segments) < 3 or words * 10 < len(segments) * 9:
        return [cue for cue, _body in segments], 0
    return _lines(segments), len(segments)


def write(cues: Iterable[Cue]) -> str:
    """A JSON transcript of timed ``cues``, which ``parse`` reads back to the same but for the names of cues."""
    segments = []
    for cue in cues:
        speaker = {"speaker": on_one_line(cue.speaker)} if cue.speaker else {}
        times = {"startTime": cue.start_ms / 1000, "endTime": cue.end_ms / 1000}
        segments.append({**speaker, **times, "body": on_one_line(cue.text)})
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, separators=(",", ":"))


def read_json(text: str):
    """What ``text`` says as JSON. Raises ``TranscriptError``."""
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise TranscriptError(NO_JSON, line=error.lineno, problem=error.msg.removesuffix(".")) from None
    except RecursionError:
        raise TranscriptError(TOO_DEEP) from None
    except ValueError:  # A number of thousands of digits.
        raise TranscriptError(NO_JSON, line=1, problem="a number is too long") from None


def _segments(text):
    """``[(cue, body as written)]``."""
    data = read_json(text)
    segments = data.get("segments") if isinstance(data, dict) else data
    if not isinstance(segments, list):
        raise TranscriptError(NO_SEGMENTS)
    found, open_ended = [], []
    for number, segment in enumerate(segments, 1):
        if not isinstance(segment, dict) or not isinstance(segment.get("body", ""), str | None):
            raise TranscriptError(NO_SEGMENT, segment=number)
        body = segment.get("body") or ""
        words = on_one_line(body)
        if not words:
            continue
        start_ms, end_ms = _times(number, segment)
        speaker = segment.get("speaker")
        if end_ms is None:
            open_ended.append(len(found))
        name = on_one_line(speaker) if isinstance(speaker, str) else ""
        found.append((Cue(start_ms, start_ms if end_ms is None else end_ms, words, name), body))
    for index in open_ended:
        cue, body = found[index]
        after = found[index + 1][0].start_ms if index + 1 < len(found) else cue.start_ms
        found[index] = (Cue(cue.start_ms, max(cue.start_ms, after), cue.text, cue.speaker), body)
    return found


def _times(number, segment):
    start_ms = seconds_to_ms(segment.get("startTime"))
    end_ms = seconds_to_ms(segment.get("endTime")) if segment.get("endTime") is not None else None
    for key, ms in (("startTime", start_ms), ("endTime", end_ms)):
        if ms is None and (key == "startTime" or segment.get(key) is not None):
            raise TranscriptError(NO_TIME, segment=number, typed=str(segment.get(key))[:40], field=key)
    if end_ms is not None and end_ms < start_ms:
        raise TranscriptError(REVERSED, segment=number, end=segment["endTime"], start=segment["startTime"])
    return start_ms, end_ms


def seconds_to_ms(value) -> int | None:
    """Milliseconds of seconds as a number or as text; ``None`` for anything else and for what no recording has."""
    if isinstance(value, str):
        try:
            value = float(value[:40])
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_MS / 1000:
        return None
    return round(value * 1000)


def _lines(segments):
    """Words to lines. Where a word brings its own space (`` am``) they are put together as they are."""
    spaced = any(body != body.strip() for _cue, body in segments[:200])
    lines, line, end_ms = [], [], 0
    for cue, body in segments:
        if line and _ends_before(cue, line, end_ms):
            lines.append(_line(line, end_ms, "" if spaced else " "))
            line, end_ms = [], 0
        line.append((cue, body))
        end_ms = max(end_ms, cue.end_ms)
    return [*lines, _line(line, end_ms, "" if spaced else " ")]


def _ends_before(cue, line, end_ms):
    first, (_last, said) = line[0][0], line[-1]
    return (
        cue.speaker != first.speaker
        or not first.start_ms <= cue.start_ms <= end_ms + PAUSE_MS
        or sum(len(body) + 1 for _cue, body in line) + len(cue.text) > LONGEST_LINE
        or said.rstrip().endswith((".", "?", "!", "…"))
    )


def _line(line, end_ms, space):
    first = line[0][0]
    return Cue(first.start_ms, end_ms, on_one_line(space.join(body for _cue, body in line)), first.speaker)
