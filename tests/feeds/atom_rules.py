"""The rules of RFC 4287 that a feed can break, as assertions; the numbers are its sections."""

import re
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ONCE = {"feed": ["id", "title", "updated"], "entry": ["id", "title", "updated"]}
AT_MOST_ONCE = {
    "feed": ["generator", "icon", "logo", "rights", "subtitle"],
    "entry": ["content", "published", "rights", "source", "summary"],
}


def read_atom(body):
    """The root of a feed that keeps to the rules; an ``AssertionError`` says which one it breaks."""
    feed = etree.fromstring(body)
    assert feed.tag == f"{ATOM}feed"  # 4.1.1
    _container(feed, "feed")
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        _container(entry, "entry")
        assert entry.find(f"{ATOM}author") is not None or feed.find(f"{ATOM}author") is not None  # 4.1.2
        content = entry.find(f"{ATOM}content")
        if content is None:
            assert any(link.get("rel", "alternate") == "alternate" for link in entry.findall(f"{ATOM}link"))
        else:
            assert content.get("type", "text") in ("text", "html")  # 4.1.3.1; what we write
            assert len(content) == 0  # 4.1.3.3
    identifiers = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(identifiers) == len(set(identifiers))
    return feed


def _container(element, name):
    for child in ONCE[name]:
        assert len(element.findall(f"{ATOM}{child}")) == 1, f"{name}: {child}"
    for child in AT_MOST_ONCE[name]:
        assert len(element.findall(f"{ATOM}{child}")) <= 1, f"{name}: {child}"
    assert urlsplit(element.findtext(f"{ATOM}id")).scheme  # 4.2.6: an absolute IRI
    for child in ("updated", "published"):
        for date in element.findall(f"{ATOM}{child}"):
            assert RFC3339.fullmatch(date.text), date.text  # 3.3
    for part in ("author", "contributor"):
        for person in element.findall(f"{ATOM}{part}"):
            assert [child.tag for child in person].count(f"{ATOM}name") == 1  # 3.2.1
    links = element.findall(f"{ATOM}link")
    assert all(urlsplit(link.get("href")).scheme in ("http", "https") for link in links)  # 4.2.7.1
    alternates = [
        (link.get("type"), link.get("hreflang")) for link in links if link.get("rel", "alternate") == "alternate"
    ]
    assert len(alternates) == len(set(alternates))  # 4.1.1, 4.1.2
    if name == "feed":
        assert len([link for link in links if link.get("rel") == "self"]) == 1  # 4.1.1: SHOULD
    assert all(category.get("term") for category in element.findall(f"{ATOM}category"))  # 4.2.2.1
