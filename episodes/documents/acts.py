"""What an editor does to an episode besides typing: pure functions that change a document in place.

Rows are named by their keys; a new row gets a key that is no primary key. What is asked of a row that is not there
changes nothing.
"""

import itertools
import re

from episodes.documents.merge import ordered
from episodes.text.excerpts import excerpt
from episodes.text.markdown import citation_numbers, renumbered

#: Two moments that share this much of their times are one.
SAME = 0.8
TITLE_LENGTH = 80
RULE = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)
END_OF_SENTENCE = ".,;:!?…"


def new_key(document, kind):
    return next(key for number in itertools.count(1) if (key := f"new-{number}") not in document[kind])


def place(document, kind, keys):
    """Gives the rows of a kind the order of ``keys``, counted from 1."""
    for position, key in enumerate(keys, 1):
        document[kind][key]["position"] = position


def empty_section(**values):
    row = {"position": 0, "title": "", "slug": "", "body": "", "takeaway": "", "status": "draft"}
    return row | {"withdrawn_reason": "", "featured": False, "tags": [], "past_slugs": []} | values


def add_section(document, behind=None, **values):
    """A new section behind another, or at the end; returns its key."""
    keys = ordered(document["highlight"])
    key = new_key(document, "highlight")
    document["highlight"][key] = empty_section(**values)
    keys.insert(keys.index(behind) + 1 if behind in keys else len(keys), key)
    place(document, "highlight", keys)
    return key


def move(document, kind, key, steps):
    """Moves a row by so many places; at an end it stays."""
    keys = ordered(document[kind])
    if key in keys:
        index = keys.index(key)
        keys.insert(min(max(index + steps, 0), len(keys) - 1), keys.pop(index))
        place(document, kind, keys)


def split(document, key, at=None):
    """What follows ``at``, or the first rule of hyphens, becomes a section of its own; returns its key, or None."""
    row = document["highlight"].get(key)
    if row is None:
        return None
    rule = RULE.search(row["body"])
    if at is None and not rule:
        return None
    first, second = (at, at) if at is not None else rule.span()
    row["body"], rest = row["body"][:first].rstrip(), row["body"][second:].strip()
    return add_section(document, key, title=f"{row['title']} (2)".strip(), body=rest, tags=list(row["tags"]))


def duplicate(document, key):
    """A draft of the same words behind a section; returns its key."""
    row = document["highlight"].get(key)
    if row is None:
        return None
    same = {name: row[name] for name in ("title", "body", "takeaway")}
    twin = add_section(document, key, **same, tags=list(row["tags"]))
    for quote in [quote for quote in document["quote"].values() if str(quote["highlight_id"]) == key]:
        document["quote"][new_key(document, "quote")] = quote | {"highlight_id": twin}
    return twin


def remove_section(document, key):
    document["highlight"].pop(key, None)
    for kind, ends in (("quote", ("highlight_id",)), ("link", ("highlight_id", "other_id"))):
        rows = document.get(kind, {})
        for gone in [each for each, row in rows.items() if key in (str(row[end]) for end in ends)]:
            del rows[gone]


def next_number(document):
    return max((row["number"] for row in document["clip"].values()), default=0) + 1


def clip_at(document, start_ms, end_ms, excerpt=""):
    """The key of a clip that is the same moment, or None. Without times it is one of the same words without times."""
    for key, row in document["clip"].items():
        if start_ms is None and row["start_ms"] is None and row["excerpt"] == excerpt:
            return key
        if start_ms is None or row["start_ms"] is None:
            continue
        shared = min(row["end_ms"], end_ms) - max(row["start_ms"], start_ms)
        if shared > SAME * max(row["end_ms"] - row["start_ms"], end_ms - start_ms):
            return key
    return None


def add_clip(document, **values):
    """A new clip with the next number; returns its key. Its title is made of the words that are heard."""
    key, number = new_key(document, "clip"), next_number(document)
    row = {"number": number, "title": "", "start_ms": None, "end_ms": None, "excerpt": "", "speaker_id": None}
    document["clip"][key] = row | {"featured": False} | values
    return key


def clip_title(row, fallback):
    """What a clip without a title is called."""
    return row["title"] or excerpt(row["excerpt"], TITLE_LENGTH) or fallback


def cite(document, section, clip):
    """Puts the marker of a clip at the end of a section's body, inside its last full stop."""
    row, number = document["highlight"][section], document["clip"][clip]["number"]
    body = row["body"].rstrip()
    words = body.rstrip(END_OF_SENTENCE)
    gap = "" if not words or words.endswith(("]", " ", "\n")) else " "
    row["body"] = f"{words}{gap}[{number}]{body[len(words) :]}"


def add_quote(document, section, *, text="", speaker_id=None, clip=None):
    """A quote behind the others of a section; returns its key."""
    places = [row["position"] for row in document["quote"].values() if str(row["highlight_id"]) == section]
    key = new_key(document, "quote")
    document["quote"][key] = {
        "highlight_id": section,
        "text": text,
        "speaker_id": speaker_id,
        "clip_id": clip,
        "position": max(places, default=-1) + 1,
    }
    return key


def add_link(document, section, other_id, kind):
    """A link behind the others of a section to another one, by its primary key; returns its key. Twice is once."""
    own = {key: row for key, row in document["link"].items() if str(row["highlight_id"]) == section}
    for key, row in own.items():
        if row["other_id"] == other_id:
            return key
    key = new_key(document, "link")
    place = max((row["position"] for row in own.values()), default=-1) + 1
    document["link"][key] = {"highlight_id": section, "other_id": other_id, "kind": kind, "position": place}
    return key


def place_quote(document, key, start_ms, end_ms, words=""):
    """Gives a quote a clip at these times, in which ``words`` are heard; returns the clip's key, or None.

    One that is there already is taken. Else the quote's own moves, unless other sections or quotes need it where it is.
    """
    quote = document["quote"].get(key)
    if quote is None:
        return None
    clip = clip_at(document, start_ms, end_ms)
    if clip is None:
        own = str(quote["clip_id"])
        row = document["clip"].get(own)
        if row and (row["start_ms"] is None or len(uses(document)[own]) == 1):
            clip = own
            row.update(start_ms=start_ms, end_ms=end_ms)
        else:
            times = {"start_ms": start_ms, "end_ms": end_ms}
            clip = add_clip(document, **times, excerpt=words, speaker_id=quote["speaker_id"])
            document["clip"][clip]["title"] = excerpt(words, TITLE_LENGTH) or excerpt(quote["text"], TITLE_LENGTH)
    quote["clip_id"] = int(clip) if clip.isdecimal() else clip
    return clip


def use_words(document, key, words):
    """Makes ``words`` of the transcript the words of a quote, without what only led on from there."""
    words = words.rstrip(" ,;:–—-")
    if words and key in document["quote"]:
        document["quote"][key]["text"] = words


def add_related(document, episode_id, reason=""):
    """A related episode behind the others; returns its key."""
    key = new_key(document, "related")
    last = max((row["position"] for row in document["related"].values()), default=0)
    document["related"][key] = {"related_id": episode_id, "position": last + 1, "reason": reason}
    return key


def uses(document):
    """``{key of a clip: [keys of the sections that cite or quote it]}``, in their order, once for each time."""
    by_number = {row["number"]: key for key, row in document["clip"].items()}
    found = {key: [] for key in document["clip"]}
    for section in ordered(document["highlight"]):
        cited = [by_number.get(number) for number in citation_numbers(document["highlight"][section]["body"])]
        quotes = (quote for quote in document["quote"].values() if str(quote["highlight_id"]) == section)
        for key in [*cited, *(str(quote["clip_id"]) for quote in quotes)]:
            if key in found:
                found[key].append(section)
    return found


def renumber(document):
    """Numbers the clips in the order in which they are cited first, then quoted, then heard; bodies follow."""
    by_number = {row["number"]: key for key, row in document["clip"].items()}
    sections = ordered(document["highlight"])
    cited = [number for key in sections for number in citation_numbers(document["highlight"][key]["body"])]
    quoted = [
        str(quote["clip_id"])
        for key in sections
        for quote in document["quote"].values()
        if str(quote["highlight_id"]) == key
    ]
    heard = sorted(document["clip"], key=lambda key: _heard(document["clip"][key]))
    keys = dict.fromkeys([*(by_number.get(number) for number in cited), *quoted, *heard])
    numbers = {}
    for number, key in enumerate((key for key in keys if key in document["clip"]), 1):
        numbers[document["clip"][key]["number"]] = number
        document["clip"][key]["number"] = number
    for row in document["highlight"].values():
        row["body"] = renumbered(row["body"], numbers)


def _heard(clip):
    return clip["start_ms"] is None, clip["start_ms"] or 0, clip["number"]
