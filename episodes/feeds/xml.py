"""What all feeds share: elements whose text is never malformed, and answers that a reader may keep."""

import hashlib
import re
from functools import wraps

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from lxml import etree

# XML 1.0 has no place for these, not even escaped.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
            response["ETag"] = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
            response["Access-Control-Allow-Origin"] = "*"
            return get_conditional_response(request, response["ETag"], None, response)

        return wrapped

    return decorate
