"""The words of a text, as search compares them: the same for documents, for questions and for the marks in snippets.

Width, case and accents do not count ("Ｃafé" is "cafe"), English endings neither ("tides" is "tide"). A script that
puts no spaces between words has one word a character. Pure: it knows no database.
"""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

#: Characters of the longest word; the rest of it is cut off.
LONGEST = 64
#: So many words are remembered for each of what is found out about one. A language has some thousands that matter, and
#: visitors can think up any number.
REMEMBERED = 10_000
# Scripts without spaces: Han, kana, Bopomofo, Thai, Lao, Tibetan, Myanmar, Khmer. Hangul has spaces, but endings that
# stick to its words, so that it is found by its syllables as well.
UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
    # Signs that people type as they type words.
    "\u2600-\u27bf\U0001f300-\U0001faff"
)
# Accents and points that are written above or below letters: they can be left out by whoever types.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
# Letters that are no other letter with an accent, by what people type who do not have them.
PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963"
    "\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a4d\u0a81-\u0acd\u0b01-\u0b57\u0b82-\u0bcd\u0c00-\u0c56\u0c81-\u0cd6"
    "\u0d00-\u0d4d\u0d82-\u0ddf\u200c\u200d"
)
# An apostrophe belongs to the word before the ends that English puts behind it: "don't" is one word, "l'amour" two.
JOINED = r"(?:['’ʼ](?:s|t|m|d|re|ve|ll)(?![^\W_]))?"
TOKEN = re.compile(
    rf"[{UNSPACED}](?:[{MARKS}\u3099\u309a\uff9e\uff9f])?|(?:(?![{UNSPACED}_])[\w{MARKS}])+{JOINED}", re.I
)
ASCII = re.compile(r"[a-z0-9]+(?:'(?:s|t|m|d|re|ve|ll)(?![a-z0-9]))?")
# Signs of typography that stand in most English texts; without them the quick way is open.
TYPOGRAPHY = str.maketrans({**dict.fromkeys("“”„«»–—…·•\u00a0\u2009", " "), "’": "'", "ʼ": "'", "‘": " "})
PARTS = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}_])[\w{MARKS}])+")
STOP_WORDS = frozenset(
    """
    a about am an and any are as at be been but by can could did do does for from had has have he her his how i if in
    into is it its me my of on or our she should so than that the their them then there these they this those to us
    was we were what when where which who whom whose why will with would you your
    """.split()  # noqa: SIM905 - one word a line would take 80 lines
)


class Word(NamedTuple):
    """A word of a text: ``stem`` is compared, ``form`` is how it is spelt, and ``start`` to ``end`` is its place."""

    stem: str
    form: str
    start: int
    end: int


def words_of(text: str) -> list[str]:
    """The stems of a text, in its order and with repetitions."""
    return [stem(form) for form in forms_of(text)]


def forms_of(text: str) -> list[str]:
    """The words of a text as they are spelt, but for width, case and accents."""
    text = text.translate(TYPOGRAPHY)
    if text.isascii():  # The plain way finds the same, several times faster.
        return [form.replace("'", "")[:LONGEST] for form in ASCII.findall(text.lower())]
    return [form for match in TOKEN.finditer(text) for form in _forms(match[0])]


def words_in(text: str) -> list[Word]:
    """The words of a text with their places in it, for marking them. A ligature may hold two words in one place."""
    plain = text.translate(TYPOGRAPHY)
    if plain.isascii():
        found = ((match[0].replace("'", "")[:LONGEST], match) for match in ASCII.finditer(plain.lower()))
        return [Word(stem(form), form, match.start(), match.end()) for form, match in found]
    return [
        Word(stem(form), form, match.start(), match.end())
        for match in TOKEN.finditer(text)
        for form in _forms(match[0])
    ]


@lru_cache(maxsize=REMEMBERED)
def _forms(token):
    """``("cafe",)`` of "Café"; several where a sign is spelt out, none where nothing is left."""
    folded = unicodedata.normalize("NFKC", re.sub("['’ʼ]", "", token)).casefold()
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", folded)).translate(PLAIN)
    # What is composed of parts that are no accents, such as Hangul, is put together again.
    parts = PARTS.findall(unicodedata.normalize("NFKC", plain))
    return tuple(part[:LONGEST] for part in parts)


class _Stemmer(threading.local):
    """A stemmer has a state of its own while it works."""

    def __init__(self):
        self.stem = snowballstemmer.stemmer("english").stemWord


_stemmer = _Stemmer()


@lru_cache(maxsize=REMEMBERED)
def stem(form: str) -> str:
    """``tide`` of ``tides``; words of other scripts are left alone."""
    return _stemmer.stem(form) if form.isascii() and form.isalpha() else form
