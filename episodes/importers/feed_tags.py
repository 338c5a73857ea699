"""The children of a feed's element by the names that everybody knows them under, and their values, cleaned.

A namespace is known by its address or, where it was not declared, by its prefix.
"""

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, urlsplit

from django.utils.translation.trans_null import gettext_noop  # needs no settings
from lxml import etree

from episodes.importers.feed_values import Doubt

LONGEST_URL = 1000
PREFIXES = {
    "www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "podcastindex.org/namespace/1.0": "podcast",
    "github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "purl.org/rss/1.0/modules/content": "content",
    "www.w3.org/2005/atom": "atom",
    "purl.org/atom/ns#": "atom",
    "search.yahoo.com/mrss": "media",
    "podlove.org/simple-chapters": "psc",
    "purl.org/dc/elements/1.1": "dc",
    "www.google.com/schemas/play-podcasts/1.0": "googleplay",
    "creativecommons.org/ns#": "cc",
    "backend.userland.com/creativecommonsrssmodule": "cc",
    # What RSS itself is in, where it is in anything.
    "purl.org/rss/1.0": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "backend.userland.com/rss2": "",
    "backend.userland.com/rss": "",
}
PLAIN_URL = re.compile(r"[\w!#$%&'()*+,/:;=?@\[\]~.-]*", re.ASCII)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
HAS_ENTITY = re.compile(r"&(?:#\w+|[A-Za-z]\w*);")
HAS_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")

TOO_LONG = gettext_noop("%(what)s has more than %(most)d characters, and was cut.")
NO_ADDRESS = gettext_noop("%(what)s: “%(text)s” is no web address.")


@dataclass
class Tags:
    """The children of ``element`` by name; in Atom the prefix ``atom:`` is left out. ``doubts`` is shared."""

    element: etree._Element
    doubts: list[Doubt] = field(default_factory=list)
    line: int = 0

    def __post_init__(self):
        self.line = self.line or self.element.sourceline or 0
        self.children = {}
        for child in self.element:
            if isinstance(child.tag, str):
                self.children.setdefault(name_of(child), []).append(child)

    def all(self, *names):
        """The children of these names, those of the first name first."""
        return [child for name in names for child in self.children.get(name, ())]

    def first(self, *names):
        """The first of these names that has something in it: words, children or attributes."""
        return next(
            (child for child in self.all(*names) if len(child) or child.attrib or (child.text or "").strip()), None
        )

    def text(self, *names, most=None, what=""):
        """The first of these names that has words, on one line."""
        found = next((words for child in self.all(*names) if (words := line_of(child))), "")
        return self.cut(found, most, what) if most else found

    def cut(self, text, most, what):
        """``text`` with at most ``most`` characters."""
        if len(text) <= most:
            return text
        self.doubt(TOO_LONG, what=what, most=most)
        return text[: most - 1].rstrip() + "…"

    def raw(self, *names):
        """The first of these names that is not empty, as HTML or text with its lines."""
        return next((words for child in self.all(*names) if (words := inner(child).strip())), "")

    def url(self, text, what):
        """A web address as it can be kept, or an empty string, doubted where there was something."""
        found = address_of(text)
        if text and text.strip() and not found:
            self.doubt(NO_ADDRESS, what=what, text=text.strip()[:80])
        return found

    def flag(self, *names):
        """True, False or None of "yes", "clean", "true" and the like."""
        word = self.text(*names).casefold()
        if word in {"yes", "true", "explicit", "1"}:
            return True
        return False if word in {"no", "false", "clean", "0", "not explicit", "noexplicit"} else None

    def doubt(self, template, **params):
        self.doubts.append(Doubt(self.line, template, params))


def name_of(element):
    """``itunes:author``, ``title``, ``atom:link``; an unknown namespace makes a name that nobody asks for."""
    return _name(element.tag)


@lru_cache(maxsize=1024)
def _name(tag):
    if tag.startswith("{"):
        address, _brace, local = tag[1:].partition("}")
        address = address.partition("://")[2] or address
        prefix = PREFIXES.get(address.lower().rstrip("/"), "?")
    else:
        prefix, _colon, local = tag.rpartition(":")
    return f"{prefix.lower()}:{local}" if prefix else local


def attribute(element, *names):
    """The first of these attributes that is not empty, white space trimmed."""
    return next((value for name in names if (value := " ".join(element.get(name, "").split()))), "")


def line_of(element):
    """The words of an element on one line. Entities that were escaped twice are read, tags left as they are."""
    return plain_line("".join(element.itertext()))


def plain_line(text):
    """A text on one line, as people read it."""
    if "&" in text and HAS_ENTITY.search(text):
        text = html.unescape(text)
    return " ".join(CONTROL.sub(" ", text).split())


def inner(element):
    """What stands in an element: its text, or the markup of its children (XHTML in Atom, or HTML not escaped)."""
    if not len(element):
        return element.text or ""
    for child in element.iter(etree.Element):
        child.tag = child.tag.rpartition("}")[2].rpartition(":")[2]
    parts = [html.escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode", method="html") for child in element]
    return "".join(parts)


def address_of(text):
    """An http(s) address with what must not stand in one escaped, or an empty string."""
    text = html.unescape(text) if "&" in (text or "") else text or ""
    text = "".join(text.split("\n")).strip() if "\n" in text else text.strip()
    if text[:2] == "//":
        text = "https:" + text
    if not PLAIN_URL.fullmatch(text):
        text = quote(text, safe="!#$%&'()*+,/:;=?@[]~") if text.isascii() else _quoted(text)
    try:
        parts = urlsplit(text)
        _port = parts.port
    except ValueError:
        return ""
    fine = parts.scheme in {"http", "https"} and parts.hostname and len(text) <= LONGEST_URL
    return text if fine and re.fullmatch(r"[^\s<>\"\\^`{|}/?#@]+", parts.hostname) else ""


def _quoted(text):
    """The same where letters beyond ASCII stand: in the name of the host they stay."""
    scheme, slashes, rest = text.partition("://")
    host, slash, path = rest.partition("/")
    return scheme + slashes + "".join(host.split()) + slash + quote(path, safe="!#$%&'()*+,/:;=?@[]~")
