"""Transcripts and chapters as files, for players and for everybody else's programs."""

import hashlib
from functools import wraps

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from episodes.models import Cue
from episodes.queries.addresses import present_episode
from episodes.queries.chapters import chapters_of, episode_of_chapters
from episodes.queries.transcript_file import transcript_of_episode
from episodes.transcripts import chapters as plain
from episodes.transcripts.formats import FORMATS
from episodes.views.pages import page_view

BY_ENDING = {format.ending: format for format in FORMATS.values()}
CHAPTER_TYPES = {"json": "application/json+chapters", "vtt": "text/vtt"}


def file_view(view):
    """The view returns ``(text, media type)``, and the name to save it by where nobody reads it in a browser.

    Any site may read the file, and nobody need fetch it twice.
    """

    @wraps(view)
    def wrapped(request, **names):
        text, media_type, *name = view(request, **names)
        body = text.encode()
        charset = "" if "json" in media_type else "; charset=utf-8"
        response = HttpResponse(body, content_type=f"{media_type}{charset}")
        response["ETag"] = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        response["Access-Control-Allow-Origin"] = "*"
        if name:
            response["Content-Disposition"] = content_disposition_header(True, *name)
        return get_conditional_response(request, response["ETag"], None, response)

    return wrapped


def present_file(address):
    """Finds the present address of a file whose last name is its ending; for ``page_view``."""

    def find(show, episode, ending):
        present = present_episode(show, episode)
        return present and named_file(getattr(present, address)(ending))

    return find


def named_file(url):
    """What ``page_view`` takes for something whose address is ``url``."""
    return _File(url)


class _File:
    def __init__(self, url):
        self.url = url

    def get_absolute_url(self):
        return self.url


@page_view(present_file("get_transcript_file_url"))
@file_view
def transcript_file(request, show, episode, ending):
    _episode, cues = transcript_of_episode(show, episode)
    format = BY_ENDING[ending]
    if not cues or (format.needs_times and cues[0].start_ms is None):
        raise Cue.DoesNotExist
    return format.write(cues), format.media_type


@page_view(present_file("get_chapters_file_url"))
@file_view
def chapters_file(request, show, episode, ending):
    found = episode_of_chapters(show, episode)
    chapters = chapters_of(found, lambda path: f"{settings.SITE_URL}{path}")
    if not chapters:
        raise found.chapters.model.DoesNotExist
    if ending == "json":
        return plain.write_json(chapters, title=found.title, podcastName=found.show.title), CHAPTER_TYPES[ending]
    return plain.write_webvtt(chapters, found.duration_ms), CHAPTER_TYPES[ending]
