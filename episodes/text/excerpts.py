"""Short forms of long texts."""

import re

# A sentence ends at a full stop before white space, with the quotation mark or bracket that closes behind it;
# the full stops of Chinese and Japanese need no space.
SENTENCE = re.compile(r"\S.*?(?:[.!?…][\"”’»)\]]*(?=\s|\Z)|[。！？]+[”’」』）]*|\Z)", re.DOTALL)


def excerpt(text: str, length: int = 200) -> str:
    """The beginning of a plain text, cut after a word, with an ellipsis where something was left out."""
    if len(text) <= length:
        return text
    cut = text[:length].rstrip()
    words = cut.rpartition(" ")[0]
    return (words if len(words) > length // 2 else cut).rstrip(" ,;:.–-") + "…"


def sentences(text: str) -> list[str]:
    """The sentences of a plain text."""
    return [match[0].strip() for match in SENTENCE.finditer(text)]


def split_title(title: str) -> tuple[str, str]:
    """A title as what stands before its first colon, with the colon, and what follows it; ("title", "") without one."""
    head, colon, tail = title.partition(": ")
    return (head + colon.strip(), tail) if tail else (title, "")
