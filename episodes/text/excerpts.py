"""Short forms of long texts."""

import re

SENTENCE = re.compile(r"(?<=[.!?…。！？])[\"”’)]*\s+")


def excerpt(text: str, length: int = 200) -> str:
    """The beginning of a plain text, cut after a word, with an ellipsis where something was left out."""
    if len(text) <= length:
        return text
    cut = text[:length].rstrip()
    words = cut.rpartition(" ")[0]
    return (words if len(words) > length // 2 else cut).rstrip(" ,;:–-") + "…"


def sentences(text: str) -> list[str]:
    """The sentences of a plain text."""
    return [part for part in (piece.strip() for piece in SENTENCE.split(text)) if part]


def split_title(title: str) -> tuple[str, str]:
    """A title as what stands before its first colon, with the colon, and what follows it; ("title", "") without one."""
    head, colon, tail = title.partition(": ")
    return (head + colon.strip(), tail) if tail else (title, "")
