"""From the bytes of a feed to its elements, one item after the other, however broken the bytes are.

The parser resolves no entities, loads nothing and opens no socket. What it cannot mend, and a feed that ends in the
middle, is refused with the line. Sources: XML 1.0 (fifth edition), RSS 2.0.11, RFC 4287 (Atom).
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import name2codepoint

from django.utils.translation.trans_null import gettext_noop  # needs no settings
from lxml import etree

from episodes.importers.feed_values import Doubt, FeedError

MOST_ELEMENTS = 400_000
CHUNK = 1 << 16
ROOTS = {"rss", "feed", "rdf"}
FATAL = 3  # The level of libxml2 beyond a warning and a mere error.
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DECLARED = re.compile(rb"""\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][\w.:-]{0,39})["'][^>]{0,200}\?>""")
DECLARATION = re.compile(rb"<\?xml\b[^>]{0,400}\?>")
NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
ENTITY = re.compile(rb"&(?:#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?")
XML_ENTITIES = {b"amp", b"lt", b"gt", b"quot", b"apos"}
ITEM_TAG = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:item|entry)[\s/>]")
FIRST_TAG = re.compile(rb"<([A-Za-z_][\w:.-]{0,99})")
ROOT_END = re.compile(rb"</(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
ROOT_ALONE = re.compile(rb"\A[^<]*<(?:[\w.-]{1,40}:)?(?:rss|feed|rdf)\b[^<>]*/>\s*\Z", re.IGNORECASE)
MARKUP_BEFORE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<![^>\[]*(?:\[[^\]]*\])?[^>]*>)*", re.DOTALL)

EMPTY = gettext_noop("The feed is empty.")
JSON = gettext_noop("This is JSON, not a feed.")
WEB_PAGE = gettext_noop("This is a web page, not a feed.")
NO_FEED = gettext_noop("This is not a feed: it does not begin with XML.")
OTHER_XML = gettext_noop("line %(line)d: this is XML but not a feed: its first element is “%(name)s”.")
NOT_READ = gettext_noop("line %(line)d: the feed can’t be read: %(reason)s.")
CUT_OFF = gettext_noop("line %(line)d: the feed ends here, in the middle, so it is not complete.")
ENTITIES = gettext_noop("line %(line)d: the feed declares entities of its own, and such feeds are not read.")
TOO_MANY = gettext_noop("The feed has more than %(most)d elements.")
MENDED = gettext_noop("the XML is broken here (%(reason)s); the rest was read as well as it could be.")
NOT_ALL = gettext_noop("the XML is so broken that only %(read)d of %(number)d items were read.")
WRONG_ENCODING = gettext_noop("the feed says that it is %(said)s, which it is not; it was read as %(taken)s.")


@dataclass
class Source:
    """The elements of a feed. After ``items()`` is exhausted, the others are in ``root`` and all fields are filled."""

    body: bytes
    root: etree._Element | None = None
    doubts: list[Doubt] = field(default_factory=list)
    complete: bool = True
    read: int = 0
    expected: int = 0
    ends_outside: bytes = b""

    def items(self) -> Iterator[etree._Element]:
        """Each item or entry, to be used before the next is asked for. Raises ``FeedError``."""
        data = self._as_utf8()
        _refuse_others(data)
        parser = etree.XMLPullParser(
            events=("end",),
            tag=["{*}item", "{*}entry"],
            recover=True,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            encoding="utf-8",
        )
        reason = ""
        try:
            for chunk in self._chunks(data):
                parser.feed(chunk)
                yield from self._ended(parser)
            self.root = parser.close()
        except etree.XMLSyntaxError as error:
            reason = error.msg or ""
        yield from self._ended(parser)
        self._judge(parser, data, reason)

    def _ended(self, parser):
        for _event, element in parser.read_events():
            parent = element.getparent()
            if parent is None or _local(parent) not in ROOTS | {"channel", "item", "entry"}:
                continue
            self.read += 1
            yield element
            element.clear()

    def _as_utf8(self):
        """The body in UTF-8, without its XML declaration; lines stay where they are."""
        body, said = self.body, ""
        bom, encoding = next(((bom, name) for bom, name in BOMS if body.startswith(bom)), (b"", ""))
        body = body[len(bom) :]
        if not encoding and (match := DECLARED.match(body[:1000])):
            said = match[1].decode("ascii")
            encoding = _codec(said)
        if (encoding or "utf-8") == "utf-8" and _is_utf8(body):
            pass
        else:
            body, taken = _decoded(body, encoding)
            if taken != (encoding or "utf-8"):
                self.doubts.append(Doubt(1, WRONG_ENCODING, {"said": said or "UTF-8", "taken": taken}))
        head = DECLARATION.sub(lambda match: b"\n" * match[0].count(b"\n"), body[:2000], count=1)
        return head + body[2000:] if head != body[:2000] else body

    def _chunks(self, data):
        """Pieces for the parser, in which stray signs are mended; what stands in CDATA is left as it is."""
        at = 0
        while at < len(data):
            start = data.find(b"<![CDATA[", at)
            outside = data[at : start if start >= 0 else len(data)]
            if b"<!ENTITY" in outside:
                line = data.count(b"\n", 0, at + outside.index(b"<!ENTITY")) + 1
                raise FeedError(ENTITIES, {"line": line})
            self.expected += len(ITEM_TAG.findall(outside))
            self.ends_outside = outside if start < 0 else b""
            yield from _pieces(ENTITY.sub(_mended, NO_XML.sub(b"", outside)))
            if start < 0:
                return
            end = data.find(b"]]>", start)
            at = end + 3 if end >= 0 else len(data)
            yield from _pieces(NO_XML.sub(b"", data[start:at]))

    def _judge(self, parser, data, reason):
        errors = list(parser.feed_error_log)
        first = next((error for error in errors if error.level >= FATAL), None)
        limit = next((error for error in errors if error.type_name == "ERR_RESOURCE_LIMIT"), None)
        if limit:
            raise FeedError(NOT_READ, {"line": limit.line, "reason": _said(limit.message)})
        if not (ROOT_END.search(self.ends_outside) or ROOT_ALONE.search(data)):
            raise FeedError(CUT_OFF, {"line": data.rstrip().count(b"\n") + 1})
        if self.root is None or _local(self.root) not in ROOTS:
            line = first.line if first else 1
            raise FeedError(NOT_READ, {"line": line, "reason": _said(first.message if first else reason)})
        if first:
            self.doubts.append(Doubt(first.line, MENDED, {"reason": _said(first.message)}))
            if self.read < self.expected:
                self.complete = False
                self.doubts.append(Doubt(first.line, NOT_ALL, {"read": self.read, "number": self.expected}))


def _refuse_others(data):
    """Refuses what is plainly something else, before the parser makes what it can of it."""
    start = data[:100_000].lstrip()
    if not start:
        raise FeedError(EMPTY, {})
    if start[:1] in b"{[":
        raise FeedError(JSON, {})
    if start[:1] != b"<":
        raise FeedError(NO_FEED, {})
    before = MARKUP_BEFORE.match(data[:100_000]).end()
    first = FIRST_TAG.match(data, before) or FIRST_TAG.search(data)
    name = first[1].decode("ascii", "replace").rpartition(":")[2] if first else ""
    if name.lower() == "html" or re.match(rb"<!doctype\s+html", start, re.IGNORECASE):
        raise FeedError(WEB_PAGE, {})
    if not name:
        raise FeedError(NO_FEED, {})
    if name.lower() not in ROOTS:
        raise FeedError(OTHER_XML, {"line": data.count(b"\n", 0, first.start()) + 1, "name": name[:40]})
    if data.count(b"<") - data.count(b"</") > MOST_ELEMENTS and _elements(data) > MOST_ELEMENTS:
        raise FeedError(TOO_MANY, {"most": MOST_ELEMENTS})


def _elements(data):
    """About how many elements there are; the HTML in CDATA sections does not count."""
    number = data.count(b"<") - data.count(b"</")
    at = data.find(b"<![CDATA[")
    while at >= 0:
        end = data.find(b"]]>", at)
        end = len(data) if end < 0 else end
        number -= data.count(b"<", at, end) - data.count(b"</", at, end)
        at = data.find(b"<![CDATA[", end)
    return number


def _pieces(data):
    for at in range(0, len(data), CHUNK):
        yield data[at : at + CHUNK]


def _mended(match):
    """An ampersand that begins nothing is one, and names that only HTML knows are spelt out."""
    if len(match[0]) == 1:
        return b"&amp;"
    name = match[1]
    if name is None or name in XML_ENTITIES:
        return match[0]
    code = name2codepoint.get(name.decode("ascii"))
    return f"&#{code};".encode() if code else b"&amp;" + match[0][1:]


def _is_utf8(body):
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(body), CHUNK):
            decoder.decode(body[at : at + CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _codec(name):
    """Python's name of an encoding that XML may be in, or an empty string; Latin-1 is read as what it is taken for."""
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    if not getattr(info, "_is_text_encoding", True) or info.name in {"idna", "punycode", "undefined"}:
        return ""
    if info.name.startswith(("utf-16", "utf-32", "utf-7", "unicode", "raw")):
        return ""  # The declaration itself could be read as ASCII, so it is none of these.
    return "cp1252" if info.name in {"iso8859-1", "ascii"} else info.name


def _decoded(body, encoding):
    """``(body in UTF-8, the encoding that fitted)``: what was said, UTF-8, then what every byte fits."""
    for name in dict.fromkeys([encoding or "utf-8", "utf-8", "cp1252"]):
        try:
            return body.decode(name).encode("utf-8"), name
        except (UnicodeError, ValueError):
            continue
    return body.decode("latin-1").encode("utf-8"), "latin-1" if encoding != "cp1252" else "cp1252"


def _local(element):
    """The name of an element without its namespace, in small letters."""
    return element.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""


def _said(message):
    return " ".join((message or "").split()).rstrip(".")[:200]
