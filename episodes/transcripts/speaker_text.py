"""Transcripts as text for people to cues, and back: turns that begin with a name, with or without times.

There is no standard. The forms are those found in public transcripts: ``Name:`` on a line of its own or before the
words, ``Name: 00:00:12``, ``[Name] [00:12] words``, ``**Name:** \\[00:12\\] words``, ``[00:12] Name: words``.
"""

import re
from collections.abc import Iterable

from episodes.transcripts.cues import Cue, on_one_line
from episodes.transcripts.names import UNKNOWN
from episodes.transcripts.placing import placed
from episodes.transcripts.turns import turns

ESCAPED = re.compile(r"([\\\[\]*_`])")


def parse(text: str) -> list[Cue]:
    """The cues of a text, in its order: one for each paragraph or line that ends a sentence.

    Headings, a title and a list of times above the first turn, and front matter are skipped. Without a single time
    all cues have none; where only some lines have one, the others are placed between them, see ``placing.placed``.
    Any text can be read; one that names nobody is the words of nobody.
    """
    return parse_estimating(text)[0]


def parse_estimating(text: str) -> tuple[list[Cue], int]:
    """Like ``parse``, with how many of the cues have an estimated start."""
    return placed(turns(text))


def write(cues: Iterable[Cue]) -> str:
    """A text of ``cues``, which ``parse`` reads back to the same but for their ends and ids.

    ``Name:`` stands above what somebody says at a stretch. Where that would not read back the same (words that look
    like a name, say), every line has its name, in bold as in Markdown.
    """
    cues = list(cues)
    text = _stretches(cues)
    return text if _same(parse(text), cues) else "".join(map(_line, cues))


def _same(read, cues):
    """Whether ``read`` are ``cues``. A time that stands nowhere must not appear, nor one that does be lost."""
    return [(cue.start_ms, cue.speaker, cue.text) for cue in read] == [
        (cue.start_ms, on_one_line(cue.speaker), on_one_line(cue.text)) for cue in cues
    ]


def _stretches(cues):
    parts, last = [], ""
    for cue in cues:
        speaker = on_one_line(cue.speaker)
        if speaker != last:
            parts.append(f"\n{speaker or UNKNOWN}:\n" if parts else f"{speaker}:\n")
        elif parts and cue.start_ms is None:
            parts.append("\n")
        parts.append(f"{_stamp(cue)}{on_one_line(cue.text)}\n")
        last = speaker
    return "".join(parts)


def _line(cue):
    words = ESCAPED.sub(r"\\\1", on_one_line(cue.text))
    return f"**{on_one_line(cue.speaker) or UNKNOWN}:** {_stamp(cue)}{words}\n\n"


def _stamp(cue):
    """``[01:02:03]``, with thousandths where there are any."""
    if cue.start_ms is None:
        return ""
    seconds, thousandths = divmod(cue.start_ms, 1000)
    fraction = f".{thousandths:03}" if thousandths else ""
    return f"[{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}] "
