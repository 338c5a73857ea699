"""Reads answers back with parsers that are not ours, and says what in them is more than text."""

import json
import re
from urllib.parse import urlsplit

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

from tests.text.allowed import ATTRIBUTES, ELEMENTS

SITE = "http://127.0.0.1:8000"
#: What Markdown makes of words, in whatever place it is read.
MARKDOWN = {(tag, "") for tag in ELEMENTS} | {(tag, name) for tag, names in ATTRIBUTES.items() for name in names}
DATA = {"application/ld+json", "application/json"}
OURS = ("/static/", f"{SITE}/static/", "/admin/jsi18n/")
NEVER = {"base", "iframe", "object", "embed", "frame", "frameset", "applet", "portal", "noscript", "plaintext", "xmp"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "background", "cite", "ping", "xlink:href"}
FETCHED = {"img", "link", "script", "audio", "video", "source", "track", "input", "image", "use"}
#: The last one opens the app that a second factor is set up in.
SCHEMES = {"", "http", "https", "mailto", "otpauth"}
NO_FILLING = re.compile(r"[\x00-\x20]")


def elements(html):
    """``[(tag, {attribute: value})]`` as a browser's parser finds them."""
    nodes = LexborHTMLParser(html).root.traverse(include_text=False)
    return [(node.tag, node.attributes) for node in nodes if not node.tag.startswith(("-", "_"))]


def pairs(html):
    """``{(element, attribute)}``, and each element with an empty one."""
    return {(tag, name) for tag, attributes in elements(html) for name in ("", *attributes)}


def offences(html, known=frozenset()):
    """What in a page runs, fetches or sends something elsewhere, or is no element or attribute that is ``known``."""
    return [offence for tag, attributes in elements(html) for offence in _offences(tag, attributes, known)]


def _offences(tag, attributes, known):
    yield from (f"<{tag} {name}>" for name in ("", *attributes) if known and (tag, name) not in known)
    if tag in NEVER:
        yield f"<{tag}>"
    if tag == "meta" and "http-equiv" in attributes:
        yield "a meta that acts"
    if tag == "script" and attributes.get("type") not in DATA and not (attributes.get("src") or "").startswith(OURS):
        yield "a script that is not ours"
    for name, value in attributes.items():
        value = value or ""
        if name.startswith("on") or name in ("style", "srcdoc"):
            yield f"<{tag} {name}={value!r}>"
        if name in ADDRESSES and (wrong := _is_wrong(tag, name, value)):
            yield f"<{tag} {name}={value!r}> {wrong}"


def _is_wrong(tag, name, value):
    value = NO_FILLING.sub("", value)
    try:
        parts = urlsplit(value)
    except ValueError:
        return "" if value.startswith(("http://", "https://", "/", "#", "?")) else "is no address"
    if parts.scheme.lower() not in SCHEMES:
        return "has another scheme"
    # What is heard is wherever a feed says it is, and is fetched when somebody plays it.
    if (
        (tag in FETCHED - {"audio", "source"} or name.endswith("action"))
        and parts.netloc
        and not value.startswith(SITE)
    ):
        return "is asked for elsewhere"
    return ""


def _is_html(element):
    """Whether feed readers take the text of an element for HTML."""
    return element.tag == "description" or element.tag.endswith("}encoded") or element.get("type") == "html"


def graph_texts(html):
    """Every text in the JSON-LD of a page."""
    found = []
    for node in LexborHTMLParser(html).css('script[type="application/ld+json"]'):
        found += list(texts_of(json.loads(node.text())))
    return found


def texts_of(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from texts_of(each)
    elif isinstance(value, str):
        yield value


def wrong_in(response, known=frozenset()):
    """What is wrong with an answer of any kind that a page of ours may be."""
    kind, body = response["Content-Type"].partition(";")[0], response.content
    wrong = [] if response["X-Content-Type-Options"] == "nosniff" else ["its type may be guessed"]
    if response.status_code >= 500:
        wrong.append(f"status {response.status_code}")
    if kind == "text/html":
        graph_texts(body.decode())
        return wrong + offences(body.decode(), known)
    if kind.endswith("xml"):
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False))
        wrong += ["it has a document type"] if root.getroottree().docinfo.doctype else []
        tags = {etree.QName(each).namespace for each in root.iter(etree.Element)}
        wrong += ["it is a page"] if {"http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"} & tags else []
        html = [each.text for each in root.iter(etree.Element) if each.text and _is_html(each)]
        return wrong + [one for text in html for one in offences(f"<!doctype html><body>{text}")]
    if "json" in kind:
        json.loads(body)
        return wrong
    return wrong + ([] if kind.startswith(("text/", "application/x-")) and kind != "text/xml" else [f"type {kind}"])
