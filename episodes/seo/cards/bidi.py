"""In which direction each character of a line runs.

Source: the Unicode Bidirectional Algorithm (UAX #9), rules W1–W7, N1–N2, I1–I2, L1 and L2. Titles have no embeddings:
their controls are taken out before, so each line is one run of X10.
"""

import unicodedata

STRONG = {"L", "R", "AL"}
NEUTRAL = {"B", "S", "WS", "ON"}


def base_level(text: str, fallback: int = 0) -> int:
    """1 where the first letter that has a direction runs from right to left, 0 for left to right (P2, P3)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in STRONG:
            return int(kind != "L")
    return fallback


def levels(text: str, base: int) -> list[int]:
    """The level of each character; odd ones run from right to left."""
    kinds = _weak([unicodedata.bidirectional(char) or "L" for char in text], "R" if base else "L")
    kinds = _neutral(kinds, "R" if base else "L")
    found = [_level(kind, base) for kind in kinds]
    for index in range(len(text) - 1, -1, -1):
        if not text[index].isspace():
            break
        found[index] = base
    return found


def visual_order(levels: list[int]) -> list[int]:
    """The indexes of runs with these levels, from left to right (L2)."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = None
        for at in range(len(order) + 1):
            if at < len(order) and levels[order[at]] >= level:
                start = at if start is None else start
            elif start is not None:
                order[start:at] = reversed(order[start:at])
                start = None
    return order


def _level(kind, base):
    if base:
        return 1 if kind == "R" else 2
    return {"L": 0, "R": 1}.get(kind, 2)


def _weak(kinds, embedding):
    """Numbers and their signs (W1 to W7)."""
    strong = before = embedding
    for at, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kind = before
        if kind in STRONG:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kind = "AN"
        kinds[at] = before = kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        around = {kinds[at - 1], kinds[at + 1]}
        if kinds[at] in ("ES", "CS") and around == {"EN"}:
            kinds[at] = "EN"
        elif kinds[at] == "CS" and around == {"AN"}:
            kinds[at] = "AN"
    _spread(kinds, "ET", "EN")
    strong = embedding
    for at, kind in enumerate(kinds):
        if kind in ("ES", "CS", "ET"):
            kinds[at] = "ON"
        elif kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _spread(kinds, weak, number):
    """Signs beside a number belong to it: 5%, $5."""
    for order in (range(1, len(kinds)), range(len(kinds) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for at in order:
            if kinds[at] == weak and kinds[at + step] == number:
                kinds[at] = number


def _neutral(kinds, embedding):
    """Spaces and signs take the direction that both sides have, else that of the line (N1, N2)."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] in NEUTRAL:
            end += 1
        if end > at:
            before = _side(kinds[at - 1]) if at else embedding
            after = _side(kinds[end]) if end < len(kinds) else embedding
            kinds[at:end] = [before if before == after else embedding] * (end - at)
        at = max(end, at + 1)
    return kinds


def _side(kind):
    return "L" if kind == "L" else "R"
