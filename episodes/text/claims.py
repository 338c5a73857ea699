"""The sentences that a citation stands behind."""

import re

from episodes.text.citations import FRAMED
from episodes.text.markdown import framed_text

# A marker is taken out with the space before it, so that the full stop behind it comes back to its word.
LED = re.compile(rf"\s*{FRAMED.pattern}")
WORD = re.compile(r"\w+")
ENDS = re.compile(r"(?<=[.!?…。！？])[\"”’»)\]]*\s+")


def claims(body: str) -> dict[int, str]:
    """``{number: sentence}``: the plain sentence in which each marker of a body first stands, without markers."""
    return {number: sentences[0] for number, sentences in all_claims(body).items()}


def says_something_else(before: list[str], now: list[str]) -> bool:
    """Whether one of the sentences ``now`` has other words than each of those ``before``; case and signs are none."""
    known = set(map(_words, before))
    return any(_words(sentence) not in known for sentence in now)


def _words(sentence):
    return tuple(WORD.findall(sentence.casefold()))


def all_claims(body: str) -> dict[int, list[str]]:
    """``{number: [sentence]}``: all plain sentences in which the markers of a body stand, without markers.

    A marker behind the full stop of a sentence belongs to it.
    """
    found, before = {}, ""
    for sentence in ENDS.split(framed_text(body)):
        words = " ".join(LED.sub("", sentence).split())
        for match in FRAMED.finditer(sentence):
            leads = before and not FRAMED.sub("", sentence[: match.start()]).strip()
            found.setdefault(int(match[1]), []).append(before if leads else words)
        before = words or before
    return found
