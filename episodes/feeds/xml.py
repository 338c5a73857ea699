"""What all feeds share: elements whose text is never malformed, and answers that a reader may keep."""

import hashlib
import re
import time
from functools import wraps
from html import escape

from django.core.cache import cache
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe
from lxml import etree

# XML 1.0 has no place for these, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


#: How long it is known when an answer was first given, in seconds.
REMEMBERED = 30 * 86_400


def clean(text):
    return FORBIDDEN.sub("", str(text))


def add(parent, name, text=None, **attributes):
    """A child of ``parent`` with a text and attributes; those that are None are left out.

    An underscore ends the name of an attribute that is a word of the language, or an argument here: ``text_``.
    """
    child = etree.SubElement(parent, name)
    for key, value in attributes.items():
        if value is not None:
            child.set(key.rstrip("_"), clean(value))
    if text is not None:
        child.text = clean(text)
    return child


def as_html(text):
    """Plain text for an element that RSS readers take for HTML: https://www.rssboard.org/rss-profile#element-description"""
    return escape(text, quote=False)


def to_bytes(root):
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def feed_view(content_type, find_present=None, address=""):
    """A public feed: GET and HEAD only, for everybody's reader, answered by 304 where nothing is new.

    The view returns the feed as bytes. What is missing gives 404; where ``find_present`` knows what its names lead to
    now, a permanent redirect to what the method ``address`` of that says.
    """

    def decorate(view):
        @require_safe
        @wraps(view)
        def wrapped(request, **names):
            try:
                body = view(request, **names)
            except ObjectDoesNotExist:
                present = find_present(*names.values()) if find_present else None
                if not present or (path := getattr(present, address)()) == request.path:
                    raise Http404 from None
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
            response = HttpResponse(body, content_type=content_type)
            response["Access-Control-Allow-Origin"] = "*"
            return unless_seen(request, response)

        return wrapped

    return decorate


def unless_seen(request, response):
    """``response``, or 304 for a reader who has it: by its ETag, or by the moment that was told with it.

    What a feed says may change back, as when its newest episode is withdrawn. So the moment is when this answer was
    first given, and a reader has it who names the very same.
    """
    digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
    first = cache.get_or_set(f"answered:{digest}", lambda: int(time.time()), REMEMBERED)
    response["ETag"], response["Last-Modified"] = f'"{digest}"', http_date(first)
    asked = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return get_conditional_response(request, response["ETag"], first if asked == first else None, response)
