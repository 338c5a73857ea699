"""Answers of the API: JSON that anybody may read and keep, and problems that say what is wrong (RFC 9457)."""

import hashlib
import json
from functools import wraps
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt

METHODS = "GET, HEAD, OPTIONS"
KEPT = 60  # seconds
ASKED_KEPT = 86_400  # seconds that a browser need not ask again whether it may ask


def open_to_all(view):
    """Pages of every site may ask ``view``, by GET and HEAD; other methods are answered by a problem."""

    # Nothing is written and no cookie is read: a POST is told what it may do, not that it lacks a token.
    @csrf_exempt
    @wraps(view)
    def wrapped(request, **names):
        if request.method == "OPTIONS":
            response = HttpResponse(status=HTTPStatus.NO_CONTENT)
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = "Accept, If-None-Match, If-Modified-Since"
            response["Access-Control-Max-Age"] = str(ASKED_KEPT)
        elif request.method in ("GET", "HEAD"):
            response = view(request, **names)
        else:
            response = problem(HTTPStatus.METHOD_NOT_ALLOWED, "This API is read by GET and HEAD; it writes nothing.")
        if response.status_code in (HTTPStatus.NO_CONTENT, HTTPStatus.METHOD_NOT_ALLOWED):
            response["Allow"] = METHODS
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"
        return response

    return wrapped


def answer(request, value, *, links=(), changed=None, content_type="application/json"):
    """``value`` as JSON with an ETag, or 304 where that is what the asker has.

    ``links`` are ``(address, rel, media type or "")``; ``changed`` is when it last did, where that is known. What is
    the same is told by the ETag alone: a name that is changed elsewhere changes an answer, and no date.
    """
    body = to_bytes(value)
    response = HttpResponse(body, content_type=content_type)
    response["ETag"] = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response["Cache-Control"] = f"public, max-age={KEPT}"
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    if links:
        response["Link"] = ", ".join(_link(*link) for link in links)
    return get_conditional_response(request, response["ETag"], None, response)


def _link(address, rel, media_type):
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{address}>; rel="{rel}"{kind}'


def problem(status, detail, **more):
    """A problem document: ``detail`` is one sentence, ``more`` names what it is about."""
    status = HTTPStatus(status)
    value = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": str(detail), **more}
    return HttpResponse(to_bytes(value), status=status, content_type="application/problem+json")


def to_bytes(value):
    # A part of what somebody typed may come back in a problem: half a character has no bytes.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
