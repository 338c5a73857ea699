"""A work as a BibTeX entry, for BibTeX 0.99 and biblatex alike.

Source: Oren Patashnik, "BibTeXing" (1988): entry types, names in the form "von Last, Jr, First", and braces, which
must be balanced within a value however they are escaped. Letters beyond ASCII are kept as UTF-8 (NFC), as biber and
today's LaTeX read them; what TeX would take for a command is written as one.
"""

import re

from episodes.text.citing.names import Name
from episodes.text.citing.work import Work

COMMANDS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    '"': r"\textquotedbl{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
SPECIAL = re.compile("[" + re.escape("".join(COMMANDS)) + "]")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
IN_URL = {"{": "%7B", "}": "%7D", "\\": "%5C", '"': "%22", " ": "%20", "^": "%5E"}
BEFORE_COLUMN = 13


def bibtex(work: Work) -> str:
    """The entry, ending in a new line."""
    day = work.published
    fields = {
        "author": _braced(" and ".join(_name(name) for name in work.authors)),
        "title": "{" + _braced(escaped(work.title)) + "}",
        "howpublished": _braced(_from(work)),
        "booktitle": _braced(escaped(work.episode)),
        "series": _braced(escaped(work.show)),
        "number": _braced(str(work.number)) if work.number else "",
        "publisher": _braced(escaped(work.publisher)),
        "year": _braced(str(day.year)) if day else "",
        "month": MONTHS[day.month - 1] if day else "",
        "note": _braced(escaped(_note(work))),
        "url": _braced("".join(IN_URL.get(sign, sign) for sign in work.url)),
        "urldate": _braced(work.accessed.isoformat()),
        "language": _braced(escaped(work.language)),
    }
    lines = [f"  {name.ljust(BEFORE_COLUMN)}= {value}" for name, value in fields.items() if value not in ("", "{}")]
    return "@misc{" + ",\n".join([work.key, *lines]) + "\n}\n"


def escaped(text: str) -> str:
    """A plain text as LaTeX prints it."""
    return SPECIAL.sub(lambda match: COMMANDS[match[0]], text)


def _name(name: Name):
    """One name: braces hold together what has no parts, and what BibTeX would take for the end of a part."""
    if name.literal or (name.is_eastern and not name.given):
        return _braced(escaped(name.written))
    parts = [name.last, name.suffix, name.given] if name.suffix else [name.last, name.given]
    return ", ".join(_held(escaped(part)) for part in parts)


def _held(part):
    return _braced(part) if "," in part or " and " in f" {part.lower()} " else part


def _from(work):
    show = f"podcast ``{escaped(work.show)}''"
    number = f" {work.number}" if work.number else ""
    return f"{work.label} from episode{number} of the {show}"


def _note(work):
    return f"At {work.times}" if work.times else ""


def _braced(value):
    return "{" + value + "}"
