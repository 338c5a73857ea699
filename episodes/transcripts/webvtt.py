"""WebVTT (W3C, https://www.w3.org/TR/webvtt1/) to cues, and back.

Read as the standard's parser does, with two differences: a cue whose timing cannot be read is an error and not
dropped, and times in plain seconds (``0.860``), which some services write, are taken too.
"""

import html
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_noop

from episodes.transcripts.clock import ARROW, timestamp, timing
from episodes.transcripts.cues import Cue, TranscriptError, on_one_line, unescaped

SIGNATURE = re.compile(r"WEBVTT(?:[ \t].*)?")
LINE_END = re.compile(r"\r\n|\n|\r")
# No part of a pattern looks past the next "<": else a file of nothing else would be read again from each.
VOICE = re.compile(r"<v(?:\.[^\s<>]*)?(?:\s([^<>]*))?>|</v>")
TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[0-9][0-9:.]*>|</?>")

NO_SIGNATURE = gettext_noop("Line 1 must be “WEBVTT”, as in every WebVTT file.")


def parse(text: str) -> list[Cue]:
    """The cues of a WebVTT file, in its order. Comments, styles, regions, settings and tags are left out.

    A cue in which several people speak becomes one for each, with the same times and id; one without words is left
    out, and so is text that stands outside of every cue. Raises ``TranscriptError``.
    """
    lines = LINE_END.split(text.removeprefix("\ufeff").replace("\x00", "\ufffd"))
    if not SIGNATURE.fullmatch(lines[0]):
        raise TranscriptError(NO_SIGNATURE)
    return [cue for number, block in _blocks(lines[1:]) for cue in _cues_of(number, block)]


def write(cues: Iterable[Cue]) -> str:
    """A WebVTT file of timed ``cues``, which ``parse`` reads back to the same."""
    blocks = ["WEBVTT"]
    for cue in cues:
        words = html.escape(on_one_line(cue.text), quote=False)
        voice = f"<v {html.escape(on_one_line(cue.speaker), quote=False)}>" if cue.speaker else ""
        times = f"{timestamp(cue.start_ms)} {ARROW} {timestamp(cue.end_ms)}"
        name = on_one_line(cue.id).replace(ARROW, "→")
        blocks.append("\n".join(filter(None, [name, times, f"{voice}{words}"])))
    return "\n\n".join(blocks) + "\n"


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """``(number of its first line, lines)`` of each block after the signature.

    One ends at an empty line, and where another timing comes.
    """
    block, first, timed = [], 0, False
    for number, line in enumerate(lines, 2):
        times = ARROW in line
        if block and (not line or (times and (timed or len(block) > 1))):
            yield first, block
            block, timed = [], False
        if line:
            first = first if block else number
            block.append(line)
            timed |= times
    if block:
        yield first, block


def _cues_of(number: int, block: list[str]) -> Iterator[Cue]:
    where = next((index for index, line in enumerate(block[:2]) if ARROW in line), None)
    if where is None:  # The header, a comment, a style sheet, a region.
        return
    start_ms, end_ms = timing(number + where, block[where])
    name = block[0].strip() if where else ""
    for speaker, words in _voices(" ".join(block[where + 1 :])):
        yield Cue(start_ms, end_ms, words, speaker, name)


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
    return on_one_line(unescaped(text))
