"""What sanitised HTML may hold, as a browser's parser would find it; used by the tests of every rendered text."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

ELEMENTS = {"p", "ul", "ol", "li", "blockquote", "pre", "hr", "br", "h2", "h3", "h4", "h5", "h6"}
ELEMENTS |= {"a", "em", "strong", "b", "i", "code", "s", "del", "sub", "sup"}
ELEMENTS |= {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}
SCHEMES = {"", "http", "https", "mailto"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.foreign = []
        self.text = []

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.foreign.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES.get(tag, ()):
                self.foreign.append(f"<{tag} {name}>")
            if name == "href" and urlsplit(value or "").scheme not in SCHEMES:
                self.foreign.append(value)

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.foreign.append(f"<!--{data}-->")

    def handle_decl(self, decl):
        self.foreign.append(f"<!{decl}>")

    def handle_pi(self, data):
        self.foreign.append(f"<?{data}>")


def read(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def foreign(html):
    """Elements, attributes and addresses in ``html`` that have no business there."""
    return read(html).foreign


def text_of(html):
    return " ".join("".join(read(html).text).split())
