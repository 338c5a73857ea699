"""Which names a text has in it, whatever their case and number: "language models" mentions "language model"."""

import re
import unicodedata
from functools import lru_cache

from episodes.text.terms import PAIRED, STOP_WORDS

LONGEST = 6  # words in a name
SHORT = 3  # characters: "Go" and "AI" are names where they are written with a capital or a sign
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*[+#]*")
UNSPACED = re.compile(f"[{PAIRED}]")


def mentioned(names, text: str) -> dict[str, int]:
    """``{name: words in it}`` for those of ``names`` that stand in a plain or Markdown text."""
    text = unicodedata.normalize("NFKC", text)
    written = WORD.findall(text)
    phrases = _phrases([_plain(word) for word in written])
    marked = _phrases([word if word != word.lower() or word[-1] in "+#" else "" for word in written], longest=1)
    marked = {_plain(phrase) for phrase in marked}
    folded = text.casefold()
    return {name: len(words) for name in names if (words := _in_text(name, phrases, marked, folded))}


def _in_text(name, phrases, marked, folded):
    """The words of ``name`` where they stand in the text, else an empty list."""
    name = unicodedata.normalize("NFKC", name).strip()
    if UNSPACED.search(name):
        return [name] if name.casefold() in folded else []
    words = [_plain(word) for word in WORD.findall(name)]
    if not words or " ".join(words) not in phrases:
        return []
    if len(words) == 1 and (len(words[0]) <= SHORT or words[0] in STOP_WORDS):
        return words if words[0] in marked else []
    return words if any(word not in STOP_WORDS for word in words) else []


def _phrases(words, longest=LONGEST):
    return {
        " ".join(words[start : start + length])
        for length in range(1, longest + 1)
        for start in range(len(words) - length + 1)
    }


@lru_cache(maxsize=20_000)
def _plain(word):
    """Lower-case and, roughly, singular."""
    word = word.casefold()
    return word[:-1] if len(word) > SHORT and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
