"""HTML transcripts to cues: ``<cite>Name:</cite><time>0:12</time><p>words</p>``.

https://podcasting2.org/docs/podcast-namespace/examples/transcripts. They are read and never shown: only the text of
these elements is taken. Python's own parser takes hours for a few megabytes of “<a”, so tags are found here.
"""

import re

from episodes.transcripts.cues import Cue, on_one_line, unescaped
from episodes.transcripts.names import UNKNOWN, split_role
from episodes.transcripts.placing import Said, placed
from episodes.transcripts.turns import CLOCK, clock_ms

# A tag ends before the next one begins, so the whole is read once.
TAG = re.compile(r"<!--|<(/?)([A-Za-z][A-Za-z0-9]*)(?:[\s/][^<>]*)?>|<[!?][^<>]*>")
SILENT = {"script", "style", "head", "title", "template", "noscript", "textarea", "select"}
BREAKS = {"p", "br", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "blockquote", "tr", "dd"}
ONLY_A_TIME = re.compile(rf"\W*{CLOCK}\W*")


def parse(html: str) -> list[Cue]:
    """The cues of an HTML transcript: one for each paragraph. A cue ends where the next begins. Never fails."""
    return parse_estimating(html)[0]


def parse_estimating(html: str) -> tuple[list[Cue], int]:
    """Like ``parse``, with how many of the cues have an estimated start."""
    reader = Reader()
    reader.feed(html.removeprefix("\ufeff"))
    reader.paragraph()
    return placed(reader.said)


class Reader:
    """Collects ``said``. Text outside of paragraphs counts as one; a ``<cite>`` holds for all that follows."""

    def __init__(self):
        self.said, self.words, self.inside = [], [], None
        self.speaker, self.start_ms, self.silent = "", None, ""

    def feed(self, html):
        at = 0
        while match := TAG.search(html, at):
            self._text(html[at : match.start()])
            at = match.end()
            if match[0] == "<!--":
                end = html.find("-->", at)
                at = len(html) if end < 0 else end + 3
            elif match[2]:
                self._tag(match[2].lower(), is_end=bool(match[1]))
        self._text(html[at:])

    def _text(self, text):
        if not self.silent:
            self.words.append(text)

    def _tag(self, tag, is_end):
        if self.silent:
            self.silent = "" if is_end and tag == self.silent else self.silent
        elif tag in SILENT:
            self.silent = "" if is_end else tag
        elif tag in ("cite", "time") or tag in BREAKS:
            self.paragraph()
            self.inside = tag if tag in ("cite", "time") and not is_end else None

    def paragraph(self):
        """Ends what has been read so far: a name, a time or words, by the element that it stood in."""
        words, self.words, inside, self.inside = on_one_line(unescaped("".join(self.words))), [], self.inside, None
        if not words:
            return
        if inside == "cite":
            name = split_role(words.rstrip(" :"))[0]
            self.speaker = "" if name == UNKNOWN else name
        elif inside == "time" or (self.start_ms is None and ONLY_A_TIME.fullmatch(words)):
            if match := re.search(CLOCK, words):
                self.start_ms = clock_ms(match[1])
        else:
            self.said.append(Said(self.start_ms, self.speaker, words))
            self.start_ms = None
