"""Names that are probably meant to be one: "self hosting" and "Self-Hosting", "podcast" and "podcasts", "speach"."""

import re
from collections import defaultdict

from episodes.text.slugs import name_key

#: How two names differ, the likeliest slip first.
DIFFERENCES = ("case", "hyphen", "plural", "letter")
# Letters in the shorter name: among "C", "R", "Go" and "LLM" one letter makes another thing.
SHORTEST = 4
SHORTEST_SINGULAR = 3  # characters: "LLMs" is the plural of "LLM", "iOS" is none of "io"
# A hyphen between digits says something ("2019-20"), and so does a dot anywhere but between letters ("v1.0", ".NET").
BETWEEN_WORDS = re.compile(r"(?<!\d)[\s\-‐‑‒–—_'’]+|[\s\-‐‑‒–—_'’]+(?!\d)|(?<=[^\W\d])\.(?=[^\W\d])")
ENDINGS = [  # plural and singular; the first that fits counts
    (re.compile(r"(?<=[^\W\d])ies$"), "y"),
    (re.compile(r"(?<=ss|sh|ch|.x)es$"), ""),
    (re.compile(r"(?<=[^\W\dsui])s$"), ""),
]


def fold(name: str) -> str:
    """What is left of a name when case, hyphens, spaces and apostrophes don't count; maybe nothing."""
    return BETWEEN_WORDS.sub("", name_key(name))


def difference(one: str, other: str) -> str:
    """What makes two names near, one of ``DIFFERENCES``, or "" where they are not, or are the very same."""
    return "" if one == other else _difference(_prepared(one), _prepared(other))


def near(name: str, names) -> str | None:
    """That of ``names`` which ``name`` was probably meant to be, or None: the likeliest slip, then their order."""
    return next(iter(nearest([name], names).get(name, [])), None)


def nearest(typed, names) -> dict[str, list[str]]:
    """``{name: [near]}`` for those of ``typed`` which have any among ``names``: all with the likeliest slip."""
    prepared = [_prepared(other) for other in names]
    found = {name: _nearest(_prepared(name), prepared) for name in typed}
    return {name: others for name, others in found.items() if others}


def near_groups(names) -> list[list[str]]:
    """Groups of two and more of ``names``, each near another of its group; in their order, in about linear time."""
    place = {name: number for number, name in enumerate(dict.fromkeys(names))}
    alike = defaultdict(list)  # what is folded and singular -> names
    singulars = {}  # folded -> folded and singular
    for name in place:
        # Of a name like "–" nothing is left: it is only itself.
        folded = fold(name) or name_key(name)
        singulars[folded] = _singular(folded)
        alike[singulars[folded]].append(name)
    leaders = {singular: singular for singular in alike}
    for one, other in _one_letter_apart(singulars):
        leaders[_leader(leaders, singulars[one])] = _leader(leaders, singulars[other])
    groups = defaultdict(list)
    for singular, members in alike.items():
        groups[_leader(leaders, singular)] += members
    found = [sorted(group, key=place.get) for group in groups.values() if len(group) > 1]
    return sorted(found, key=lambda group: place[group[0]])


def _leader(leaders, one):
    while leaders[one] != one:
        leaders[one] = one = leaders[leaders[one]]
    return one


def _prepared(name):
    """``(name, key, folded, folded and singular)``: what is compared."""
    key = name_key(name)
    folded = BETWEEN_WORDS.sub("", key)
    return name, key, folded, _singular(folded)


def _nearest(mine, prepared):
    best, found = len(DIFFERENCES), []
    for theirs in prepared:
        how = _difference(mine, theirs) if mine[0] != theirs[0] else ""
        place = DIFFERENCES.index(how) if how else len(DIFFERENCES)
        if place < best:
            best, found = place, []
        if how and place == best:
            found.append(theirs[0])
    return found


def _difference(mine, theirs):
    _name, key, folded, singular = mine
    _other, other_key, other_folded, other_singular = theirs
    if key == other_key:
        return "case"
    if not folded or not other_folded:
        return ""
    if folded == other_folded:
        return "hyphen"
    if singular == other_singular:
        return "plural"
    return "letter" if _is_one_letter(folded, other_folded) else ""


def _singular(folded):
    for plural, ending in ENDINGS:
        singular = plural.sub(ending, folded)
        if singular != folded:
            return singular if len(singular) >= SHORTEST_SINGULAR else folded
    return folded


def _is_one_letter(one, other):
    """Whether one letter was left out, added, mistaken for another or has changed places with the next."""
    if abs(len(one) - len(other)) > 1 or min(_letters(one), _letters(other)) < SHORTEST:
        return False
    begin, end = 0, 0
    shorter = min(len(one), len(other))
    while begin < shorter and one[begin] == other[begin]:
        begin += 1
    while end < shorter - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    mine, theirs = one[begin : len(one) - end], other[begin : len(other) - end]
    if len(mine) > 2 or not (mine + theirs).isalpha():
        return False
    return max(len(mine), len(theirs)) == 1 or mine == theirs[::-1]


def _letters(text):
    return sum(map(str.isalpha, text))


def _one_letter_apart(folds):
    """Pairs of ``folds`` that connect all of them which are one letter apart, found by what each would be without it.

    Two words without the same letter at the same place are each other's mistakes, so a chain through them is enough.
    """
    without = {}
    for folded in folds:
        letters = _letters(folded)
        if letters < SHORTEST:
            continue
        for at, letter in enumerate(folded):
            if not letter.isalpha():
                continue
            rest = folded[:at] + folded[at + 1 :]
            if (rest, at) in without:
                yield without[rest, at], folded
            without[rest, at] = folded
            if letters > SHORTEST and rest in folds:
                yield rest, folded
            swapped = folded[:at] + folded[at + 1 : at + 2] + letter + folded[at + 2 :]
            if swapped in folds and swapped[at].isalpha():
                yield swapped, folded
