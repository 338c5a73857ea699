"""Reads what a feed links to: a transcript or chapters, in whichever format that the site knows."""

from django.utils.translation import gettext as _
from lxml import etree

from episodes.importers.feed_item import read_marks
from episodes.transcripts import chapters, formats
from episodes.transcripts.chapters import Chapter
from episodes.transcripts.cues import Cue, TranscriptError

MOST_CHAPTERS = 2_000


class ReadingRefused(ValueError):
    """A linked file that can't be used. The message is one sentence for people."""


def of_marks(marks) -> list[Chapter]:
    """The chapters that stand in the feed itself."""
    return [Chapter(mark.start_ms, None, mark.title, mark.url, mark.image_url) for mark in marks]


def read_transcript(fetched, kind: str = "") -> list[Cue]:
    """The cues of a transcript that was fetched; ``kind`` is the type that the feed names. Raises ``ReadingRefused``.

    ``fetched`` has ``url``, ``body``, ``content_type`` and ``charset``.
    """
    name = fetched.url.partition("?")[0]
    try:
        return formats.read(_text(fetched), name, kind or fetched.content_type).cues
    except TranscriptError as error:
        raise ReadingRefused(_(error.template) % error.params) from None


def read_chapters(fetched) -> list[Chapter]:
    """The chapters of a list that was fetched: JSON, WebVTT or Podlove's XML. Raises ``ReadingRefused``."""
    text = _text(fetched).lstrip("\ufeff \t\r\n")
    try:
        found = _of_xml(text) if text.startswith("<") else chapters.read(text)
    except TranscriptError as error:
        raise ReadingRefused(_(error.template) % error.params) from None
    if not found:
        raise ReadingRefused(_("There is no chapter in it."))
    return found[:MOST_CHAPTERS]


def _text(fetched):
    try:
        return fetched.body.decode(fetched.charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return fetched.body.decode("utf-8", "replace")


def _of_xml(text):
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    return of_marks(read_marks(root)[0]) if root is not None else []
