"""The parts of an episode page, told by its headings: opening, show, sections, related titles."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from episodes.importers.plain import Paragraph
from episodes.importers.report import ImportRefused

OPENING, HIGHLIGHTS, CLIPS, RELATED = "", "episode highlights", "popular clips", "related episodes"
HEADINGS = {HIGHLIGHTS, CLIPS, RELATED}
PUBLISHED = re.compile(r"published\b(?:\s+on\b)?\s*:?\s*", re.IGNORECASE)
LOGO = re.compile(r"(?P<show>\S.*) logo", re.IGNORECASE)
LONGEST_DATE_LINE = 60
LONGEST_LABEL = 120
SENTENCE_ENDS = tuple('.!?…”"。！？')


class PageError(ImportRefused):
    """A text that is not an episode page. The message is one sentence, with the line where there is one."""

    def __init__(self, sentence, line=None):
        self.line = line
        super().__init__(at_line(line, sentence) if line else sentence)


def at_line(line, sentence):
    """``line 7: sentence``"""
    return _("line %(line)d: %(sentence)s") % {"line": line, "sentence": sentence}


@dataclass
class Parts:
    """Paragraphs by part. ``heading_line`` is that of the sections; ``doubts`` are ``(line, sentence)``.

    ``has_begun`` says that more than labels has come below "Episode Highlights": a section has a sentence or a rule.
    """

    opening: list[Paragraph] = field(default_factory=list)
    show: Paragraph | None = None
    sections: list[Paragraph] = field(default_factory=list)
    related: list[Paragraph] = field(default_factory=list)
    heading_line: int = 0
    has_begun: bool = False
    doubts: list[tuple[int, str]] = field(default_factory=list)


def heading(text: str) -> str:
    """The heading that a line is, in small letters, or an empty string."""
    name = text.rstrip(" :").casefold()
    return name if name in HEADINGS else ""


def is_alone(line: str, first: bool) -> bool:
    """Whether a line is a paragraph whatever stands beside it: a heading, or the date that opens a run of lines."""
    return bool(heading(line)) or (first and len(line) <= LONGEST_DATE_LINE and PUBLISHED.match(line) is not None)


def parts_of(paragraphs: Iterable[Paragraph]) -> Parts:
    """Sorts the paragraphs of a page into its parts. Raises ``PageError`` where the sections have no heading."""
    parts, place = Parts(), OPENING
    for paragraph in paragraphs:
        if name := heading(paragraph.text):
            place = name
            if name != RELATED:
                _leave_the_tabs(parts)
            if name == HIGHLIGHTS:
                parts.heading_line = paragraph.line
        elif place != OPENING and (logo := _logo(parts, paragraph)):
            _leave_the_tabs(parts)
            parts.show = Paragraph(paragraph.line, logo["show"])
        else:
            _put(parts, place, paragraph)
    if not parts.heading_line:
        raise PageError(_("This is not an episode page: no line of it is “Episode Highlights”."))
    return parts


def _put(parts, place, paragraph):
    if place == OPENING:
        parts.opening.append(paragraph)
    elif place == HIGHLIGHTS:
        parts.sections.append(paragraph)
        parts.has_begun = parts.has_begun or not _is_label(paragraph)
    elif paragraph.is_rule:
        return
    elif place == RELATED:
        parts.related.append(paragraph)
    else:
        _doubt_unread(parts, paragraph)


def _logo(parts, paragraph):
    return LOGO.fullmatch(paragraph.text) if parts.show is None and not parts.has_begun else None


def _is_label(paragraph):
    is_long = len(paragraph.text) > LONGEST_LABEL
    return not (is_long or paragraph.text.endswith(SENTENCE_ENDS) or paragraph.is_rule)


def _leave_the_tabs(parts):
    """The first "Episode Highlights" is a tab above the logo: what stood between them and the sections is none."""
    if not parts.has_begun:
        for paragraph in parts.sections:
            _doubt_unread(parts, paragraph)
        parts.sections.clear()


def _doubt_unread(parts, paragraph):
    parts.doubts.append((paragraph.line, _("“%(text)s” was not read.") % {"text": shortened(paragraph.text)}))


def shortened(text):
    """The beginning of a text, for a sentence that quotes it."""
    return text if len(text) <= 80 else text[:79].rstrip() + "…"
