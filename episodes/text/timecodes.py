"""Moments of audio: milliseconds in the database, ``1:02:03`` for people, ``PT1H2M3S`` for machines."""

import re

from django.utils.translation import gettext_noop

from episodes.text.errors import SentenceError

LONGEST_MS = 100 * 3_600_000  # The longest recordings known run for days; a longer time is a slip of the key.
CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2}(?:[.,]\d{1,3})?)")
SECONDS = re.compile(r"\d{1,6}(?:[.,]\d{1,3})?")
UNITS = re.compile(
    r"(?:(\d{1,3})\s*h)?\s*(?:(\d{1,4})\s*m(?:in)?)?\s*(?:(\d{1,6}(?:[.,]\d{1,3})?)\s*s)?", re.IGNORECASE
)

BELOW_60 = gettext_noop("“%(typed)s” is not a time: minutes and seconds after a colon stay below 60.")
NO_TIME = gettext_noop("“%(typed)s” is not a time. Write it like 1:02:03, 62:03, 3723 or 1h2m3s.")
TOO_LONG = gettext_noop("“%(typed)s” is longer than 100 hours.")


class TimecodeError(SentenceError):
    """A time that cannot be read; the message is one sentence."""


def parse_timecode(text: str) -> int:
    """Milliseconds of ``1:02:03``, ``62:03``, ``3723``, ``1h2m3s`` or ``2:05.5``. Raises ``TimecodeError``."""
    typed = text.strip()
    if match := CLOCK.fullmatch(typed):
        hours, minutes, seconds = match.groups()
        if float(seconds.replace(",", ".")) >= 60 or (hours and int(minutes) >= 60):
            raise TimecodeError(BELOW_60, {"typed": typed})
    elif match := SECONDS.fullmatch(typed):
        hours, minutes, seconds = None, None, typed
    elif typed and (match := UNITS.fullmatch(typed)):
        hours, minutes, seconds = match.groups()
    else:
        raise TimecodeError(NO_TIME, {"typed": typed[:40]})
    ms = (int(hours or 0) * 3600 + int(minutes or 0) * 60) * 1000
    ms += round(float((seconds or "0").replace(",", ".")) * 1000)
    if ms > LONGEST_MS:
        raise TimecodeError(TOO_LONG, {"typed": typed})
    return ms


def parse_offset(text: str) -> int:
    """Milliseconds of ``+31.5``, ``-2`` or ``-0:31.5``, which may be before or behind. Raises ``TimecodeError``."""
    typed = text.strip().replace("\u2212", "-")
    sign = -1 if typed.startswith("-") else 1
    return sign * parse_timecode(typed[1:] if typed[:1] in ("+", "-") else typed)


def format_offset(ms: int) -> str:
    """``+0:31.5``, ``-0:02`` or ``0``, as ``parse_offset`` reads it."""
    return f"{'-' if ms < 0 else '+'}{editable_timecode(abs(ms))}" if ms else "0"


def format_timecode(ms: int) -> str:
    """``4:12`` or ``1:02:14``: whole seconds, as on a player."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def editable_timecode(ms: int) -> str:
    """Like ``format_timecode``, with the milliseconds where there are any, so that saving it again changes nothing."""
    rest = ms % 1000
    return format_timecode(ms) + (f".{rest:03}".rstrip("0") if rest else "")


def iso_duration(ms: int) -> str:
    """An ISO 8601 duration in minutes and seconds, for ``<time datetime>``."""
    minutes, seconds = divmod(ms // 1000, 60)
    return f"PT{minutes}M{seconds}S"


def media_fragment(start_ms: int, end_ms: int | None = None) -> str:
    """``#t=62,94.5``: the part of a media resource, in seconds (W3C Media Fragments URI 1.0)."""
    times = [start_ms] if end_ms is None else [start_ms, end_ms]
    return "#t=" + ",".join(map(_seconds, times))


def _seconds(ms):
    seconds, rest = divmod(ms, 1000)
    return f"{seconds}.{rest:03}".rstrip("0") if rest else str(seconds)
