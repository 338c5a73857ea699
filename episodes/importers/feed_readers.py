"""Reads what a feed links to: a transcript, or chapters in one of the formats that the site knows.

Sources: Podcasting 2.0 chapters 1.2 (JSON), Podlove Simple Chapters 1.2 (XML).
"""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from episodes.importers.feed_dates import LONGEST_MS
from episodes.importers.feed_item import read_marks
from episodes.importers.feed_tags import address_of
from episodes.transcripts import webvtt
from episodes.transcripts.cues import TranscriptError

MOST_CHAPTERS = 2_000


class ReadingRefused(ValueError):
    """A linked file that can't be used. The message is one sentence for people."""


@dataclass(frozen=True)
class Chapter:
    start_ms: int
    end_ms: int | None = None
    title: str = ""
    url: str = ""
    image_url: str = ""
    in_contents: bool = True


def of_marks(marks) -> list[Chapter]:
    """The chapters that stand in the feed itself."""
    return [Chapter(mark.start_ms, None, mark.title, mark.url, mark.image_url) for mark in marks]


def read_transcript(fetched, kind: str = ""):
    """The cues of a transcript that was fetched; ``kind`` is the type that the feed names."""
    text = _text(fetched)
    try:
        cues = webvtt.parse(text)
    except TranscriptError as error:
        raise ReadingRefused(str(error)) from None
    if not cues:
        raise ReadingRefused(_("There is no line in it."))
    return cues


def read_chapters(fetched) -> list[Chapter]:
    """The chapters of a list that was fetched, in JSON or in XML."""
    text = _text(fetched).lstrip("\ufeff \t\r\n")
    chapters = _of_xml(text) if text.startswith("<") else _of_json(text)
    if not chapters:
        raise ReadingRefused(_("There is no chapter in it."))
    return sorted(chapters[:MOST_CHAPTERS], key=lambda chapter: chapter.start_ms)


def _text(fetched):
    try:
        return fetched.body.decode(fetched.charset or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return fetched.body.decode("utf-8", "replace")


def _of_json(text):
    try:
        entries = json.loads(text)["chapters"]
        return [chapter for entry in entries if (chapter := _of_entry(entry))]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ReadingRefused(_("It is no list of chapters.")) from None


def _of_entry(entry):
    start, end = _ms(entry.get("startTime")), _ms(entry.get("endTime"))
    if start is None:
        return None
    words = " ".join(str(entry.get("title") or "").replace("\0", "").split())[:500]
    url, picture = (address_of(str(entry.get(name) or "")) for name in ("url", "img"))
    return Chapter(start, end if end and end > start else None, words, url, picture, entry.get("toc") is not False)


def _ms(seconds):
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)) or not 0 <= seconds * 1000 <= LONGEST_MS:
        return None
    return round(seconds * 1000)


def _of_xml(text):
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, encoding="utf-8"
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    marks, _odd = read_marks(root) if root is not None else ([], 0)
    return of_marks(marks)
