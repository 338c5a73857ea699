"""What differs between two documents of an episode (``episodes.services.documents``), one ``Change`` a thing.

Pure: two dicts in, a list out. ``episodes.documents.summary`` puts it into words.
"""

import re
from dataclasses import dataclass
from typing import Any

from episodes.documents.order import moved

ADDED, REMOVED, CHANGED, MOVED, RENUMBERED = "added", "removed", "changed", "moved", "renumbered"

#: The fields that are compared, in the order in which people look at them. Places and clip numbers are told otherwise.
FIELDS = {
    "episode": (
        "title",
        "status",
        "published_at",
        "withdrawn_reason",
        "summary",
        "show_notes",
        "links",
        "show_id",
        "season",
        "number",
        "slug",
        "audio_url",
        "audio_file",
        "audio_type",
        "audio_bytes",
        "duration_ms",
        "audio_offset_ms",
        "artwork",
        "guid",
        "kind",
        "explicit",
    ),
    "section": ("title", "body", "takeaway", "status", "withdrawn_reason", "featured", "slug"),
    "quote": ("text", "speaker_id", "clip_id"),
    "clip": ("title", "start_ms", "end_ms", "excerpt", "speaker_id", "featured"),
    "related": ("reason",),
    "link": ("kind",),
    "audio": ("url", "file", "type", "bytes", "duration_ms", "offset_ms"),
}
#: What the name of a thing says already, or nobody asks about one that is new.
UNTOLD = ("title", "slug", "status")
#: Values to be compared word by word.
TEXTS = {"summary", "show_notes", "links", "body", "takeaway", "text", "excerpt", "reason", "withdrawn_reason"}
_NAME = 60
_MARKER = re.compile(r"(?<!\\)\[(\d{1,4}(?:\s*,\s*\d{1,4})*)\]")


@dataclass(frozen=True)
class Place:
    """Where a change is: the episode itself, a section by its place from 1 and its title, a clip by its number."""

    what: str
    number: int = 0
    title: str = ""


@dataclass(frozen=True)
class Change:
    """``kind`` is one of added, removed, changed, moved, renumbered.

    ``what`` is episode, tag, credit, related, section, quote, link, evidence, clip or audio (a version); ``name`` says
    which: a title, a name, the first words of a quote, the number of a clip, what a link leads to. ``field`` names
    what was changed, without ``_id``; ``before`` and ``after`` are its plain values, with people and episodes by name
    and clips by number. Of what was moved they are places from 1, or titles of sections; of clips that were renumbered
    lists of numbers; of a credit its role, of a link its kind.
    """

    kind: str
    what: str
    place: Place
    name: str = ""
    field: str = ""
    before: Any = None
    after: Any = None

    @property
    def is_text(self):
        return self.kind == CHANGED and self.field in TEXTS


EPISODE = Place("episode")


def changes(before, after):
    """The ``[Change]`` that leads from one document to another; None and a deletion are no episode."""
    before, after = (None if document is None or "deleted" in document else document for document in (before, after))
    if after is None:
        return [] if before is None else [Change(REMOVED, "episode", EPISODE, name=_title(before))]
    found = list(_Comparison(before or {}, after).found())
    return found if before else [Change(ADDED, "episode", EPISODE, name=_title(after)), *found]


def _title(document):
    [row] = document["episode"].values()
    return row["title"]


class _Comparison:
    def __init__(self, before, after):
        self.old, self.new = before, after
        names = [document.get("names", {}) for document in self.both]
        self.names = {
            kind: names[0].get(kind, {}) | names[1].get(kind, {}) for kind in ("person", "episode", "highlight")
        }
        self.old_clips, self.new_clips = ({k: row["number"] for k, row in d.get("clip", {}).items()} for d in self.both)
        self.old_order, self.new_order = (_keys(d.get("highlight", {}), "position") for d in self.both)
        self.old_numbers = {number: key for key, number in self.old_clips.items()}
        self.new_numbers = {number: key for key, number in self.new_clips.items()}
        self.old_quotes, self.new_quotes = (_by_section(d.get("quote", {})) for d in self.both)
        self.old_links, self.new_links = (_by_section(d.get("link", {})) for d in self.both)
        self.heard = [key.rpartition("-") for key in _differing(*(d.get("citation", {}) for d in self.both))]

    @property
    def both(self):
        return self.old, self.new

    def found(self):
        yield from self._episode()
        yield from self._chosen("credit", self._credit_of, lambda row: row["role"])
        yield from self._chosen("related", self._related_of, lambda row: row["reason"])
        yield from self._chosen("audio", self._audio_of, lambda row: row["url"] or row["file"])
        yield from self._sections()
        yield from self._renumbered()
        yield from self._clips()

    def _row(self, document, kind, key):
        return document.get(kind, {}).get(key, {})

    def _episode(self):
        [(key, row)] = self.new["episode"].items()
        old = self._row(self.old, "episode", key)
        if old:
            yield from self._fields("episode", EPISODE, old, row)
        yield from self._tags(EPISODE, old, row)

    def _fields(self, what, place, old, new, name="", skip=()):
        for field in FIELDS[what] if old != new else ():
            before, after = old.get(field), new.get(field)
            if field in skip or _is_same(before, after):
                continue
            before = self._readable(field, before, self.old_clips)
            after = self._readable(field, after, self.new_clips)
            yield Change(CHANGED, what, place, name, field.removesuffix("_id"), before, after)

    def _readable(self, field, value, clips):
        if value is None:
            return None
        if field == "speaker_id":
            return self.names["person"].get(str(value), str(value))
        return clips.get(str(value)) if field == "clip_id" else value

    def _tags(self, place, old, new):
        before, after = old.get("tags", []), new.get("tags", [])
        for tag in (tag for tag in before if tag not in after):
            yield Change(REMOVED, "tag", place, name=tag)
        for tag in (tag for tag in after if tag not in before):
            yield Change(ADDED, "tag", place, name=tag)

    def _credit_of(self, row):
        return (row["person_id"], row["role"]), self.names["person"].get(str(row["person_id"]), str(row["person_id"]))

    def _related_of(self, row):
        return row["related_id"], self.names["episode"].get(str(row["related_id"]), str(row["related_id"]))

    def _audio_of(self, row):
        return row["kind"], row["kind"]

    def _chosen(self, what, identify, note):
        """Rows that are made again where they change, so that not their keys say which is which."""
        old, new = ({identify(row)[0]: row for row in _in_order(d.get(what, {}), "position")} for d in self.both)
        names = {identity: name for rows in (old, new) for identity, name in map(identify, rows.values())}
        for identity in (identity for identity in old if identity not in new):
            yield Change(REMOVED, what, EPISODE, names[identity], before=note(old[identity]))
        for identity in new:
            if identity not in old:
                yield Change(ADDED, what, EPISODE, names[identity], after=note(new[identity]))
            elif what in FIELDS:
                yield from self._fields(what, EPISODE, old[identity], new[identity], names[identity])
        for identity, before, after in moved(list(old), list(new)):
            yield Change(MOVED, what, EPISODE, names[identity], before=before, after=after)

    def _sections(self):
        moves = {key: (before, after) for key, before, after in moved(self.old_order, self.new_order)}
        gone = [key for key in self.old_order if key not in self.new_order]
        for key in (*self.new_order, *gone):
            place = self._section(key)
            old, new = self._row(self.old, "highlight", key), self._row(self.new, "highlight", key)
            if not (old and new):
                yield Change(ADDED if new else REMOVED, "section", place, name=place.title)
            if key in moves:
                before, after = moves[key]
                yield Change(MOVED, "section", place, place.title, before=before, after=after)
            skip = () if old and new else UNTOLD
            fields = self._fields("section", place, old, new, skip=skip)
            yield from (change for change in fields if not self._only_renumbered(change))
            yield from self._tags(place, old, new)
            yield from self._quotes(key, place)
            yield from self._links(key, place)
            yield from self._evidence(key, place, new)

    def _section(self, key):
        order, document = (self.new_order, self.new) if key in self.new_order else (self.old_order, self.old)
        return Place("section", order.index(key) + 1, document["highlight"][key]["title"])

    def _only_renumbered(self, change):
        """Whether a body says the same as before, of clips that have other numbers now."""
        if change.field != "body" or not (change.before and change.after):
            return False
        return _with_keys(change.before, self.old_numbers) == _with_keys(change.after, self.new_numbers)

    def _quotes(self, section, place):
        old, new = self.old_quotes.get(section, []), self.new_quotes.get(section, [])
        for row in new:
            before = self._row(self.old, "quote", row["key"])
            name = _shortened(row["text"])
            if not before:
                yield Change(ADDED, "quote", place, name, after=row["text"])
                continue
            if not _is_of(before, section):
                whence = self._section(str(before["highlight_id"]))
                yield Change(MOVED, "quote", place, name, before=whence.title, after=place.title)
            yield from self._fields("quote", place, before, row, name)
        for row in old:
            if not self._row(self.new, "quote", row["key"]):
                yield Change(REMOVED, "quote", place, _shortened(row["text"]), before=row["text"])
        for key, before, after in moved([row["key"] for row in old], [row["key"] for row in new]):
            name = _shortened(self.new["quote"][key]["text"])
            yield Change(MOVED, "quote", place, name, before=before, after=after)

    def _links(self, section, place):
        """Told by what they lead to: one that is made again is the same."""
        old, new = (
            {row["other_id"]: row for row in rows.get(section, [])} for rows in (self.old_links, self.new_links)
        )
        names = self.names["highlight"]
        for other in {**old, **new}:
            before, after = old.get(other), new.get(other)
            name = names.get(str(other), f"#{other}")
            if not (before and after):
                kind = ADDED if after else REMOVED
                yield Change(kind, "link", place, name, before=before and before["kind"], after=after and after["kind"])
            else:
                yield from self._fields("link", place, before, after, name)
        for other, before, after in moved(list(old), list(new)):
            yield Change(MOVED, "link", place, names.get(str(other), f"#{other}"), before=before, after=after)

    def _evidence(self, section, place, new):
        """What was heard or disputed; that a marker left the text is told with the text."""
        clips = [clip for highlight, _dash, clip in self.heard if highlight == section and clip in self.new_clips]
        if not clips:
            return
        cited = {number for marker in _MARKER.findall(new.get("body", "")) for number in map(int, marker.split(","))}
        for clip in sorted(clips, key=self.new_clips.get):
            key, number = f"{section}-{clip}", self.new_clips[clip]
            before, after = (self._row(d, "citation", key).get("evidence") for d in self.both)
            if before != after and number in cited:
                yield Change(CHANGED, "evidence", place, str(number), "evidence", before, after)

    def _renumbered(self):
        pairs = [(self.old_clips[key], number) for key, number in self.new_clips.items() if key in self.old_clips]
        pairs = sorted(pair for pair in pairs if pair[0] != pair[1])
        if pairs:
            before, after = ([pair[side] for pair in pairs] for side in (0, 1))
            yield Change(RENUMBERED, "clip", EPISODE, before=before, after=after)

    def _clips(self):
        gone = {key: number for key, number in self.old_clips.items() if key not in self.new_clips}
        for clips in (self.new_clips, gone):
            for key, number in sorted(clips.items(), key=lambda item: item[1]):
                old, new = self._row(self.old, "clip", key), self._row(self.new, "clip", key)
                place = Place("clip", number, (new or old)["title"])
                if not (old and new):
                    yield Change(ADDED if new else REMOVED, "clip", place, name=str(number))
                yield from self._fields("clip", place, old, new, skip=() if old and new else UNTOLD)


def _by_section(rows):
    """``{key of a section: [quote or link]}`` in order; each with its ``key``."""
    found = {}
    for key in _keys(rows, "position"):
        found.setdefault(str(rows[key]["highlight_id"]), []).append(rows[key] | {"key": key})
    return found


def _differing(old, new):
    """The keys of rows that are in one of two kinds only, or differ."""
    return [key for key in {**old, **new} if old.get(key) != new.get(key)]


def _is_of(quote, section):
    return str(quote["highlight_id"]) == section


def _is_same(before, after):
    empty = (value is None or value is False or value == "" for value in (before, after))
    return before == after or all(empty)


def _keys(rows, field):
    """Keys by a field: what is read from a store has them in any order."""
    return sorted(rows, key=lambda key: (rows[key][field], len(key), key))


def _in_order(rows, field):
    return [rows[key] for key in _keys(rows, field)]


def _with_keys(body, clips):
    """The body with the keys of the clips in place of their numbers; a number without a clip stays."""

    def keyed(match):
        return "[{}]".format(", ".join(str(clips.get(int(number), number)) for number in match[1].split(",")))

    return _MARKER.sub(keyed, body)


def _shortened(text):
    text = " ".join(text.split())
    return text if len(text) <= _NAME else text[: _NAME - 1].rstrip() + "…"
