"""What every transcript format is read into, and written from."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

#: The longest recordings known run for days; a longer time is a mistake, and would not fit into a column.
LONGEST_MS = 500 * 3_600_000

# Python refuses to read a number of thousands of digits, as no character has.
NO_CHARACTER = re.compile(r"&#[0-9]{9,};?")
UNSTORABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff]")
TOO_LATE = gettext_noop("Line %(line)d has a time beyond 500 hours.")


class TranscriptError(ValueError):
    """A transcript that cannot be read; the message is one sentence that names the line.

    ``template`` is the sentence with ``%(name)s`` in it, marked by ``gettext_noop``; ``params`` fill it. As text it is
    the English sentence.
    """

    def __init__(self, template: str, **params):
        super().__init__(template, params)
        self.template, self.params = template, params

    def __str__(self):
        return self.template % self.params


@dataclass(frozen=True, slots=True)
class Cue:
    """One line of a transcript. Times are milliseconds from the start of the audio; ``text`` is plain, on one line.

    Both times are ``None`` where the transcript has none. ``speaker`` is the name as the transcript has it, ``id`` the
    cue's own name there; both may be empty.
    """

    start_ms: int | None
    end_ms: int | None
    text: str
    speaker: str = ""
    id: str = ""


@dataclass(frozen=True)
class Transcript:
    """What ``formats.read`` finds: ``format`` is a key of ``FORMATS``, or "html".

    ``estimated`` says how many of the lines have a time that was reckoned from the times around them, ``joined`` of
    how many single words the lines were put together (0 where the file had lines).
    """

    format: str
    cues: list[Cue] = field(default_factory=list)
    estimated: int = 0
    joined: int = 0

    @property
    def is_timed(self):
        return any(cue.start_ms is not None for cue in self.cues)

    @property
    def speakers(self):
        """``{name: how many lines}``, in the order in which they first speak; lines of nobody do not count."""
        counts = {}
        for cue in self.cues:
            if cue.speaker:
                counts[cue.speaker] = counts.get(cue.speaker, 0) + 1
        return counts


@dataclass(frozen=True)
class Format:
    """A format that transcripts are written in; ``ending`` is of a file's name, without the dot."""

    name: str
    ending: str
    media_type: str
    parse: Callable[[str], list[Cue]]
    write: Callable[[list[Cue]], str]
    needs_times: bool = True


def on_one_line(text: str) -> str:
    """``text`` with a space wherever there is any white space, and without what no database keeps."""
    if UNSTORABLE.search(text):
        text = UNSTORABLE.sub("\ufffd", text)
    return " ".join(text.split())


def unescaped(text: str) -> str:
    """``text`` with the characters for its HTML entities."""
    return html.unescape(NO_CHARACTER.sub("\ufffd", text)) if "&" in text else text
