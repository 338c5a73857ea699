"""Markdown (CommonMark with tables and strikethrough) to HTML that is safe to print.

Source: the CommonMark specification 0.31, as markdown-it-py reads it. What comes out has always been
through ``episodes.text.html.sanitised``; HTML that somebody typed is shown as text, except where
``html=True`` asks for it to be read (show notes from feeds), and then it is sanitised all the same.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

import markdown_it
import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml

from episodes.text import citations
from episodes.text.html import made_before, replaced, sanitised

# The same text always makes the same HTML, and parsing costs more than most queries: that is worth 1 MB of memory.
REMEMBERED = lru_cache(maxsize=256)
# What makes the HTML; where any of it is another, the same text may become other HTML. Ours counts up with our rules.
MAKING = f"1-{markdown_it.__version__}-{nh3.__version__}"
HEADINGS_FROM = 4  # A body hangs below the h3 of its section, so its own headings begin there.

# What stands between two words although no space is written there.
SPACES = {"softbreak", "hardbreak", "paragraph_close", "heading_close", "th_close", "td_close"}


@REMEMBERED
def to_html(markdown: str, *, html: bool = False) -> SafeString:
    """Safe HTML of a text without citations: notes, biographies, descriptions."""
    return sanitised(_parser(html, False).render(markdown))


def body_html(markdown: str, rendered: str = "") -> SafeString:
    """Safe HTML of a highlight's body, its markers framed for ``with_citations``.

    ``rendered`` is what ``rendered_body`` once gave, and is taken where it is of this text, and made as it is now.
    """
    mark = _mark(markdown)
    return made_before(rendered, mark) if rendered.startswith(mark) else _body_html(markdown)


def rendered_body(markdown: str) -> str:
    """What ``body_html`` makes of a text, to be kept beside it: parsing costs more than reading it."""
    return f"{_mark(markdown)}{_body_html(markdown)}"


def _mark(markdown):
    return f"{MAKING} {hashlib.blake2b(markdown.encode(errors='surrogatepass'), digest_size=12).hexdigest()}\n"


@REMEMBERED
def _body_html(markdown):
    return sanitised(_parser(False, True).render(markdown))


def with_citations(html: SafeString, chip: Callable[[int], SafeString]) -> SafeString:
    """``body_html`` output with ``chip(number)`` in the place of each marker, called in the order of the text."""
    return replaced(html, citations.FRAMED, lambda number: chip(int(number)))


def framed_numbers(html: str) -> list[int]:
    """The clip numbers in ``body_html`` output, in order, with repetitions."""
    return [int(number) for number in citations.FRAMED.findall(html)]


def citation_numbers(markdown: str) -> list[int]:
    """The clip numbers that the markers of a body name, in order, with repetitions."""
    return list(_citation_numbers(markdown)) if "[" in markdown else []


def missing_numbers(markdown: str, numbers: Iterable[int]) -> list[int]:
    """Which clip numbers the markers of a body name that are not among ``numbers``, rising, each once."""
    return sorted(set(citation_numbers(markdown)) - set(numbers))


def link_targets(markdown: str) -> list[str]:
    """Where the links of a text lead, in order, percent-encoded: ``/tags/speech/``, ``#clip-3``, ``https://…``."""
    # Every kind of link has one of these signs, and most bodies have no link.
    return list(_link_targets(markdown)) if any(sign in markdown for sign in ("](", "]:", "<")) else []


def renumbered(markdown: str, numbers: dict[int, int]) -> str:
    """A body whose markers name ``numbers[n]`` in place of each clip number ``n`` in ``numbers``; all else stays."""
    return with_markers(markdown, lambda marker: citations.translated(marker[0], numbers))


def with_markers(markdown: str, rewrite: Callable[[re.Match], str]) -> str:
    """A body with ``rewrite(match)`` in the place of each of its markers (``[1, 2]``); all else stays.

    What looks like a marker and is none (escaped, in code, a link) is told by the parser: it reads a copy in which
    every candidate has a number of its own, and names those that are markers.
    """
    known = {}
    _parser(False, True).parse(markdown, known)
    return citations.rewritten(markdown, rewrite, known.get("references", {}), citation_numbers)


@REMEMBERED
def plain_text(markdown: str) -> str:
    """The words of a text on one line: no markup, no markers."""
    words = []
    for token in _inline_tokens(markdown):
        if token.type in ("text", "code_inline", "code_block", "fence", "image"):
            words.append(token.content)
        elif token.type == "citation" and words:
            words[-1] = words[-1].rstrip()
        elif token.type in SPACES:
            words.append(" ")
    return " ".join("".join(words).split())


def framed_text(markdown: str) -> str:
    """The words of a body on one line, its markers framed as in ``body_html``."""
    words = []
    for token in _inline_tokens(markdown):
        if token.type == "citation":
            words.append(f"{citations.OPEN}{int(token.content)}{citations.CLOSE}")
        elif token.type in SPACES:
            words.append(" ")
        elif token.type in ("text", "code_inline", "code_block", "fence", "image"):
            words.append(token.content)
    return " ".join("".join(words).split())


@REMEMBERED
def _citation_numbers(markdown):
    return tuple(int(token.content) for token in _inline_tokens(markdown) if token.type == "citation")


@REMEMBERED
def _link_targets(markdown):
    return tuple(token.attrs["href"] for token in _inline_tokens(markdown) if token.type == "link_open")


def _inline_tokens(markdown):
    for block in _parser(False, True).parse(markdown):
        yield from block.children if block.children is not None else [block]


@cache
def _parser(html, cited):
    parser = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    # A picture from elsewhere would tell a third party who reads: its description stands in for it.
    parser.add_render_rule("image", lambda _, tokens, index, *rest: escapeHtml(tokens[index].content))
    parser.core.ruler.push("lower_headings", _lower_headings)
    if cited:
        parser.inline.ruler.before("link", "citation", citations.marker_rule)
        parser.core.ruler.push("drop_frames", citations.drop_frames)
        parser.add_render_rule("citation", citations.render_marker)
    return parser


def _lower_headings(state):
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + HEADINGS_FROM - 1)}"
