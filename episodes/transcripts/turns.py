"""How a text for people is cut into turns: which lines are names, times, headings and words."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from episodes.transcripts.cues import LONGEST_MS, on_one_line
from episodes.transcripts.names import ENDED, candidate, is_capitalised, looks_like_a_name, spoken_by
from episodes.transcripts.placing import Said

LINE_END = re.compile(r"\r\n|\n|\r")
CLOCK = r"((?:[0-9]{1,3}:)?[0-9]{1,3}:[0-9]{2}(?:[.,][0-9]{1,3})?)"
RANGE = rf"{CLOCK}(?:\s*(?:[-–—]|-->)\s*[0-9:.,]{{4,12}})?"
IN_BRACKETS = rf"(?:\[\s*{RANGE}\s*\]|\(\s*{RANGE}\s*\))"
STAMP = re.compile(rf"{IN_BRACKETS}\s*[:\-–—]?\s*")
BARE_STAMP = re.compile(rf"{RANGE}(?:\s*[:\-–—]?\s+|$)")
BRACKETED = re.compile(r"\[([^\[\]\n]{1,60})\]\s*(?=[\[(])")
BOLD = re.compile(r"(\*\*|__)([^*_\n][^*\n]{0,80}?)\s*(?::\1|\1:|\1(?=\s*[\[(]))\s*")
NAMED_AT = re.compile(rf"([^\[\]():\n]{{1,60}}(?:\([^()\n]{{1,40}}\))?)(?:\s*:\s*|\s+[-–—]?\s*){RANGE}\s*$")
NAMED_AT_BRACKET = re.compile(rf"([^\[\]():\n]{{1,60}}?)\s*{IN_BRACKETS}\s*:?\s*")
LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\((?:https?://|#|/)[^()\s]{0,1000}\)")
ESCAPE = re.compile(r"\\([\\\[\]()*_`#.!>~-])")
HEADING = re.compile(r"#{1,6}\s+(.*)")
ONLY_A_LINK = re.compile(r"<?https?://\S+>?")
BULLET = re.compile(r"(?:[•*·▪-]|[0-9]{1,3}[.)])\s+")
LISTED = re.compile(rf"(?:[•*·▪-]\s+)?(?:\*\*)?[\[(]?{CLOCK}[\])]?(?:\*\*)?\s*[-–—:|]?\s*(.*)")
CONTENTS = {"timestamps", "timecodes", "chapters", "outline", "contents", "in this episode"}
TRANSCRIPT = {"transcript", "transcription", "full transcript", "episode transcript"}
#: Forms that a name is written in, the surest first.
BOLD_NAME, BRACKET, TIMED, ALONE, INLINE = range(5)


@dataclass(slots=True)
class Line:
    """A line with what it could be: a name in one of the forms, a time before or after it, and the words."""

    raw: str
    form: int | None = None
    name: str = ""
    start_ms: int | None = None
    words: str = ""


def turns(text: str) -> Iterator[Said]:
    """What is said in ``text``, in order; an item without words is only a time, as of a heading."""
    lines = _without_front_matter(LINE_END.split(text.removeprefix("\ufeff")))
    lines, sections = _without_contents(lines)
    bare = sum(BARE_STAMP.match(line) is not None for line in lines) * 3 >= sum(bool(line) for line in lines)
    read = [_read(line, bare) for line in lines]
    form = _form(read)
    names = _names(read, form)
    return _said(read, form, names, sections)


def _without_front_matter(lines):
    lines = [line.strip() for line in lines]
    if lines[0] == "---" and "---" in lines[1:]:
        return lines[lines.index("---", 1) + 1 :]
    return lines


def _without_contents(lines):
    """``(lines below “Transcript”, {heading: ms})``: a list of times names the headings, and when they are."""
    sections, kept, listing = {}, [], False
    for line in lines:
        title = _heading(line)
        if title.lower() in TRANSCRIPT:
            kept, listing = [], False
        elif title.lower() in CONTENTS:
            listing = True
        elif listing and (listed := LISTED.fullmatch(line)):
            sections[on_one_line(listed[2])] = clock_ms(listed[1])
        elif line or not listing:
            kept.append(line)
            listing = False
    return kept, sections


def _heading(line):
    match = HEADING.fullmatch(line)
    return (match[1] if match else line[:300]).strip(" *_:#")


def clock_ms(typed: str) -> int:
    """Milliseconds of ``1:02:03.5``, as ``CLOCK`` finds it."""
    *hours, minutes, seconds = typed.replace(",", ".").split(":")
    return min(LONGEST_MS, (int(hours[0]) if hours else 0) * 3_600_000 + int(minutes) * 60_000 + _seconds(seconds))


def _seconds(typed):
    whole, _point, fraction = typed.partition(".")
    return int(whole) * 1000 + int(fraction.ljust(3, "0") or 0)


def _stamp(match):
    return clock_ms(next(group for group in match.groups() if group))


def _read(raw, bare):
    """The ``Line`` of a stripped line of the file; ``bare``: whether a time without brackets may begin it."""
    line = Line(raw, words=raw)
    if HEADING.match(raw):
        return line
    text = ESCAPE.sub(r"\1", raw) if raw.startswith("\\[") else raw
    text = _take_stamp(line, text, bare)
    if match := BOLD.match(text):
        line.form, line.name = BOLD_NAME, match[2].rstrip(" :")
        text = ESCAPE.sub(r"\1", text[match.end() :])
    elif match := BRACKETED.match(text):
        if not STAMP.match(text) and looks_like_a_name(match[1]):
            line.form, line.name, text = BRACKET, match[1], text[match.end() :]
    elif (match := NAMED_AT.match(text) or NAMED_AT_BRACKET.match(text)) and looks_like_a_name(match[1].strip()):
        if is_capitalised(match[1].strip()) and line.start_ms is None:
            line.form, line.name = TIMED, match[1].strip()
            line.start_ms = clock_ms(next(group for group in match.groups()[1:] if group))
            text = text[match.end() :]
    elif named := candidate(text):
        line.form, (line.name, text) = (INLINE if named[1] else ALONE), named
    line.words = _take_stamp(line, text, bare) if line.form is not None else text
    return line


def _take_stamp(line, text, bare):
    """``text`` without the time that it begins with, which becomes that of the ``line``."""
    if match := STAMP.match(text) or (bare and BARE_STAMP.match(text)):
        line.start_ms = _stamp(match)
        return text[match.end() :]
    return text


def _form(read):
    """The form in which a text names its speakers, or ``None``: the one most used, of equals the surest."""
    counts = Counter(line.form for line in read if line.form is not None)
    if counts[ALONE] and counts[INLINE]:
        # A word and a colon within what somebody says is no name where names stand above the words.
        first = next(line.form for line in read if line.form in (ALONE, INLINE))
        repeated = Counter(line.name for line in read if line.form == ALONE).most_common(1)[0][1] > 1
        if first == ALONE or repeated:
            del counts[INLINE]
    return min(counts, key=lambda form: (-counts[form], form), default=None)


def _names(read, form):
    """``{as written: speaker}`` of the names among the lines of this ``form``."""
    counts = Counter(line.name for line in read if line.form == form)
    if form in (None, BOLD_NAME, BRACKET, TIMED):
        return spoken_by(counts)
    lines = sum(bool(line.raw) for line in read)
    again = any(count > 1 for count in counts.values())
    if form == INLINE and not again and sum(counts.values()) * 4 < lines:
        return {}
    ended, names = True, {}
    for line in read:
        if line.form == form and (counts[line.name] > 1 or (ended and is_capitalised(line.name))):
            names.setdefault(line.name)
        if line.raw:
            ended = bool(ENDED.search(line.raw[-8:])) or line.form is None
    return spoken_by(names)


def _said(read, form, names, sections):
    speaker, begun, pending = "", not names, None
    paragraph: list[str] = []

    def spoken():
        nonlocal pending
        words = on_one_line(LINK.sub(r"\1", " ".join(paragraph)))
        paragraph.clear()
        start_ms, pending = pending, None
        if words or start_ms is not None:
            yield Said(start_ms, speaker, words)

    for index, line in enumerate(read):
        named = line.form == form and line.name in names
        at = sections.get(_heading(line.raw)) if line.raw else None
        if not line.raw or named or at is not None or line.start_ms is not None or HEADING.match(line.raw):
            yield from spoken()
        if at is not None:
            yield Said(at, "", "")
        elif named:
            speaker, begun = names[line.name], True
            pending = line.start_ms
            paragraph += [line.words] if line.words else []
        elif line.start_ms is not None:
            begun, pending = True, line.start_ms
            paragraph += [line.words if line.form is None else _words(line)]
        elif begun and not _is_no_speech(read, index, form, names):
            if paragraph and ENDED.search(paragraph[-1][-8:]):
                yield from spoken()
            paragraph.append(_words(line))
    yield from spoken()


def _words(line):
    return BULLET.sub("", line.raw, count=1) if BULLET.match(line.raw) else line.raw


def _is_no_speech(read, index, form, names):
    """Whether a line is a heading, a link alone, or nothing. A plain heading stands right above a name."""
    raw = read[index].raw
    if not raw or HEADING.match(raw) or ONLY_A_LINK.fullmatch(raw) or raw in ("---", "***"):
        return True
    above = read[index - 1].raw if index else ""
    below = read[index + 1] if index + 1 < len(read) else None
    named_below = below is not None and form == ALONE and below.form == form and below.name in names
    return named_below and not above and len(raw) <= 80 and not ENDED.search(raw[-8:])
