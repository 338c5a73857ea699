"""Writes Markdown while HTML is read, tag by tag: paragraphs, headings, lists, quotations, emphasis, links.

What Markdown would take for more than text is escaped, so that the words show as they stand; links lead to http, https
and mailto only. Every step costs the same however deep the tags lie in each other.
"""

import html
import re
from urllib.parse import quote

from episodes.importers.plain import START, START_NUMBER, as_markdown

DEEPEST = 6  # Lists and quotations in each other.
BLOCKS = {"p", "div", "section", "article", "header", "footer", "figure", "figcaption", "address", "center", "table"}
BLOCKS |= {"tr", "caption", "dl", "dt", "dd", "form", "fieldset", "details", "summary", "main", "aside", "nav"}
HEADINGS = {"h1": "#", "h2": "#", "h3": "##", "h4": "###", "h5": "###", "h6": "###"}
MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*", "del": "~~", "s": "~~", "strike": "~~"}
HOLDERS = ("ul", "ol", "blockquote")
UNREAD = {"script", "style", "head", "title", "iframe", "object", "embed", "noscript", "template", "svg", "math"}
UNREAD |= {"select", "textarea", "audio", "video", "canvas", "map", "button"}
BARE_URL = re.compile(r"\bhttps?://[^\s<>\"'`*\\^{|}]+[^\s<>\"'`*\\^{|}.,:;!?…)\]”’»]")
ENDING_SPACE = re.compile(r"(?: |\\\n)+\Z")
BRACKET = re.compile(r"(?<!\\)[\[\]]")
TABLE_RULE = re.compile(r"[ |:-]*-[ |:-]*")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
SIGN = re.compile(r"[\\*`~_<&\[\]]")
PLAIN_URL = re.compile(r"[\w!#$%&'()*+,/:;=?@\[\]~.-]*", re.ASCII)


class Writer:
    """Writes Markdown, block by block, as a target of lxml's parsers. Its ``close`` returns the text.

    ``holders`` are the lists and quotations that are open.
    """

    def __init__(self):
        self.blocks = []  # (prefix of the first line, prefix of the others, text, number of its list item or 0)
        self.heard = []  # words since the last tag
        self.pieces = []  # of the paragraph that is open
        self.open = []  # its marks: [mark, index of the piece]
        self.begun = False  # whether it has words
        self.nested = dict.fromkeys(MARKS.values(), 0)  # how often each mark is open once more
        self.link = None
        self.holders = []  # [kind, number of the item, whether its marker is still to come]
        self.held = dict.fromkeys(HOLDERS, 0)
        self.heading = ""
        self.unread = self.code = 0
        self.unsure = None  # indexes of two marks that hold only if no letter follows
        self.newlines = 0

    # What the parser calls.

    def start(self, tag, attributes):
        self._hear()
        if tag in UNREAD:
            self.unread += 1
        if self.unread > 0:
            return
        if tag in HOLDERS:
            self._flush()
            start = attributes.get("start", "1")
            self.holders.append([tag, int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1, True])
            self.held[tag] += 1
        elif tag == "li":
            self._flush()
            self._item()
        elif tag in HEADINGS or tag in BLOCKS:
            self._flush()
            self.heading = HEADINGS.get(tag, "")
        elif tag == "pre":
            self._flush()
            self.code += 1
        elif tag in ("td", "th"):
            self._text(" ")
        elif tag == "br":
            self._break()
        elif tag == "hr":
            self._flush()
            self._block("---")
        elif tag in MARKS:
            self._open_mark(MARKS[tag])
        elif tag == "a":
            self._open_link(attributes.get("href") or "")

    def end(self, tag):
        self._hear()
        if tag in UNREAD:
            self.unread -= 1
            return
        if self.unread > 0:
            return
        if tag in HOLDERS:
            self._flush()
            while self.held[tag]:
                kind = self.holders.pop()[0]
                self.held[kind] -= 1
                if kind == tag:
                    break
        elif tag == "li" or tag in BLOCKS or tag in HEADINGS:
            self._flush()
            self.heading = ""
        elif tag == "pre":
            self._flush()
            self.code = max(0, self.code - 1)
        elif tag in MARKS:
            self._close_mark(MARKS[tag])
        elif tag == "a":
            self._close_link()

    def data(self, data):
        if self.unread <= 0:
            self.heard.append(data)

    def _hear(self):
        """Takes the words since the last tag: they come in parts, cut at every entity."""
        if not self.heard:
            return
        data = "".join(self.heard)
        self.heard.clear()
        if self.code:
            for number, line in enumerate(data.split("\n")):
                if number:
                    self._break()
                self._text(line)
        else:
            self._text(data)

    def close(self):
        self._hear()
        self._flush()
        return self._written()

    # Within a paragraph.

    def _text(self, data):
        inside = " ".join(data.split())
        ends = " " if data[-1:].isspace() else ""
        if not self.begun or self.pieces[-1].endswith((" ", "\n")):
            words = inside and inside + ends
        else:
            words = (" " if data[:1].isspace() else "") + inside + (inside and ends)
        if words and UNWANTED.search(words):
            words = CONTROL.sub("", words)
        if not words:
            return
        self.newlines = 0
        if self.unsure and words[0].isalnum():
            for index in self.unsure:
                self.pieces[index] = ""
        self.unsure, self.begun = None, True
        self.pieces.append(self._escaped(words))

    def _escaped(self, words):
        if self.link is not None or "://" not in words:
            return _escaped(words)
        parts, at = [], 0
        for match in BARE_URL.finditer(words):
            parts += [_escaped(words[at : match.start()]), f"<{_url(match[0])}>"]
            at = match.end()
        return "".join(parts) + _escaped(words[at:])

    def _break(self):
        """One break is a new line, two are a new paragraph; in a heading and in a link it is a space."""
        if not self.begun:
            return
        if self.heading or self.link is not None:
            self._text(" ")
            return
        self.newlines += 1
        if self.newlines == 1:
            self._trim()
            self.pieces.append("\\\n")
        else:
            self._flush(paragraph_only=True)

    def _open_mark(self, mark):
        if any(mark == other for other, _index in self.open):
            self.nested[mark] += 1  # Bold in bold is bold.
            return
        self.open.append([mark, len(self.pieces)])
        self.pieces.append(mark)

    def _close_mark(self, mark):
        at = next((at for at, (other, _index) in enumerate(self.open) if other == mark), None)
        if at is None or self.nested[mark]:
            self.nested[mark] -= at is not None
            return
        again = [other for other, _index in self.open[at + 1 :]]
        while len(self.open) > at + 1:
            self._end_mark(*self.open.pop())
        self._end_mark(*self.open.pop())
        for other in again:
            self._open_mark(other)

    def _end_mark(self, mark, index):
        """Closes a mark beside a word: what is empty has none, and Markdown takes no space within."""
        inside = "".join(self.pieces[index + 1 :])
        if not _without_breaks(inside):
            self.pieces[index] = ""
            return
        self._lift_space(index)
        before = "".join(self.pieces[max(0, index - 3) : index])[-1:]
        inside = "".join(self.pieces[index + 1 :])
        core = ENDING_SPACE.sub("", inside)
        space = inside[len(core) :]
        if before.isalnum() and not core[:1].isalnum():
            self.pieces[index] = ""
            return
        self.pieces[index + 1 :] = [core, mark]
        if not core[-1:].isalnum():
            self.unsure = (index, index + 2)
        if space:
            self.pieces.append(space if "\n" in space else " ")
            self.unsure = None

    def _lift_space(self, index):
        """Moves the space after an opening mark before it."""
        inside = "".join(self.pieces[index + 1 :])
        if inside[:1] == " ":
            self.pieces[index + 1 :] = [inside.lstrip(" ")]
            if index and not self.pieces[index - 1].endswith((" ", "\n")):
                self.pieces[index - 1] += " "

    def _open_link(self, href):
        self._close_link()
        self.link = [_url(html.unescape(href)), len(self.pieces), len(self.open)]
        self.pieces.append("[")

    def _close_link(self):
        if self.link is None:
            return
        url, index, depth = self.link
        while len(self.open) > depth:
            self._end_mark(*self.open.pop())
        self.link = None
        before = self.pieces[index].removeprefix("[")  # A space may have been lifted out of a mark.
        words = "".join(self.pieces[index + 1 :])
        if not url or not _without_breaks(words):
            self.pieces[index] = before
            return
        space = " " if words.endswith(" ") else ""
        words = words.strip(" ")
        same = _escaped(url)
        made = f"<{url}>" if words in (url, same) and url.startswith("http") else f"[{words}](<{url}>)"
        self.pieces[index:] = [before + made] + ([space] if space else [])
        self.newlines, self.unsure = 0, None

    def _trim(self):
        """Takes the space before a break away."""
        self.pieces[-1] = self.pieces[-1].rstrip(" ")

    # Blocks.

    def _flush(self, *, paragraph_only=False):
        """Ends the paragraph; marks and a link that are open go on in the next."""
        link = self.link and self.link[0]
        self._close_link()
        again = [mark for mark, _index in self.open]
        while self.open:
            self._end_mark(*self.open.pop())
        text, begun = ENDING_SPACE.sub("", "".join(self.pieces)).lstrip(" "), self.begun
        self.pieces, self.begun, self.unsure, self.newlines = [], False, None, 0
        if begun and text:
            self._block(f"{self.heading} {text}" if self.heading else _line_starts(text))
        for mark in again:
            self._open_mark(mark)
        if link is not None:
            self._open_link(link)

    def _item(self):
        if not (self.held["ul"] or self.held["ol"]):
            self.holders.append(["ul", 1, True])
            self.held["ul"] += 1
        else:
            next(holder for holder in reversed(self.holders) if holder[0] != "blockquote")[2] = True

    def _block(self, text):
        first = rest = ""
        for holder in self.holders[:DEEPEST]:
            kind, number, is_new = holder
            if kind == "blockquote":
                first, rest = first + "> ", rest + "> "
                continue
            marker = "- " if kind == "ul" else f"{number}. "
            if is_new:
                first += marker
                holder[1], holder[2] = number + 1, False
            else:
                marker = "- " if kind == "ul" else f"{max(1, number - 1)}. "
                first += " " * len(marker)
            rest += " " * len(marker)
        self.blocks.append((first, rest, text, bool(first.strip(" >"))))

    def _written(self):
        lines, was_item = [], False
        for first, rest, text, is_item in self.blocks:
            if lines and not (is_item and was_item):
                lines.append("")
            one, *others = text.split("\n")
            lines += [first + one, *(rest + other for other in others)]
            was_item = is_item
        return "\n".join(line.rstrip(" ") for line in lines)


def _escaped(words):
    """Every bracket too: one begins a link together with another, however far away."""
    if not SIGN.search(words):
        return words
    escaped = BRACKET.sub(r"\\\g<0>", as_markdown(words, start=False))
    return escaped + "\\" if words.endswith("\\") else escaped  # What follows is another piece, perhaps a sign.


def _without_breaks(markdown):
    return markdown.replace("\\\n", "").strip()


def _line_starts(text):
    """Escapes what would begin something else at the start of a line."""
    return "\n".join(map(_line_start, text.split("\n")))


def _line_start(line):
    line = line.lstrip(" ")
    if START.match(line) or TABLE_RULE.fullmatch(line):
        return "\\" + line
    return START_NUMBER.sub(r"\1\\\2", line, count=1) if START_NUMBER.match(line) else line


def _url(text):
    """An address that can stand between ``<`` and ``>``, or an empty string."""
    text = "".join(CONTROL.sub("", text).split("\n")).strip()
    if not re.match(r"https?://[^\s/]|mailto:[^\s@]+@", text, re.IGNORECASE):
        return ""
    return text if PLAIN_URL.fullmatch(text) else quote(text, safe="!#$%&'()*+,/:;=?@[]~")
