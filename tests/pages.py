"""Reading a response as a visitor's browser would: elements, texts and links, in the order of the page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

BLOCKS = {"p", "li", "h1", "h2", "h3", "div", "ul", "ol", "section", "dt", "dd", "figure", "blockquote", "figcaption"}
VOID = {"meta", "link", "img", "br", "hr", "input", "rect", "path"}


@dataclass
class Element:
    tag: str
    attrs: dict
    children: list = field(default_factory=list)

    @property
    def text(self):
        """The words that are seen, a space between blocks."""
        return " ".join(self._raw().split())

    def _raw(self):
        words = "".join(child if isinstance(child, str) else child._raw() for child in self.children)
        return f" {words} " if self.tag in BLOCKS else words

    @property
    def classes(self):
        return (self.attrs.get("class") or "").split()

    def walk(self):
        yield self
        for child in self.children:
            if not isinstance(child, str):
                yield from child.walk()

    def all(self, tag=None, cls=None, **attrs):
        return [
            e
            for e in self.walk()
            if (tag is None or e.tag == tag)
            and (cls is None or cls in e.classes)
            and all(e.attrs.get(name.rstrip("_")) == value for name, value in attrs.items())
        ]

    def one(self, tag=None, cls=None, **attrs):
        found = self.all(tag, cls, **attrs)
        assert len(found) == 1, f"{len(found)} of <{tag} class={cls} {attrs}>"
        return found[0]


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = Element("document", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        for index in range(len(self.open) - 1, 0, -1):
            if self.open[index].tag == tag:
                del self.open[index:]
                break

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read(response, status=200):
    """The document of a response with this status as an ``Element``."""
    assert response.status_code == status, response.status_code
    return parse(response.content.decode())


def parse(html):
    """A piece of HTML as an ``Element``."""
    reader = _Reader()
    reader.feed(html)
    return reader.root
