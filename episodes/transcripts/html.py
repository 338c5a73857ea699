"""HTML transcripts to cues: ``<cite>Name:</cite><time>0:12</time><p>words</p>``.

https://podcasting2.org/docs/podcast-namespace/examples/transcripts. They are read and never shown: only the text of
these elements is taken, by the parser of Python's library, which loads nothing and runs nothing.
"""

import re
from html.parser import HTMLParser

from episodes.transcripts.cues import Cue, on_one_line
from episodes.transcripts.names import UNKNOWN, split_role
from episodes.transcripts.placing import Said, placed
from episodes.transcripts.turns import CLOCK, clock_ms

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
    reader.close()
    reader.paragraph()
    return placed(reader.said)


class Reader(HTMLParser):
    """Collects ``said``. Text outside of paragraphs counts as one; a ``<cite>`` holds for all that follows."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.said, self.words, self.inside = [], [], None
        self.speaker, self.start_ms, self.silent = "", None, 0

    def handle_starttag(self, tag, attrs):
        if tag in SILENT:
            self.silent += 1
        elif tag in ("cite", "time"):
            self.paragraph()
            self.inside = tag
        elif tag in BREAKS:
            self.paragraph()

    def handle_startendtag(self, tag, attrs):
        if tag in BREAKS:
            self.paragraph()

    def handle_endtag(self, tag):
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in ("cite", "time") or tag in BREAKS:
            self.paragraph()

    def handle_data(self, data):
        if not self.silent:
            self.words.append(data)

    def paragraph(self):
        """Ends what has been read so far: a name, a time or words, by the element that it stood in."""
        words, self.words, inside, self.inside = on_one_line("".join(self.words)), [], self.inside, None
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
