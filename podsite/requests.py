"""What is known of a request while it is answered: its id, which proxy, log and answer share, and its route."""

import logging
import re
import time
import uuid
from contextvars import ContextVar

from django.conf import settings

logger = logging.getLogger(__name__)

#: The request that is being answered, or None: a command, the clock.
current: ContextVar = ContextVar("request", default=None)

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
#: What is said of a request that no route takes.
NO_ROUTE = "none"


class RequestMiddleware:
    """The first of all. Takes the id that the proxy has given a request, or gives it one, and answers with it.

    A page that is kept was made for nobody in particular, so it has none; see ``podsite.kept``.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get(HEADER, "")
        request.id = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        token, begun = current.set(request), time.perf_counter()
        try:
            response = self.get_response(request)
            response[HEADER] = request.id
            if settings.LOG_REQUESTS:
                _tell(request, response.status_code, (time.perf_counter() - begun) * 1000)
            return response
        finally:
            current.reset(token)


def _tell(request, status, milliseconds):
    """A line an answer; not the address of the page, which may hold a secret, and of nobody who asked."""
    method, route = method_of(request), route_of(request)
    told = {"method": method, "route": route, "status": status, "ms": round(milliseconds, 1)}
    logger.info("%s %s: %d in %.1f ms", method, route, status, milliseconds, extra=told)


def route_of(request) -> str:
    """The pattern of the address, such as ``shows/<slug:show>/``: there are as many as the site has kinds of pages."""
    match = getattr(request, "resolver_match", None)
    return (match.route or "/") if match else NO_ROUTE


def method_of(request) -> str:
    """The method; those that HTTP does not know are one, since anybody can think up any number."""
    return request.method if request.method in METHODS else "other"


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
