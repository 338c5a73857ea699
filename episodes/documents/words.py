"""What differs between two versions of a text, word by word, in the order in which one reads it."""

import re
from difflib import SequenceMatcher

SAME, INS, DEL = "same", "ins", "del"
# A word, a run of spaces within a line, a line break, or one sign.
_TOKEN = re.compile(r"\w+|[^\S\n]+|\n|[^\w\s]")
# Comparing takes time that grows with the square of what differs; longer passages are shown whole.
_MOST_TOKENS = 3_000


def marked(before, after):
    """``[(kind, text)]`` with the kinds same, ins and del; a passage that was replaced is a del before its ins.

    All same and ins texts together are ``after``, all same and del texts ``before``.
    """
    parts = []
    for old, new in _lines(before, after):
        parts += [(SAME, old)] if old == new else _words(old, new)
    return _joined(_whole_phrases(parts))


def _lines(before, after):
    """Pairs of passages that stand for each other, by whole lines."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for _kind, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        yield "".join(old[start:end]), "".join(new[new_start:new_end])


def _words(before, after):
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) + len(new) > _MOST_TOKENS:
        return [(DEL, before), (INS, after)]
    parts = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            parts.append((SAME, "".join(old[start:end])))
        else:
            parts += [(DEL, "".join(old[start:end])), (INS, "".join(new[new_start:new_end]))]
    return parts


def _whole_phrases(parts):
    """Two words that were replaced are one change, though the space between them stayed."""
    parts = [part for part in parts if part[1]]
    for index, (kind, text) in enumerate(parts):
        between = 0 < index < len(parts) - 1 and kind == SAME
        if between and text.isspace() and "\n" not in text:
            yield from ((DEL, text), (INS, text))
        else:
            yield kind, text


def _joined(parts):
    """Neighbours of one kind as one, and between two that stayed at most one del and one ins."""
    joined, gone, come = [], "", ""

    def flush():
        return [(kind, text) for kind, text in ((DEL, gone), (INS, come)) if text]

    for kind, text in parts:
        if kind == DEL:
            gone += text
        elif kind == INS:
            come += text
        else:
            if gone or come:
                joined += flush()
                gone = come = ""
            if joined and joined[-1][0] == SAME:
                joined[-1] = (SAME, joined[-1][1] + text)
            else:
                joined.append((SAME, text))
    return joined + flush()
