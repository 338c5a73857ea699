"""Uploaded files under /media/, with byte ranges (RFC 9110), so that a player can seek.

Behind a web server that serves the folder itself this is never asked. Where they are in a bucket, it leads there.
"""

import logging
import os
import re
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

AUDIO = {
    "aac": "audio/aac",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "m4b": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "audio/mp4",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "webm": "audio/webm",
}
# Not SVG: it is a document that may hold scripts.
IMAGES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
SHOWN = AUDIO | IMAGES
MAX_AGE = 86_400  # seconds; a new upload gets a new name, so a day-old copy is rarely wrong
#: Seconds for which it is remembered where a file of a bucket is: a part of the day for which that is good.
LED_FOR = 3600
CHUNK = 64 * 1024
# One range only: several would need a multipart answer, and no player asks for them.
RANGE = re.compile(r"bytes=\s*([0-9]{0,30})-([0-9]{0,30})\s*", re.IGNORECASE)


class UnsatisfiableRange(Exception):
    """No byte of the file lies in the range that was asked for."""


@require_safe
def serve(request, name):
    """The file ``name`` below ``MEDIA_ROOT``: 200, 206, 304, 404, 412 or 416; 302 where it is in a bucket."""
    # "..", an empty part and hidden files never come from an upload.
    if any(part.startswith(".") or not part for part in name.split("/")) or "\0" in name:
        raise Http404
    if hasattr(default_storage, "address"):
        return _led(request, name)
    file, size, modified = _open(name)
    headers = _headers(name, size, modified)
    response = get_conditional_response(request, headers["ETag"], int(modified), HttpResponse(headers=headers))
    if response.status_code != 200:
        file.close()
        return response
    try:
        part = _asked_range(request, headers, size)
    except UnsatisfiableRange:
        file.close()
        headers["Content-Range"] = f"bytes */{size}"
        return HttpResponse(status=416, headers=headers)
    first, last = part or (0, size - 1)
    headers["Content-Length"] = str(last - first + 1)
    if part:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        file.close()
        return HttpResponse(status=status, headers=headers)
    return StreamingHttpResponse(Part(file, first, last - first + 1), status=status, headers=headers)


def _led(request, name):
    """To where the bucket has it; whoever only asks what it is, as directories of podcasts do, is told here.

    A signed address is for one way of asking and for a day, so nobody but the visitor may keep it.
    """
    if request.method == "HEAD":
        return _told(name)
    address, is_public = default_storage.address(name)
    who = "public" if is_public else "private"
    return HttpResponseRedirect(address, headers={"Cache-Control": f"{who}, max-age={LED_FOR}"})


def _told(name):
    try:
        facts = default_storage.facts(name)
    except FileNotFoundError:
        raise Http404 from None
    except OSError as error:
        logger.warning("Uploads can't be asked for: %s", error)
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    headers = {
        "Content-Type": facts.kind,
        "Content-Length": str(facts.size),
        "Accept-Ranges": "bytes",
        "ETag": facts.etag,
        "Last-Modified": http_date(facts.modified.timestamp()),
        "Cache-Control": "no-store",
    }
    return HttpResponse(headers=headers)


class Part:
    """``length`` bytes of an open file from ``first`` on, in chunks; closing it closes the file."""

    def __init__(self, file, first, length):
        self.file, self.left = file, length
        file.seek(first)

    def __iter__(self):
        while self.left and (chunk := self.file.read(min(CHUNK, self.left))):
            self.left -= len(chunk)
            yield chunk

    def close(self):
        self.file.close()


def _open(name):
    """``(file, bytes, seconds since 1970)``. Raises ``Http404`` for all that is no plain file below the folder."""
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        path = (root / name).resolve()
        if not path.is_relative_to(root) or not path.is_file():
            raise Http404
        file = path.open("rb")
    except (OSError, ValueError):  # Too long a name, a NUL in it, a file that may not be read.
        raise Http404 from None
    status = os.fstat(file.fileno())
    return file, status.st_size, status.st_mtime


def _headers(name, size, modified):
    kind = SHOWN.get(PurePosixPath(name).suffix[1:].lower())
    headers = {
        "Content-Type": kind or "application/octet-stream",
        "Accept-Ranges": "bytes",
        "Cache-Control": f"public, max-age={MAX_AGE}",
        "ETag": f'"{int(modified * 1e6):x}-{size:x}"',
        "Last-Modified": http_date(modified),
    }
    if not kind:
        headers["Content-Disposition"] = "attachment"
    return headers


def _asked_range(request, headers, size):
    """``(first, last)`` byte, or None for the whole file. Raises ``UnsatisfiableRange``."""
    match = RANGE.fullmatch(request.headers.get("Range", ""))
    # A range is for GET only, and only of the version that the client has a part of.
    if not match or request.method != "GET" or not _if_range(request, headers):
        return None
    first, last = match.groups()
    if first:
        start, end = int(first), min(int(last or size), size - 1)
        if last and int(last) < start:
            return None
    elif last:
        start, end = max(0, size - int(last)), size - 1
    else:
        return None
    if start >= size:
        raise UnsatisfiableRange
    return start, end


def _if_range(request, headers):
    condition = request.headers.get("If-Range", "").strip()
    if not condition or condition == headers["ETag"]:
        return True
    date = parse_http_date_safe(condition)
    return date is not None and date == parse_http_date_safe(headers["Last-Modified"])
