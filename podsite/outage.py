"""The page that is shown where none could be made: what is the matter, for how long, and what was typed, unlost."""

import logging
import sys
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from podsite.logs import scrubbed
from podsite.media_storage import BucketGone, MediaGone
from podsite.requests import route_of

logger = logging.getLogger(__name__)

#: Seconds after which it is worth asking again, in ``Retry-After``.
RETRY_AFTER = 10
#: ENOSPC, EDQUOT, EFBIG, EROFS, EIO.
NO_ROOM = {28, 122, 27, 30, 5}
#: What SQLite and PostgreSQL say where nothing more can be written.
FULL = ("disk is full", "disk I/O error", "No space left on device", "readonly database", "could not extend file")
#: A text of so many letters was typed by somebody, and not chosen.
TYPED = 20
UNTYPED = {"csrfmiddlewaretoken"}


@dataclass(frozen=True)
class Outage:
    """``what`` is said in the log, ``title`` and ``sentence`` on the page."""

    what: str
    title: str
    sentence: str


DATABASE = Outage(
    "the database can't be reached",
    _("Back in a moment"),
    _("The site can't reach its database just now. It looks again by itself; please try again in a minute."),
)
ROOM = Outage(
    "nothing more can be written",
    _("There is no room to save this"),
    _("The disk of the site is full, so nothing was saved. Pages can still be read; whoever runs the site makes room."),
)
MEDIA = Outage(
    "the folder or the bucket of uploads is gone",
    _("Uploads can't be reached"),
    _("The site can't reach its uploaded files just now, so nothing was saved. Please try again in a minute."),
)


def failing(request):
    """Django's ``handler500``: 503 with a clear page where something outside of the program is gone, else 500.

    It asks no database and no cache for anything, and never fails itself.
    """
    error = sys.exc_info()[1]
    outage = outage_of(error)
    if outage is None:
        return HttpResponse(_page("500.html", {}), status=500)
    logger.warning("503 for %s, since %s: %s", route_of(request), outage.what, _cause(error))
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        problem = {"type": "about:blank", "title": str(outage.title), "status": 503, "detail": str(outage.sentence)}
        response = JsonResponse(problem, status=503, content_type="application/problem+json")
    else:
        response = HttpResponse(_page("503.html", {"outage": outage, **_typed(request)}), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    # It is in the log by now, and as one line: a hundred visitors would leave a hundred tracebacks.
    response._has_been_logged = True
    return response


def outage_of(error) -> Outage | None:
    """What is gone, by an exception or what has led to it; None for an error of the program."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, (BucketGone, MediaGone)):
            return MEDIA
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            return ROOM
        if isinstance(error, DatabaseError) and any(words in str(error) for words in FULL):
            return ROOM
        if isinstance(error, (OperationalError, InterfaceError)):
            return DATABASE
        error = error.__cause__ or error.__context__
    return None


def _cause(error):
    return scrubbed(f"{type(error).__name__}: {' '.join(str(error).split())}")[:300]


def _typed(request):
    """What was sent with a form that was let in: to copy, and to send again as it is. Nothing where a password is."""
    if request.method != "POST" or not getattr(request, "csrf_processing_done", False):
        return {}
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values]
        has_files = bool(request.FILES)
    except Exception:  # What is too much to be read was not read before either.
        return {}
    if any("password" in name for name, _value in sent):
        return {}
    texts = [
        (name, value) for name, value in sent if name not in UNTYPED and (len(value) >= TYPED or "\n" in value.strip())
    ]
    return {"again": request.get_full_path(), "sent": sent, "texts": texts, "has_files": has_files}


def _page(template, context):
    try:
        return render_to_string(template, context)
    except Exception:  # No style sheets were collected, say.
        logger.exception("The page of an error could not be made.")
        outage = context.get("outage")
        return f"<!doctype html><title>{outage.title if outage else 'Something went wrong'}</title>"
