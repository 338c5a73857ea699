"""SubRip to cues, and back.

There is no standard; the shape is that of the program that began it, as
https://podcasting2.org/docs/podcast-namespace/examples/transcripts asks for: a number, the times with a comma, the
words, an empty line, and “Name:” before the words where the speaker changes.
"""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_noop

from episodes.transcripts.clock import ARROW, timestamp, timing
from episodes.transcripts.cues import Cue, TranscriptError, on_one_line
from episodes.transcripts.names import UNKNOWN, with_names

LINE_END = re.compile(r"\r\n|\n|\r")
TIMED = re.compile(r"[ \t]*[0-9][0-9:.,]*[ \t]*-->")
TAG = re.compile(r"</?(?:[bius]|font(?:[ \t][^<>]*)?)>|\{\\[^{}]*\}", re.IGNORECASE)

NO_CUE = gettext_noop(
    "Line %(line)d is not SubRip: a line of times such as 00:00:01,000 --> 00:00:04,000 must come first."
)


def parse(text: str) -> list[Cue]:
    """The cues of a SubRip file, in its order; formatting is left out, and so are cues without words.

    Names before the words become speakers, see ``names.with_names``. Raises ``TranscriptError``.
    """
    return with_names(_cues(text))


def _cues(text: str) -> Iterator[Cue]:
    times, name, words = None, "", []
    before = ""
    for number, line in enumerate(LINE_END.split(text.removeprefix("\ufeff")), 1):
        if TIMED.match(line):
            numbered = before.strip().isdecimal()
            if times:
                yield from _cue(times, name, words[:-1] if numbered else words)
            times = timing(number, line, ",")
            name, words = (before.strip() if numbered else ""), []
        elif times:
            words.append(line)
        elif line.strip() and not line.strip().isdecimal():
            raise TranscriptError(NO_CUE, line=number)
        before = line
    if times:
        yield from _cue(times, name, words)


def _cue(times, name, lines):
    if words := on_one_line(TAG.sub("", " ".join(lines))):
        yield Cue(*times, words, id=name)


def write(cues: Iterable[Cue]) -> str:
    """A SubRip file of timed ``cues``. It names a speaker where another one begins, or else in every line.

    That is where the first would not read back the same. Cue names are numbers here, counted anew.
    """
    cues = list(cues)
    for names in (_names_of_changes, _names_of_all):
        written = [f"{name}: {_words(cue)}" if name else _words(cue) for cue, name in names(cues)]
        read = with_names(Cue(cue.start_ms, cue.end_ms, words) for cue, words in zip(cues, written, strict=True))
        if [(cue.speaker, cue.text) for cue in read] == [(cue.speaker, _words(cue)) for cue in cues]:
            break
    blocks = (
        f"{number}\n{timestamp(cue.start_ms, ',')} {ARROW} {timestamp(cue.end_ms, ',')}\n{words}\n"
        for number, (cue, words) in enumerate(zip(cues, written, strict=True), 1)
    )
    return "\n".join(blocks)


def _words(cue):
    return on_one_line(cue.text).replace(ARROW, "→")


def _names_of_changes(cues):
    last = ""
    for cue in cues:
        yield cue, "" if cue.speaker == last else cue.speaker or UNKNOWN
        last = cue.speaker


def _names_of_all(cues):
    return ((cue, on_one_line(cue.speaker) or UNKNOWN) for cue in cues)
