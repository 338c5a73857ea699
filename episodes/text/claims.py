"""The sentence that a citation stands behind."""

import re

from episodes.text.citations import FRAMED
from episodes.text.markdown import framed_text

# A marker is taken out with the space before it, so that the full stop behind it comes back to its word.
LED = re.compile(rf"\s*{FRAMED.pattern}")
ENDS = re.compile(r"(?<=[.!?…。！？])[\"”’»)\]]*\s+")


def claims(body: str) -> dict[int, str]:
    """``{number: sentence}``: the plain sentence in which each marker of a body first stands, without markers.

    A marker behind the full stop of a sentence belongs to it.
    """
    found, before = {}, ""
    for sentence in ENDS.split(framed_text(body)):
        words = " ".join(LED.sub("", sentence).split())
        for match in FRAMED.finditer(sentence):
            leads = before and not FRAMED.sub("", sentence[: match.start()]).strip()
            found.setdefault(int(match[1]), before if leads else words)
        before = words or before
    return found
