"""WebVTT (W3C) to cues, and back.

Read as the standard's parser does, with two differences: a cue whose timing cannot be read is an error and not
dropped, and times in plain seconds (``0.860``), which some services write, are taken too.
"""

import html
import re
from collections.abc import Iterable, Iterator

from episodes.transcripts.cues import Cue, TranscriptError

ARROW = "-->"
SIGNATURE = re.compile(r"WEBVTT(?:[ \t].*)?")
LINE_END = re.compile(r"\r\n|\n|\r")
TIMING = re.compile(r"\s*([0-9:.,]+)\s*-->\s*([0-9:.,]+)(?:\s.*)?")
TIME = re.compile(r"(?:(?:([0-9]{1,4}):)?([0-5]?[0-9]):([0-5]?[0-9])|([0-9]{1,6}))(?:[.,]([0-9]{1,3}))?")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?(?:\s([^>]*))?>|</v>")
TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[0-9][0-9:.]*>|</?>")


def parse(text: str) -> list[Cue]:
    """The cues of a WebVTT file, in its order. Comments, styles, regions, settings and tags are left out.

    A cue in which several people speak becomes one for each, with the same times and id; one without words is left
    out, and so is text that stands outside of every cue. Raises ``TranscriptError``.
    """
    lines = LINE_END.split(text.removeprefix("\ufeff").replace("\x00", "\ufffd"))
    if not SIGNATURE.fullmatch(lines[0]):
        raise TranscriptError("Line 1 must be “WEBVTT”, as in every WebVTT file.")
    return [cue for number, block in _blocks(lines[1:]) for cue in _cues_of(number, block)]


def write(cues: Iterable[Cue]) -> str:
    """A WebVTT file of ``cues``, which ``parse`` reads back to the same."""
    blocks = ["WEBVTT"]
    for cue in cues:
        words = html.escape(_on_one_line(cue.text), quote=False)
        voice = f"<v {html.escape(_on_one_line(cue.speaker), quote=False)}>" if cue.speaker else ""
        timing = f"{_timestamp(cue.start_ms)} {ARROW} {_timestamp(cue.end_ms)}"
        name = _on_one_line(cue.id).replace(ARROW, "→")
        blocks.append("\n".join(filter(None, [name, timing, f"{voice}{words}"])))
    return "\n\n".join(blocks) + "\n"


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """``(number of its first line, lines)`` of each block after the signature.

    One ends at an empty line, and where another timing comes.
    """
    block, first = [], 0
    for number, line in enumerate(lines, 2):
        timed = any(ARROW in earlier for earlier in block)
        if block and (not line or (ARROW in line and (timed or len(block) > 1))):
            yield first, block
            block = []
        if line:
            first = first if block else number
            block.append(line)
    if block:
        yield first, block


def _cues_of(number: int, block: list[str]) -> Iterator[Cue]:
    where = next((index for index, line in enumerate(block[:2]) if ARROW in line), None)
    if where is None:  # The header, a comment, a style sheet, a region.
        return
    start_ms, end_ms = _timing(number + where, block[where])
    name = block[0].strip() if where else ""
    for speaker, words in _voices(" ".join(block[where + 1 :])):
        yield Cue(start_ms, end_ms, words, speaker, name)


def _timing(number: int, line: str) -> tuple[int, int]:
    match = TIMING.fullmatch(line)
    if not match:
        raise TranscriptError(f"Line {number} must have two times, such as 00:01.000 --> 00:04.000.")
    start_ms, end_ms = (_milliseconds(number, typed) for typed in match.groups())
    if end_ms < start_ms:
        raise TranscriptError(f"Line {number} ends ({match[2]}) before it starts ({match[1]}).")
    return start_ms, end_ms


def _milliseconds(number: int, typed: str) -> int:
    match = TIME.fullmatch(typed)
    if not match:
        raise TranscriptError(f"Line {number} has “{typed[:40]}” where a time such as 00:01.000 is expected.")
    hours, minutes, seconds, only_seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or only_seconds)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def _voices(payload: str) -> Iterator[tuple[str, str]]:
    """``(speaker, words)`` for each voice of a cue, in order, where it says anything."""
    speaker, end = "", 0
    for match in VOICE.finditer(payload):
        yield from _spoken(speaker, payload[end : match.start()])
        speaker, end = _plain(match[1] or ""), match.end()
    yield from _spoken(speaker, payload[end:])


def _spoken(speaker: str, words: str) -> Iterator[tuple[str, str]]:
    if words := _plain(TAG.sub("", words)):
        yield speaker, words


def _plain(text: str) -> str:
    return _on_one_line(html.unescape(text))


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _timestamp(ms: int) -> str:
    seconds, thousandths = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{thousandths:03}"
