"""An episode page as plain text, read into plain values: show, date, title, summary, highlights, related titles.

The layout: ``Published May 4, 2023``, the title, the summary; ``Episode Highlights``; ``<Show> logo``; ``Popular
Clips``; ``Episode Highlights`` again with the sections, each a title, a body with citations, a pull quote, ``---``
and a takeaway; ``Related Episodes`` with titles.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from episodes.importers.dates import read_date
from episodes.importers.layout import LONGEST_DATE_LINE, PUBLISHED, PageError, is_alone, parts_of, shortened
from episodes.importers.numbering import Numbering
from episodes.importers.plain import LINE_END, paragraphs
from episodes.importers.sections import sections_of

MOST_CHARACTERS = 2 * 1024 * 1024
MOST_LINES = 50_000
MOST_PARAGRAPHS = 5_000
MOST_SECTIONS = 200


@dataclass(frozen=True)
class Section:
    """A highlight. ``body`` is Markdown with ``[n]``, ``cites`` its clip numbers in order, the rest is plain text."""

    title: str
    body: str
    quote: str
    takeaway: str
    cites: tuple[int, ...]
    line: int


@dataclass(frozen=True)
class Page:
    """``clips`` are working titles by number; ``related`` and ``doubts`` are ``(line, text)``.

    ``show`` is "" and ``published`` None where the page does not say.
    """

    show: str
    published: date | None
    title: str
    summary: str
    sections: tuple[Section, ...]
    clips: dict[int, str]
    related: tuple[tuple[int, str], ...]
    doubts: tuple[tuple[int, str], ...]


def parse(text: str) -> Page:
    """Reads a page. Raises ``PageError`` where the text is none."""
    _check(text)
    found = paragraphs(text, is_alone)
    if len(found) > MOST_PARAGRAPHS:
        raise PageError(
            _("a page has at most %(most)d paragraphs, and this begins another.") % {"most": MOST_PARAGRAPHS},
            found[MOST_PARAGRAPHS].line,
        )
    parts = parts_of(found)
    reader = _Reader(list(parts.doubts))
    published, title, summary = reader.opening(parts.opening)
    sections = reader.sections(parts, [title, summary])
    show = _fitting(parts.show, 200, _("name of the show")) if parts.show else ""
    return Page(
        show=show,
        published=published,
        title=title,
        summary=summary,
        sections=sections,
        clips=reader.clips,
        related=tuple((paragraph.line, paragraph.text) for paragraph in parts.related),
        doubts=tuple(sorted(reader.doubts, key=lambda doubt: doubt[0])),
    )


def _check(text):
    if not text.strip("\ufeff \t\r\n"):
        raise PageError(_("The page is empty."))
    if len(text) > MOST_CHARACTERS:
        raise PageError(_("The page is too long: at most %(most)d characters are read.") % {"most": MOST_CHARACTERS})
    if (at := text.find("\0")) >= 0:
        raise PageError(_("there is a NUL: this is a binary file, not a text."), text.count("\n", 0, at) + 1)
    if sum(1 for _end in LINE_END.finditer(text)) >= MOST_LINES:
        raise PageError(_("a page has at most %(most)d lines.") % {"most": MOST_LINES}, MOST_LINES + 1)


def _fitting(paragraph, longest, what):
    """The text of a paragraph that goes into a field of that length."""
    if len(paragraph.text) > longest:
        raise PageError(
            _("the %(what)s has %(length)d characters, and at most %(longest)d fit.")
            % {"what": what, "length": len(paragraph.text), "longest": longest},
            paragraph.line,
        )
    return paragraph.text


class _Reader:
    """Collects the clips and the doubts of a page while its parts are read in order."""

    def __init__(self, doubts):
        self.doubts = doubts
        self.clips = {}
        self.numbering = Numbering()

    def opening(self, opening):
        """``(date or None, title, summary)``"""
        texts, published = [], None
        for paragraph in opening:
            said = PUBLISHED.sub("", paragraph.text, count=1)
            if paragraph.is_rule:
                continue
            if published is None and (published := read_date(said)):
                continue
            if not texts and len(paragraph.text) <= LONGEST_DATE_LINE and PUBLISHED.match(paragraph.text):
                raise PageError(
                    _("“%(text)s” has no date that can be read; write it like May 4, 2023.")
                    % {"text": shortened(paragraph.text)},
                    paragraph.line,
                )
            texts.append(paragraph)
        if not texts:
            raise PageError(_("This is not an episode page: no title stands above “Episode Highlights”."))
        title, *summary = texts
        if published is None:
            self.doubts.append((title.line, _("there is no date of publication at the top of the page.")))
        if not summary:
            self.doubts.append((title.line, _("there is no summary below the title.")))
        return published, _fitting(title, 300, _("title")), "\n\n".join(paragraph.text for paragraph in summary)

    def sections(self, parts, names):
        found, doubts = sections_of(parts.sections)
        if not found:
            raise PageError(_("no highlight follows “Episode Highlights”."), parts.heading_line)
        if len(found) > MOST_SECTIONS:
            raise PageError(
                _("a page has at most %(most)d highlights, and this begins another.") % {"most": MOST_SECTIONS},
                found[MOST_SECTIONS].title.line,
            )
        self.doubts += doubts
        self.numbering = Numbering.of(
            [
                (paragraph.line, paragraph.text)
                for section in found
                for paragraph in (*section.before_rule, *section.takeaway)
            ],
            [*names, *(section.title.text for section in found)],
        )
        return tuple(self._section(section) for section in found)

    def _section(self, raw):
        read = [self._cited(paragraph) for paragraph in raw.before_rule]
        quote = ""
        if raw.has_rule and not read[-1].numbers:
            if len(read) > 1:
                read.pop()
                quote = raw.before_rule[-1].text
            else:
                self._doubt(
                    raw.title,
                    _("“%(text)s” has one paragraph above its rule, which is read as its text; it has no quote."),
                )
        for cited in read:
            for number, title in cited.titles().items():
                self.clips.setdefault(number, title or _("Clip %(number)d") % {"number": number})
        for paragraph in raw.takeaway:
            if self._cited(paragraph).numbers:
                self._doubt(paragraph, _("a takeaway cites no clip, so the number in “%(text)s” stays text."))
        if raw.has_rule and not raw.takeaway:
            self._doubt(raw.title, _("“%(text)s” has no takeaway below its rule."))
        return Section(
            title=_fitting(raw.title, 200, _("title of a highlight")),
            body="\n\n".join(cited.markdown for cited in read),
            quote=quote,
            takeaway=self._takeaway(raw.takeaway),
            cites=tuple(number for cited in read for number in cited.numbers),
            line=raw.title.line,
        )

    def _takeaway(self, found):
        if not found:
            return ""
        text = " ".join(paragraph.text for paragraph in found)
        return _fitting(type(found[0])(found[0].line, text), 500, _("takeaway"))

    def _cited(self, paragraph):
        cited = self.numbering.read(paragraph.text, paragraph.line)
        self.doubts += [(paragraph.line, sentence) for sentence in cited.doubts]
        return cited

    def _doubt(self, paragraph, sentence):
        self.doubts.append((paragraph.line, sentence % {"text": shortened(paragraph.text)}))
