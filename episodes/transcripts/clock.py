"""Times as WebVTT and SubRip write them, and as some services do: ``00:01:02.500``, ``1:02,5``, ``62.5``."""

import re

from django.utils.translation import gettext_noop

from episodes.transcripts.cues import LONGEST_MS, TOO_LATE, TranscriptError

ARROW = "-->"
TIME = re.compile(r"(?:(?:([0-9]{1,4}):)?([0-5]?[0-9]):([0-5]?[0-9])|([0-9]{1,7}))(?:[.,]([0-9]{1,3})[0-9]{0,9})?")
TIMING = re.compile(r"[ \t]*([0-9:.,]+)[ \t]*-->[ \t]*([0-9:.,]+)(?:[ \t].*)?")

NO_TIMES = gettext_noop("Line %(line)d must have two times, such as %(example)s.")
NO_TIME = gettext_noop("Line %(line)d has “%(typed)s” where a time such as %(example)s is expected.")
REVERSED = gettext_noop("Line %(line)d ends (%(end)s) before it starts (%(start)s).")


def timing(number: int, line: str, comma: str = ".") -> tuple[int, int]:
    """The two times of a cue's ``line``, in milliseconds. Raises ``TranscriptError``, which names its ``number``."""
    match = TIMING.fullmatch(line)
    if not match:
        raise TranscriptError(NO_TIMES, line=number, example=f"00:01{comma}000 --> 00:04{comma}000")
    start_ms, end_ms = (milliseconds(number, typed, comma) for typed in match.groups())
    if end_ms < start_ms:
        raise TranscriptError(REVERSED, line=number, end=match[2], start=match[1])
    return start_ms, end_ms


def milliseconds(number: int, typed: str, comma: str = ".") -> int:
    match = TIME.fullmatch(typed)
    if not match:
        raise TranscriptError(NO_TIME, line=number, typed=typed[:40], example=f"00:01{comma}000")
    hours, minutes, seconds, only_seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or only_seconds)
    ms = whole * 1000 + int((fraction or "0").ljust(3, "0"))
    if ms > LONGEST_MS:
        raise TranscriptError(TOO_LATE, line=number)
    return ms


def timestamp(ms: int, comma: str = ".") -> str:
    """``01:02:03.500``."""
    seconds, thousandths = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{comma}{thousandths:03}"
