"""From pasted plain text to clean paragraphs, and from a plain paragraph to Markdown that shows the same words."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

LINE_END = re.compile(r"\r\n|\r|\n")
NOTHING = re.compile("[\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\x00-\x08\x0e-\x1f\x7f]|(?![\x85])[\x80-\x9f]")
# Joiners shape Persian words and emoji; beside a space or a plain letter they are left over from a copy.
JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
BULLETS = re.compile(r"(?:[•·◦‣▪▫●○∙⁃]\s*|[-*+–](?:\s+|$))+")
RULE = re.compile(r"(?:[-–—_*=]\s*){3,}|[⸺⸻―]+")
WIDEST = 120  # Nobody wraps lines wider than that: in a text with a longer line, each line is a paragraph.
RAGGED = 0.85  # The share of the width that a wrapped line fills, with the word that had no place on it.


@dataclass(frozen=True)
class Paragraph:
    """``line`` is the number of its first line in the file, from 1; ``bullet`` that a bullet stood before it."""

    line: int
    text: str
    bullet: bool = False

    @property
    def is_rule(self):
        return RULE.fullmatch(self.text) is not None


def clean_line(line: str) -> str:
    """A line without typographic noise: odd and repeated spaces, what has no width, control characters."""
    line = JOINER.sub("", NOTHING.sub("", line))
    if not RIGHT_TO_LEFT.search(line):
        line = DIRECTION.sub("", line)
    return " ".join("".join(" " if _is_space(char) else char for char in line).split())


def paragraphs(text: str, alone: Callable[[str, bool], bool]) -> list[Paragraph]:
    """The paragraphs of a text, without noise and bullets; a repeated one comes once.

    Lines that were wrapped are joined. ``alone(line, first)`` says which line is a paragraph whatever is beside
    it; ``first`` is true for a line that follows an empty one.
    """
    lines = [clean_line(line) for line in LINE_END.split(text)]
    is_wrapped = max(map(len, lines)) <= WIDEST
    found: list[Paragraph] = []
    run: list[Paragraph] = []
    bullet = False  # A bullet on a line of its own belongs to what comes next.
    for number, line in enumerate([*lines, ""], 1):
        words = line if RULE.fullmatch(line) else BULLETS.sub("", line, count=1) if BULLETS.match(line) else line
        bullet = bullet or words != line
        paragraph = Paragraph(number, words, bullet)
        if not words or paragraph.is_rule or alone(words, not run):
            found += _unwrapped(run) if is_wrapped else run
            found += [paragraph] if words else []
            run = []
        else:
            run.append(paragraph)
        bullet = bullet and not words
    return _without_doubles(found)


def _is_space(char):
    return char.isspace() or unicodedata.category(char) == "Zs"


def _unwrapped(run):
    """Joins the lines of a run: a line was wrapped if the word after it had no place on it any more."""
    width = max((len(line.text) for line in run), default=0)
    joined: list[list[Paragraph]] = []
    for line in run:
        before = joined[-1][-1].text if joined else ""
        reach = len(before) + 1 + len(line.text.partition(" ")[0])
        if joined and not line.bullet and reach > RAGGED * width:
            joined[-1].append(line)
        else:
            joined.append([line])
    return [Paragraph(lines[0].line, " ".join(line.text for line in lines), lines[0].bullet) for lines in joined]


def _without_doubles(found):
    kept: list[Paragraph] = []
    for paragraph in found:
        if not kept or kept[-1].text.casefold() != paragraph.text.casefold():
            kept.append(paragraph)
    return kept


# What CommonMark would take for more than text, anywhere and at the start of a paragraph.
SIGNS = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])"  # a backslash before a sign
    r"|[*`]|~~"
    r"|(?<![^\W_])_|_(?![^\W_])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|\[(?=[0-9\s,]+\]|[^\[\]]{0,200}\][(:])"
)
START = re.compile(r"(?:#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+$|-+$|~~~)")
START_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def as_markdown(text: str, *, start: bool = True) -> str:
    """Markdown that shows ``text`` as it stands; ``start`` says that it begins a paragraph."""
    escaped = SIGNS.sub(lambda match: "\\" + match[0][0] + ("\\~" if match[0] == "~~" else ""), text)
    if start and START.match(escaped):
        return "\\" + escaped
    return START_NUMBER.sub(r"\1\\\2", escaped, count=1) if start and START_NUMBER.match(escaped) else escaped
