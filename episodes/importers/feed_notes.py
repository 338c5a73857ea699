"""Show notes: from the HTML or plain text of a feed to Markdown that shows the same words, or to one plain line.

The HTML is read as a stream, so no markup can unfold to more than it is. Elements that are no text (scripts, styles,
frames, forms, pictures) are left out with what is in them.
"""

import html
import re

from lxml import etree

from episodes.importers.feed_markdown import BLOCKS, CONTROL, HEADINGS, MARKS, UNREAD, Writer

MOST_CHARACTERS = 200_000  # Of the HTML of one item: what a book chapter has.
ANY_TAG = re.compile(
    r"</?(?:p|br|a|b|i|em|ul|ol|li|div|span|strong|h[1-6]|img|blockquote|hr|code|pre|table|script|style)\b[^<>]*>", re.I
)
ANY_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,31});", re.I)


def to_markdown(text: str) -> str:
    """Markdown of HTML, or of plain text, whose lines then stay lines."""
    text = CONTROL.sub("", text[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n"))
    if not ANY_TAG.search(text):
        text = html.unescape(text) if ANY_ENTITY.search(text) else text
        text = html.escape(text, quote=False).replace("\n", "<br>")
    return _read(text, Writer())


def to_line(text: str) -> str:
    """The words of HTML or of plain text on one line."""
    text = CONTROL.sub(" ", text[:MOST_CHARACTERS])
    if not ANY_TAG.search(text):
        return " ".join((html.unescape(text) if "&" in text else text).split())
    return " ".join(_read(text, _Words()).split())


def _read(text, target):
    parser = etree.HTMLParser(target=target, encoding="utf-8", recover=True, no_network=True, huge_tree=False)
    try:
        parser.feed(f"<html><body>{text}</body></html>".encode())
        return parser.close()
    except etree.XMLSyntaxError:
        return target.close()  # Too deep, or too broken: what came before it stands.


class _Words:
    """Only the words."""

    def __init__(self):
        self.words, self.unread = [], 0

    def start(self, tag, attributes):
        self.unread += tag in UNREAD
        if tag not in MARKS and tag not in {"a", "span", "code", "sub", "sup", "u", "font", "small"}:
            self.words.append(" ")

    def end(self, tag):
        self.unread -= tag in UNREAD
        if tag in BLOCKS or tag in HEADINGS or tag == "li":
            self.words.append(" ")

    def data(self, data):
        if self.unread <= 0:
            self.words.append(data)

    def close(self):
        return CONTROL.sub("", "".join(self.words))
