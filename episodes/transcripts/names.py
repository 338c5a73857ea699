"""Names that stand before the words: ``Ilse Varga: Hello.``, as SubRip files and plain text tell who speaks."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from episodes.transcripts.cues import Cue

LONGEST = 60
#: Who speaks where a service could not tell; as a name before the words it says that there is none.
UNKNOWN = "Unknown"
PREFIX = re.compile(r"([^\s:\-–—\[\](){}<>\"“”#*•>,.;!?/\\|][^:\n]{0,80}):(?:\s+|$)")
ROLE = re.compile(r"(.*\S)\s*\(([^()]{1,40})\)")
# Full stops only after an initial or a title, as in “J. R. Lee” and “Dr. Lee”; no other sign that ends a sentence.
SENTENCE = re.compile(r"[.](?=\s|$)|[?!;,\"“”…<>{}\[\]=/\\|@#]")
SHORTENED = re.compile(r"\b(?:\w|Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr)\.", re.IGNORECASE)
ENDED = re.compile(r"[.?!…:;)\]\"”’»♪]\W*$")
SMALL = """
    a al and av bin d da das de del den der di do dos du e el et la le of ter the und van von y
"""
#: Words that stand before a colon without being a name.
BEFORE_COLONS = """
    abstract agenda also and answer answers attention audio aside background bonus but chapter chapters
    conclusion contact contents correction credits definition description disclaimer edit editor email
    episode example examples fact first finally for from guest guests here highlights hint hosts http https
    important intro introduction keywords lesson link links music next note notes now one open or outline
    outro overview part point ps question questions quote reading recap references remember reminder
    resources rule second section show so sound source sources spoiler step subject summary tags takeaway
    takeaways tip tips title topic topics then this timecodes timestamps today transcript tldr two three
    update video warning we website well what when where which who why you
"""


SMALL_WORDS, ORDINARY = set(SMALL.split()), set(BEFORE_COLONS.split())


def split_role(name: str) -> tuple[str, str]:
    """``("Leo Dion", "host")`` of ``Leo Dion (host)``."""
    match = ROLE.fullmatch(name)
    return (match[1], match[2].strip()) if match else (name, "")


def candidate(text: str) -> tuple[str, str] | None:
    """``(name, rest)`` where ``text`` begins as ``Name: rest`` does, for the look of it; what is a name says a file."""
    match = PREFIX.match(text)
    if not match or len(match[1]) > LONGEST:
        return None
    name = " ".join(match[1].split())
    return (name, text[match.end() :]) if looks_like_a_name(name) else None


def looks_like_a_name(name: str) -> bool:
    bare = split_role(name)[0]
    words = bare.split()
    if not words or len(words) > 6 or SENTENCE.search(SHORTENED.sub("", bare)):
        return False
    return not words[0][0].islower() and words[0].lower() not in ORDINARY


def is_capitalised(name: str) -> bool:
    """Whether each word of ``name`` begins as names do, but for words such as “van” and “of”."""
    words = split_role(name)[0].split()
    return all(not word[0].islower() or word.lower() in SMALL_WORDS for word in words)


def with_names(cues: Iterable[Cue]) -> list[Cue]:
    """``cues`` with the names before their words as their speakers; the same where the file does not name speakers.

    A file names its speakers where names come again, or where every line has one, or where the first line has one
    and a quarter of the others do. There, a name is what comes at least twice, and else what is written as a name
    after the end of a sentence. So “Note: …” and “the rule is: …” stay words.

    Most files name a speaker only when another one begins, so a line without a name is spoken by who was named last;
    but where a name is repeated from line to line (and most lines have one) it is nobody's. ``Unknown`` is no name.
    """
    cues = list(cues)
    found = [None if cue.speaker else candidate(cue.text) for cue in cues]
    names = _names_of_a_file(cues, found)
    if not names:
        return cues
    found = [each if each and each[0] in names else None for each in found]
    carried = not _names_every_line(found)
    named, speaker = [], ""
    for cue, each in zip(cues, found, strict=True):
        if each:
            speaker, words = names[each[0]], each[1]
            if words:
                named.append(replace(cue, speaker=speaker, text=words))
        elif cue.speaker or not carried:
            named.append(cue)
        else:
            named.append(replace(cue, speaker=speaker))
    return named


def spoken_by(names: Iterable[str]) -> dict[str, str]:
    """``{as written: speaker}``: without roles; initials stand for the name that they were given with.

    ``Adam Jonas (AJ)`` makes ``AJ`` Adam Jonas from there on.
    """
    names = list(names)
    initials = {
        role: name for name, role in map(split_role, names) if role.isupper() and len(role) <= 4 and role in names
    }
    return {name: initials.get(name, "" if name == UNKNOWN else split_role(name)[0]) for name in names}


def _names_of_a_file(cues, found):
    """``{as written: speaker}`` of the names in a file's ``found`` candidates; empty where it names nobody."""
    counts = Counter(each[0] for each in found if each)
    lines = sum(counts.values())
    if not lines:
        return {}
    again = sum(count > 1 for count in counts.values())
    first = next((each for each in found[:3] if each), None)
    if not (lines == len(cues) or (again and (first or again > 1)) or (first and lines * 4 >= len(cues))):
        return {}
    ended, names = True, {}
    for cue, each in zip(cues, found, strict=True):
        if each and (counts[each[0]] > 1 or lines == len(cues) or (ended and is_capitalised(each[0]))):
            names.setdefault(each[0])
        ended = bool(ENDED.search(cue.text[-8:]))
    return spoken_by(names)


def _names_every_line(found):
    lines = sum(each is not None for each in found)
    again = any(one and other and one[0] == other[0] for one, other in pairwise(found))
    return again and lines * 2 > len(found)
