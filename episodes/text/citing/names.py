"""Names of people, split as bibliographies want them: what comes first there is not what comes first in a sentence.

A site knows a name as one string. Where nothing tells how it splits, it is kept whole: a bibliography then prints it
as people write it, which is never wrong.
"""

import re
import unicodedata
from dataclasses import dataclass

#: Small words that belong to the family name behind them: van Beethoven, de la Cruz, bin Salman.
PARTICLES = {"af", "al", "am", "av", "ben", "bin", "bint", "da", "dal", "de", "degli", "dei", "del", "della", "den"}
PARTICLES |= {"der", "des", "di", "do", "dos", "du", "el", "ibn", "la", "las", "le", "los", "op", "ten", "ter", "und"}
PARTICLES |= {"van", "vom", "von", "y", "zu", "zum", "zur"}
TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "mx", "rev", "hon"}
SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "ph.d", "md", "m.d", "esq"}
#: Han, Hangul and Bopomofo: the family name stands first.
FAMILY_FIRST = re.compile(
    r"[\u2e80-\u2fdf\u3005-\u3007\u3100-\u312f\u31a0-\u31bf\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]"
)
KANA = re.compile(r"[\u3040-\u30ff]")


@dataclass(frozen=True)
class Name:
    """``Ludwig``, ``van``, ``Beethoven``, ``III``; or only ``literal``, of a name that does not split."""

    given: str = ""
    particle: str = ""
    family: str = ""
    suffix: str = ""
    literal: str = ""
    is_eastern: bool = False

    @property
    def last(self):
        """The family name with its particle, or the whole of a name that does not split."""
        return self.literal or " ".join(part for part in (self.particle, self.family) if part)

    @property
    def written(self):
        """As in a sentence: ``Ludwig van Beethoven III``."""
        if self.literal:
            return self.literal
        first, then = (self.last, self.given) if self.is_eastern else (self.given, self.last)
        return " ".join(part for part in (first, then, self.suffix) if part)

    @property
    def inverted(self):
        """As in a list: ``van Beethoven, Ludwig, III``. A name that stands family first needs no comma."""
        if self.literal or self.is_eastern:
            return self.written
        return ", ".join(part for part in (self.last, self.given, self.suffix) if part)

    @property
    def initials(self):
        """As APA lists it: ``van Beethoven, L., III`` and ``Sartre, J.-P.``."""
        if self.literal or self.is_eastern:
            return self.written
        initials = " ".join(_initial(part) for part in self.given.split())
        return ", ".join(part for part in (self.last, initials, self.suffix) if part)

    @property
    def short(self):
        """As APA names an editor: ``L. van Beethoven``."""
        if self.literal or self.is_eastern:
            return self.written
        return " ".join([*(_initial(part) for part in self.given.split()), self.last])


def split_name(text: str) -> Name:
    """The ``Name`` that a person's name is; empty for an empty one."""
    words = unicodedata.normalize("NFC", " ".join(text.split()))
    if not words:
        return Name()
    if FAMILY_FIRST.search(words):
        return _eastern(words)
    if KANA.search(words) and "・" in words:
        words = words.replace("・", " ")
    listed, suffix = _without_suffix(words)
    if "," in listed:
        family, _comma, given = (part.strip() for part in listed.partition(","))
        # More commas are a list of things, and no name.
        return Name(literal=words) if "," in given or not (family and given) else _western(given, family, suffix)
    parts = listed.split()
    while len(parts) > 2 and parts[0].rstrip(".").lower() in TITLES:
        parts = parts[1:]
    if len(parts) < 2:
        return Name(literal=words)
    at = _family_at(parts)
    return _western(" ".join(parts[:at]), " ".join(parts[at:]), suffix)


def literal_name(text: str) -> Name:
    """The ``Name`` of an organisation, which never splits."""
    return Name(literal=unicodedata.normalize("NFC", " ".join(text.split())))


def _eastern(words):
    """A name in Han or Hangul. Where no space says which part is the family's, it stays whole."""
    parts = words.split()
    if len(parts) != 2 or any(part.isascii() for part in parts):
        return Name(literal=words)
    return Name(family=parts[0], given=parts[1], is_eastern=True)


def _without_suffix(words):
    """``("Jane Doe", "Jr.")``"""
    head, _space, last = words.rpartition(" ")
    if head and last.strip(".,").lower() in SUFFIXES and " " in head.strip():
        return head.rstrip(" ,"), last
    return words, ""


def _family_at(parts):
    """The index at which the family name begins: at its first particle, else at the last word."""
    for index in range(1, len(parts) - 1):
        if parts[index] in PARTICLES and all(part in PARTICLES for part in parts[index:-1]):
            return index
    return len(parts) - 1


def _western(given, family, suffix):
    parts = family.split()
    at = next((index for index, part in enumerate(parts) if part not in PARTICLES), len(parts) - 1)
    return Name(given=given, particle=" ".join(parts[:at]), family=" ".join(parts[at:]), suffix=suffix)


def _initial(word):
    """``J.`` of Jane, ``J.-P.`` of Jean-Paul; what is no letter stays."""
    firsts = [part[0] for part in word.split("-") if part]
    return "-".join(f"{first.upper()}." if first.isalpha() else first for first in firsts)
