"""The sections below "Episode Highlights": title, body paragraphs, quote, ``---``, takeaway."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from episodes.importers.layout import PageError, shortened
from episodes.importers.plain import Paragraph
from episodes.text.slugs import name_key

LONGEST_TITLE = 120  # Where nothing else tells a title from a paragraph.
ENDS = tuple(".!?…:;,”\"'’。！？)")


@dataclass
class RawSection:
    """Paragraphs of a section as the page has them. ``before_rule`` are body and quote, not yet told apart."""

    title: Paragraph
    before_rule: list[Paragraph] = field(default_factory=list)
    has_rule: bool = False
    takeaway: list[Paragraph] = field(default_factory=list)


def sections_of(paragraphs: list[Paragraph]) -> tuple[list[RawSection], list[tuple[int, str]]]:
    """The sections, and doubts as ``(line, sentence)``. Raises ``PageError`` where a section has no title or text."""
    return _Reader(_without_contents(paragraphs)).read()


def _without_contents(paragraphs):
    """Drops a table of contents: titles at the beginning that come again further down."""
    names = [name_key(paragraph.text) for paragraph in paragraphs]
    last = {name: index for index, name in enumerate(names)}
    for index, paragraph in enumerate(paragraphs):
        if not _is_short(paragraph) or last[names[index]] == index:
            return paragraphs[index:]
    return paragraphs


def _is_short(paragraph):
    return not paragraph.is_rule and len(paragraph.text) <= LONGEST_TITLE and not paragraph.text.endswith(ENDS)


class _Reader:
    def __init__(self, paragraphs):
        self.paragraphs = paragraphs
        self.sections = []
        self.doubts = []

    def read(self):
        for index, paragraph in enumerate(self.paragraphs):
            section = self.sections[-1] if self.sections else None
            if paragraph.is_rule:
                self._rule(section, paragraph)
            elif section is None or self._opens(index, section):
                self._open(index, paragraph)
            elif section.has_rule:
                self._take_away(section, paragraph)
            else:
                section.before_rule.append(paragraph)
        for section in self.sections:
            if not section.before_rule:
                raise PageError(
                    _("the highlight “%(title)s” has no text.") % {"title": shortened(section.title.text)},
                    section.title.line,
                )
        return self.sections, self.doubts

    def _rule(self, section, paragraph):
        """A second rule of a section, or one before the first title, only separates."""
        if section and not section.has_rule:
            section.has_rule = True

    def _open(self, index, paragraph):
        if len(paragraph.text) > 200:
            raise PageError(
                _("the title of a highlight belongs here, and this is a paragraph: “%(text)s”")
                % {"text": shortened(paragraph.text)},
                paragraph.line,
            )
        if self.sections and not self.sections[-1].has_rule and not paragraph.bullet:
            self._doubt(paragraph, _("“%(text)s” was read as the title of a new highlight."))
        self.sections.append(RawSection(paragraph))

    def _opens(self, index, section):
        """Whether the paragraph is the title of another section."""
        paragraph, following = self.paragraphs[index], self._following(index)
        if following is None or following.is_rule or len(paragraph.text) > 200:
            return False
        if paragraph.bullet and not following.bullet and section.before_rule:
            return _is_short(paragraph) or paragraph.text.endswith(("?", "!")) or bool(section.takeaway)
        if section.has_rule and section.takeaway:
            return _is_short(paragraph) or (len(paragraph.text) <= LONGEST_TITLE and not _is_short(following))
        return bool(section.before_rule) and _is_short(paragraph) and not _is_short(following)

    def _take_away(self, section, paragraph):
        if section.takeaway:
            self._doubt(paragraph, _("“%(text)s” was read as part of the takeaway before it."))
        section.takeaway.append(paragraph)

    def _following(self, index):
        return self.paragraphs[index + 1] if index + 1 < len(self.paragraphs) else None

    def _doubt(self, paragraph, sentence):
        self.doubts.append((paragraph.line, sentence % {"text": shortened(paragraph.text)}))
