"""Reading Markdown as a program would: with markdown-it-py, which knows CommonMark; HTML counts as HTML here."""

import re

from markdown_it import MarkdownIt

SITE = "http://127.0.0.1:8000"
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
FOOTNOTE = re.compile(r"^\[\^[^\]]+\]: ", re.MULTILINE)


def tokens_of(markdown):
    """All tokens, those inside of blocks, too."""
    for block in READER.parse(FOOTNOTE.sub("", markdown)):
        yield block
        yield from block.children or ()


def words_of(markdown):
    """What is read of it: the texts of all tokens, a space between blocks."""
    found = (token.content if token.type in ("text", "code_inline", "fence", "code_block") else " "
             for token in tokens_of(markdown) if token.type != "inline")  # fmt: skip
    return " ".join("".join(found).split())


def links_of(markdown):
    """The addresses that links lead to; those of this site as paths."""
    found = [token.attrs["href"] for token in tokens_of(markdown) if token.type == "link_open"]
    return [address.removeprefix(SITE) or "/" for address in found]


def html_in(markdown):
    """The pieces that would be taken for HTML."""
    return [token.content for token in tokens_of(markdown) if token.type in ("html_block", "html_inline")]
