"""Chapters: Podcasting 2.0 JSON chapters and WebVTT chapters, and back; and Podlove Simple Chapters.

JSON: https://podcasting2.org/docs/podcast-namespace/examples/chapters (application/json+chapters, version 1.2.0).
WebVTT: https://www.w3.org/TR/webvtt1/#introduction-chapters. Podlove: https://podlove.org/simple-chapters/, whose times
are normal play time (RFC 2326).
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from episodes.transcripts import webvtt
from episodes.transcripts.cues import LONGEST_MS, UNSTORABLE, Cue, TranscriptError, on_one_line
from episodes.transcripts.podcast_json import read_json, seconds_to_ms

LONGEST_TITLE, LONGEST_ADDRESS = 500, 1000
PLAY_TIME = re.compile(r"(?:npt:)?(?:(?:([0-9]{1,3}):)?([0-9]{1,3}):)?([0-9]{1,7})(?:[.,]([0-9]{1,9}))?")
ADDRESS = re.compile(r"https?://[^\s/?#]+\S*")

NO_CHAPTERS = gettext_noop("Line 1 has no chapters: its JSON must be an object with “chapters”, a list.")
NO_CHAPTER = gettext_noop("Chapter %(chapter)d must be an object with a startTime in seconds.")


@dataclass(frozen=True, slots=True)
class Chapter:
    """``end_ms`` is None where the chapter lasts until the next. One not ``in_contents`` changes the picture."""

    start_ms: int
    end_ms: int | None = None
    title: str = ""
    url: str = ""
    image_url: str = ""
    in_contents: bool = True


def read(text: str) -> list[Chapter]:
    """The chapters of a JSON or WebVTT file, by start. Raises ``TranscriptError``."""
    return parse_webvtt(text) if text.lstrip("\ufeff \t\r\n").startswith("WEBVTT") else parse_json(text)


def parse_json(text: str) -> list[Chapter]:
    """The chapters of a JSON file, by start; addresses that are none of the web are left out."""
    data = read_json(text)
    chapters = data.get("chapters") if isinstance(data, dict) else data
    if not isinstance(chapters, list):
        raise TranscriptError(NO_CHAPTERS)
    return by_start(_from_json(number, chapter) for number, chapter in enumerate(chapters, 1))


def write_json(chapters: Iterable[Chapter], **about) -> str:
    """A JSON file of ``chapters``, which ``parse_json`` reads back; ``about`` are the file's other names (title, …)."""
    rows = [
        {
            "startTime": _seconds(chapter.start_ms),
            **({"endTime": _seconds(chapter.end_ms)} if chapter.end_ms is not None else {}),
            **({"title": chapter.title} if chapter.title else {}),
            **({"url": chapter.url} if chapter.url else {}),
            **({"img": chapter.image_url} if chapter.image_url else {}),
            **({} if chapter.in_contents else {"toc": False}),
        }
        for chapter in chapters
    ]
    return json.dumps({"version": "1.2.0", **about, "chapters": rows}, ensure_ascii=False)


def parse_webvtt(text: str) -> list[Chapter]:
    """The chapters of a WebVTT file, by start; they have times and titles only."""
    return by_start(
        Chapter(cue.start_ms, max(cue.end_ms, cue.start_ms), cue.text[:LONGEST_TITLE]) for cue in webvtt.parse(text)
    )


def write_webvtt(chapters: Iterable[Chapter], duration_ms: int | None = None) -> str:
    """A WebVTT file of the chapters that have a title. One without an end lasts until the next, or to the very end."""
    named = [chapter for chapter in chapters if chapter.title and chapter.in_contents]
    starts = [chapter.start_ms for chapter in named[1:]] + [duration_ms or 0]
    return webvtt.write(
        Cue(chapter.start_ms, max(chapter.end_ms or after, chapter.start_ms), chapter.title)
        for chapter, after in zip(named, starts, strict=False)
    )


def of_values(start: str, title: str = "", href: str = "", image: str = "") -> Chapter | None:
    """A Podlove chapter from the attributes of its element; None where its start is no time."""
    start_ms = play_time(start)
    if start_ms is None:
        return None
    return Chapter(start_ms, None, on_one_line(title)[:LONGEST_TITLE], web_address(href), web_address(image))


def play_time(text: str) -> int | None:
    """Milliseconds of a normal play time: ``1:02:03.5``, ``62:03`` or ``3723``; None for anything else."""
    match = PLAY_TIME.fullmatch(text.strip())
    if not match:
        return None
    hours, minutes, seconds, fraction = match.groups()
    whole = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds)
    ms = whole * 1000 + int((fraction or "0")[:3].ljust(3, "0"))
    return ms if ms <= LONGEST_MS else None


def by_start(chapters: Iterable[Chapter | None]) -> list[Chapter]:
    """Those that are there, by start; several that begin together stay in their order."""
    return sorted(filter(None, chapters), key=lambda chapter: chapter.start_ms)


def web_address(value) -> str:
    """``value`` if it is an address of the web that a page may link to, else an empty text."""
    text = value.strip() if isinstance(value, str) else ""
    return text if ADDRESS.fullmatch(text) and not UNSTORABLE.search(text) and len(text) <= LONGEST_ADDRESS else ""


def _from_json(number, chapter):
    start_ms = seconds_to_ms(chapter.get("startTime")) if isinstance(chapter, dict) else None
    if start_ms is None:
        raise TranscriptError(NO_CHAPTER, chapter=number)
    end_ms = seconds_to_ms(chapter.get("endTime"))
    title = chapter.get("title")
    return Chapter(
        start_ms,
        end_ms if end_ms is not None and end_ms >= start_ms else None,
        on_one_line(title)[:LONGEST_TITLE] if isinstance(title, str) else "",
        web_address(chapter.get("url")),
        web_address(chapter.get("img")),
        chapter.get("toc") is not False,
    )


def _seconds(ms):
    return ms // 1000 if ms % 1000 == 0 else ms / 1000
