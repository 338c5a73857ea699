"""A section as Markdown that stands alone: its markers are footnotes that say which moment is meant and link to it.

What an editor wrote stays as it is written. Only what would spill over is held in: a fence that is never closed, and
HTML, which this site shows as words and other programs would take for markup. Footnotes are written as GitHub, Pandoc
and PHP Markdown Extra read them (``[^6]`` and ``[^6]: …``); all else is CommonMark 0.31.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from markdown_it import MarkdownIt

from episodes.text.markdown import with_markers
from episodes.text.timecodes import format_timecode

READER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
SIGN = re.compile(r"[\\`*_\[\]<>&~|]")
# What begins a heading, a list, a rule or a quotation where it begins a line.
START = re.compile(r"(?:[#+=-]|(\d{1,9})(?=[.)]))")
# What ends a heading and is no part of it, where it ends its line.
CLOSING = re.compile(r"(?<= )#+$")
# A tag, a comment, an instruction: what other programs would read as HTML. The group keeps backslashes in pairs.
TAG = re.compile(r"(?<!\\)((?:\\\\)*)<(?=[A-Za-z/!?])")
MARK, END = "\ue002", "\ue003"
MARKED = re.compile(f"{MARK}([0-9]+){END}<")


@dataclass(frozen=True)
class CitedClip:
    """A moment that a marker may name. ``url`` is its page's whole address; times are None before it is placed."""

    number: int
    title: str
    url: str
    start_ms: int | None = None
    end_ms: int | None = None
    speaker: str = ""

    @property
    def times(self):
        """``1:02:03–1:03:10``, or empty."""
        if self.start_ms is None:
            return ""
        return f"{format_timecode(self.start_ms)}–{format_timecode(self.end_ms)}"


@dataclass(frozen=True)
class PulledQuote:
    """Somebody's words, plain; ``url`` is the whole address of the page that shows them, or empty."""

    text: str
    speaker: str = ""
    start_ms: int | None = None
    url: str = ""


def section_markdown(
    *,
    title: str,
    body: str,
    clips: Iterable[CitedClip],
    quotes: Iterable[PulledQuote] = (),
    takeaway: str = "",
    url: str = "",
    source: str = "",
    level: int = 2,
    takeaway_label: str = "Takeaway",
) -> str:
    """The Markdown of one section, ending in a new line. A marker without a clip stays the text that it is.

    ``title``, ``takeaway`` and what quotes and clips say are plain texts; ``body`` is Markdown with markers.
    ``url`` is the whole address of the section, ``source`` Markdown that says what it is from, ``level`` the level of
    its heading, 1 to 6. For a page of several sections see ``sections_markdown``.
    """
    section = {"title": title, "body": body, "quotes": quotes, "takeaway": takeaway, "url": url, "source": source}
    return sections_markdown([section], clips, level=level, takeaway_label=takeaway_label)


def sections_markdown(sections, clips, *, level=2, takeaway_label="Takeaway") -> str:
    """Several sections of one episode, their footnotes once at the end.

    ``sections`` are dicts with ``title`` and ``body``, and ``quotes``, ``takeaway``, ``url`` and ``source`` where they
    have them, as in ``section_markdown``; ``clips`` are those of the episode.
    """
    sections = list(sections)
    by_number = {clip.number: clip for clip in clips}
    prefix = _free_prefix(section["body"] for section in sections)
    cited, parts = {}, []
    for section in sections:
        body = with_markers(held_in(section["body"]), lambda match: _footnoted(match, by_number, prefix, cited))
        parts += _section(section, body, level, takeaway_label)
    parts.append("\n".join(_footnote(clip, prefix) for clip in cited.values()))
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """A plain text on one line, so that Markdown shows it as it stands, wherever it is put."""
    line = SIGN.sub(r"\\\g<0>", " ".join(CONTROL.sub(" ", text).split()))
    line = CLOSING.sub(r"\\\g<0>", line)
    start = START.match(line)
    if not start:
        return line
    # Behind the digits that begin a line stands the full stop that would make it a list.
    at = start.end() if start[1] else 0
    return f"{line[:at]}\\{line[at:]}"


def link(words: str, url: str) -> str:
    """A Markdown link of plain ``words``; only the words where there is no address."""
    return f"[{escaped(words)}]({quote(url, safe='%/:=&?~#+!$,;@*[]-._')})" if url else escaped(words)


def _section(section, body, level, takeaway_label):
    takeaway = escaped(section.get("takeaway", ""))
    return [
        f"{'#' * level} {link(section['title'], section.get('url', ''))}" if section["title"] else "",
        section.get("source", ""),
        body.strip("\n") if body.strip() else "",
        *(quotation(quote) for quote in section.get("quotes", ())),
        f"**{escaped(takeaway_label)}:** {takeaway}" if takeaway else "",
    ]


def quotation(quote):
    lines = [escaped(line) for line in quote.text.splitlines()]
    time = format_timecode(quote.start_ms) if quote.start_ms is not None else ""
    signed = [escaped(quote.speaker)] if quote.speaker else []
    if time or quote.url:
        signed.append(link(time or quote.url, quote.url))
    if signed:
        lines += ["", f"— {', '.join(signed)}"]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _footnoted(match, by_number, prefix, cited):
    """The footnotes of one marker; ``cited`` takes the clips, in the order of their first mention."""
    numbers = [int(number) for number in re.findall("[0-9]+", match[0])]
    if not any(number in by_number for number in numbers):
        return match[0]
    parts = []
    for number in numbers:
        if number in by_number:
            cited.setdefault(number, by_number[number])
            parts.append(f"[^{prefix}{number}]")
        else:
            parts.append(rf"\[{number}\]")
    # A label before a colon would begin a footnote of its own.
    return "".join(parts) + ("\\" if match.string[match.end() : match.end() + 1] == ":" else "")


def _footnote(clip, prefix):
    said = f"{escaped(clip.speaker)}: " if clip.speaker else ""
    words = f"[^{prefix}{clip.number}]: {said}{escaped(clip.title)}"
    return f"{words}, {link(clip.times or clip.url, clip.url)}" if clip.times or clip.url else words


def _free_prefix(bodies):
    """What stands before the numbers of the labels: nothing, unless a body has labels of its own."""
    text, prefix = "\n".join(bodies), ""
    while f"[^{prefix}" in text:
        prefix += "clip-"
    return prefix


def held_in(markdown):
    """The text, so that nothing in it reaches beyond its end."""
    markdown = _without_html(markdown.replace("\r\n", "\n").replace("\r", "\n"))
    last = (READER.parse(markdown) or [None])[-1]
    if last is None or last.type != "fence":
        return markdown
    first, end = last.map
    closing = re.compile(rf" {{0,3}}{re.escape(last.markup[0])}{{{len(last.markup)},}}[ \t]*")
    lines = markdown.split("\n")[first + 1 : end]
    closed = bool(lines) and closing.fullmatch(lines[-1])
    return markdown if closed else f"{markdown.rstrip(chr(10))}\n{last.markup}"


def _without_html(markdown):
    """The text with a backslash before each ``<`` that would begin HTML elsewhere and is only a sign here."""
    if not TAG.search(markdown) or MARK in markdown:
        return markdown
    count = iter(range(len(markdown)))
    marked = TAG.sub(lambda match: f"{match[1]}{MARK}{next(count)}{END}<", markdown)
    texts = "\n".join(_texts(READER.parse(marked)))
    signs = set(MARKED.findall(texts))
    written = re.sub(f"{MARK}([0-9]+){END}", lambda match: "\\" if match[1] in signs else "", marked)
    return written if READER.render(written) == READER.render(markdown) else markdown


def _texts(tokens):
    for token in tokens:
        if token.type == "text":
            yield token.content
        yield from _texts(token.children or ())
