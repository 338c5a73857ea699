"""The formats of transcripts behind one door: what a text is in is found out from the text."""

import re

from django.utils.translation import gettext_noop

from episodes.transcripts import html, podcast_json, speaker_text, srt, webvtt
from episodes.transcripts.cues import Format, Transcript, TranscriptError
from episodes.transcripts.names import with_names

#: By name, in the order in which they are offered. HTML is only read.
FORMATS = {
    format.name: format
    for format in (
        Format("vtt", "vtt", "text/vtt", webvtt.parse, webvtt.write),
        Format("srt", "srt", "application/x-subrip", srt.parse, srt.write),
        Format("json", "json", "application/json", podcast_json.parse, podcast_json.write),
        Format("text", "txt", "text/plain", speaker_text.parse, speaker_text.write, needs_times=False),
    )
}
#: Twenty hours of talk have about a million letters; in JSON, word by word, ten times that.
LONGEST = 20_000_000

SIGNED = re.compile(r"\s*WEBVTT(?:\s|$)")
NUMBERED = re.compile(r"\s*(?:[0-9]+\s+)?[0-9]{1,4}:[0-9:.,]+[ \t]*-->")
OBJECT = re.compile(r"\s*[{\[]\s*[\"{\]}]")
TAGGED = re.compile(r"\s*(?:<!doctype html|<!--|<html|<head|<body|<cite|<time|<p[\s>]|<div[\s>])", re.IGNORECASE)
ENDINGS = {"vtt": "vtt", "srt": "srt", "json": "json", "html": "html", "htm": "html"}
MEDIA_TYPES = {
    "text/vtt": "vtt",
    "application/srt": "srt",
    "application/x-subrip": "srt",
    "application/json": "json",
    "text/html": "html",
}

TOO_LONG = gettext_noop("The transcript has more than %(most)d million characters.")
EMPTY = gettext_noop("The transcript is empty.")
NOTHING_SAID = gettext_noop("No line of the transcript has words.")


def format_of(text: str, name: str = "", content_type: str = "") -> str:
    """The name of the format that ``text`` is in: a key of ``FORMATS``, or "html".

    The text itself says most; else the ending of the file's ``name``, else its ``content_type``.
    """
    start = text[:2000].removeprefix("\ufeff")
    for pattern, found in ((SIGNED, "vtt"), (OBJECT, "json"), (NUMBERED, "srt"), (TAGGED, "html")):
        if pattern.match(start):
            return found
    ending = name.rpartition(".")[2].lower()
    media_type = content_type.partition(";")[0].strip().lower()
    return ENDINGS.get(ending) or MEDIA_TYPES.get(media_type) or "text"


def read(text: str, name: str = "", content_type: str = "") -> Transcript:
    """The ``Transcript`` that ``text`` is, in whichever format, with names before the words as speakers.

    Words that stand one by one are put together to lines. Raises ``TranscriptError``.
    """
    if len(text) > LONGEST:
        raise TranscriptError(TOO_LONG, most=LONGEST // 1_000_000)
    if not text.strip("\ufeff \t\r\n"):
        raise TranscriptError(EMPTY)
    found = format_of(text, name, content_type)
    estimated = joined = 0
    if found == "json":
        cues, joined = podcast_json.parse_lines(text)
    elif found == "html":
        cues, estimated = html.parse_estimating(text)
    elif found == "text":
        cues, estimated = speaker_text.parse_estimating(text)
    else:
        cues = FORMATS[found].parse(text)
    if found == "vtt":
        cues = with_names(cues)
    if not cues:
        raise TranscriptError(NOTHING_SAID)
    return Transcript(found, cues, estimated, joined)
