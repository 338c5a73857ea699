"""Three versions of the same: what was read, what is stored by now, and what somebody typed."""

from copy import deepcopy
from dataclasses import dataclass, field

from episodes.text.markdown import citation_numbers, renumbered

#: Kinds of rows whose ``position`` only says in which order they stand.
ORDERED = ("highlight", "related")
ORDER = "order"


@dataclass(frozen=True)
class Merged:
    """``values`` has each field's merged value; where ``both`` changed it, what was typed.

    ``taken`` names the fields that only the other changed, ``typed`` those that only the editor changed.
    """

    values: dict
    taken: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    both: list[str] = field(default_factory=list)


def merge_values(read: dict, stored: dict, typed: dict) -> Merged:
    """Merges field by field; the keys of ``typed`` say which fields there are."""
    merged = Merged(values={})
    for name, value in typed.items():
        before, now = read.get(name), stored.get(name)
        if value in (now, before):
            merged.values[name] = now
            if now != before and value != now:
                merged.taken.append(name)
        else:
            merged.values[name] = value
            (merged.typed if now == before else merged.both).append(name)
    return merged


@dataclass(frozen=True)
class Clash:
    """A row that both changed. ``read``, ``stored`` and ``typed`` are its values, None where it was not or is gone.

    ``both`` names the fields to choose in; of a row that one changed and the other deleted there are none, and the
    choice is between the row and nothing. ``key`` is ``ORDER`` where both put the rows of a kind into another order.
    """

    kind: str
    key: str
    read: dict | None
    stored: dict | None
    typed: dict | None
    both: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def is_deletion(self):
        return self.key != ORDER and (self.stored is None or self.typed is None)


def merge_documents(read: dict, stored: dict, typed: dict, choices: dict | None = None):
    """``(document, [Clash])``: what was typed on top of what is stored.

    A row that only one side changed is as that side has it. One that both changed is a clash; ``choices`` settles it:
    ``{(kind, key, field): value}``, and ``{(kind, key, ""): "typed" or "stored"}`` for deletions and orders.
    Where a choice is missing, the typed value stands.
    """
    choices = choices or {}
    document, clashes = {}, []
    for kind, rows in stored.items():
        if kind == "names":
            document[kind] = rows
            continue
        document[kind] = {}
        for key in [*rows, *(key for key in typed.get(kind, {}) if key not in rows)]:
            versions = [version.get(kind, {}).get(key) for version in (read, stored, typed)]
            row, clash = _merge_row(kind, key, *versions, choices)
            clashes += [clash] if clash else []
            if row is not None:
                document[kind][key] = row
    clashes += _keep_sections(document, read, stored, typed, choices, clashes)
    _keep_clips(document, stored, typed)
    for kind in ORDERED:
        clashes += _merge_order(kind, document, read, stored, typed, choices)
    return document, clashes


def _merge_row(kind, key, read, stored, typed, choices):
    """``(row or None, Clash or None)``"""
    read, stored, typed = (_without_place(kind, row) for row in (read, stored, typed))
    if typed in (read, stored):
        return stored, None
    if stored == read:
        return typed, None
    if stored is None or typed is None:
        chosen = stored if choices.get((kind, key, "")) == "stored" else typed
        return chosen, Clash(kind, key, read, stored, typed)
    merged = merge_values(read or {}, stored, typed)
    clash = Clash(kind, key, read, stored, typed, tuple(merged.both), tuple(merged.taken), tuple(merged.typed))
    chosen = {name: choices[kind, key, name] for name in merged.both if (kind, key, name) in choices}
    return stored | merged.values | chosen, clash if merged.both or (merged.taken and merged.typed) else None


def _keep_sections(document, read, stored, typed, choices, clashes):
    """A section that one side deleted while the other wrote a quote in it, or linked it, is a clash as well."""
    found = []
    inside = [(rows, key) for rows in (document["quote"], document.get("link", {})) for key in rows]
    for rows, key in inside:
        section = str(rows[key]["highlight_id"])
        if section in document["highlight"]:
            continue
        side = "stored" if section in stored["highlight"] else "typed"
        row = (stored if side == "stored" else typed)["highlight"].get(section)
        if row is None or choices.get(("highlight", section, ""), side) != side:
            del rows[key]
            continue
        document["highlight"][section] = _without_place("highlight", row)
        if not any((clash.kind, clash.key) == ("highlight", section) for clash in clashes + found):
            versions = [version["highlight"].get(section) for version in (read, stored, typed)]
            found.append(Clash("highlight", section, *versions))
    return found


def _keep_clips(document, stored, typed):
    """A clip that one side deleted stays where the other refers to it."""
    clips = document["clip"]
    there = {row["number"] for row in clips.values()}
    cited = {number for row in document["highlight"].values() for number in citation_numbers(row["body"])}
    quoted = {str(row["clip_id"]) for row in document["quote"].values() if row["clip_id"] is not None}
    for version in (stored, typed):
        for key, row in version["clip"].items():
            if key not in clips and row["number"] not in there and (row["number"] in cited or key in quoted):
                clips[key] = row
                there.add(row["number"])


def _without_place(kind, row):
    return {name: value for name, value in row.items() if name != "position"} if row and kind in ORDERED else row


def ordered(rows: dict) -> list[str]:
    """The keys of rows that have a ``position``, in its order."""
    return sorted(rows, key=lambda key: rows[key]["position"])


def _merge_order(kind, document, read, stored, typed, choices):
    """Places the rows of ``kind``: as the side has them that moved some; a clash where both did."""
    before, theirs, mine = (ordered(version[kind]) for version in (read, stored, typed))
    there = document[kind]
    they_moved, i_moved = _moved(before, theirs), _moved(before, mine)
    clash = they_moved and i_moved and [key for key in mine if key in theirs] != [key for key in theirs if key in mine]
    use_mine = i_moved and not (clash and choices.get((kind, ORDER, "")) == "stored")
    first, second = (mine, theirs) if use_mine else (theirs, mine)
    keys = _woven([key for key in first if key in there], [key for key in second if key in there])
    places = {key: stored[kind][key]["position"] for key in keys if key in stored[kind]}
    place(there, keys, places)
    return [Clash(kind, ORDER, {"keys": before}, {"keys": theirs}, {"keys": mine})] if clash else []


def place(rows: dict, keys: list[str], places: dict):
    """Gives ``rows`` the order of ``keys``. The ``places`` that they have stay where they are in that order already."""
    last = -1
    for key in keys:
        if places.get(key, last + 1) <= last:
            places = {}
            break
        last = places.setdefault(key, last + 1)
    for number, key in enumerate(keys, 1):
        rows[key] = rows[key] | {"position": places[key] if places else number}


def _moved(before, after):
    return [key for key in before if key in after] != [key for key in after if key in before]


def _woven(keys, others):
    """``keys`` with what only ``others`` has, each behind what it stands behind there."""
    keys = list(keys)
    for index, key in enumerate(others):
        if key not in keys:
            keys.insert(keys.index(others[index - 1]) + 1 if index else 0, key)
    return keys


#: New rows of both sides that agree in these are one row: a save whose answer was lost is sent again.
TWINS = {
    "clip": ("number", "title", "start_ms", "end_ms", "excerpt", "speaker_id"),
    "highlight": ("title",),
    "quote": ("text", "speaker_id", "highlight_id", "clip_id"),
    "link": ("highlight_id", "other_id"),
    "related": ("related_id",),
}
#: Fields of twins that are as typed.
_TYPED_ON = {"highlight": ("title", "body", "takeaway", "tags"), "link": ("kind",)}


def with_twins(read: dict, stored: dict, typed: dict):
    """``(read, typed, {(kind, key): stored key})``: typed new rows that are stored already are those rows.

    So is a section of the same title whose body begins as the typed one does: it was written on since. Of two who link
    the same two sections nobody has read what the other says of them.
    """
    none = {kind: {} for kind in TWINS}
    read, stored, typed, twins = none | deepcopy(read), none | stored, none | deepcopy(typed), {}
    for kind in TWINS:
        fresh = {key: row for key, row in stored[kind].items() if key not in read[kind]}
        for key in [key for key in typed[kind] if key not in read[kind] and key not in stored[kind]]:
            row = typed[kind][key]
            for name in ("highlight", "clip"):
                if (twin := twins.get((name, str(row.get(f"{name}_id"))))) is not None:
                    row[f"{name}_id"] = int(twin)
            twin = next((other for other, there in fresh.items() if _are_twins(kind, row, there)), None)
            if twin is not None:
                there = fresh.pop(twin)
                read[kind][twin] = there | ({"kind": None} if kind == "link" else {})
                typed[kind][twin] = there | {name: row[name] for name in _TYPED_ON.get(kind, ())}
                del typed[kind][key]
                twins[kind, key] = twin
    return read, typed, twins


def _are_twins(kind, row, there):
    # A key of a stored row is a number there, and a text where somebody has typed.
    agree = all(row[name] == there[name] or _is_one_key(name, row, there) for name in TWINS[kind])
    return agree and (kind != "highlight" or row["body"].startswith(there["body"]))


def _is_one_key(name, row, there):
    return name.endswith("_id") and str(row[name]) == str(there[name])


def with_free_numbers(stored: dict, typed: dict):
    """``(document, {key: number})``: typed clips whose numbers were given away meanwhile get the next free ones.

    The markers of the typed bodies follow: they can mean none but the typed clips.
    """
    taken = {row["number"] for version in (stored, typed) for row in version["clip"].values()}
    theirs = {row["number"] for row in stored["clip"].values()}
    numbers, moved, document = {}, {}, deepcopy(typed)
    for key, row in document["clip"].items():
        if key not in stored["clip"] and row["number"] in theirs:
            numbers[row["number"]] = moved[key] = max(taken) + 1
            row["number"] = moved[key]
            taken.add(row["number"])
    if numbers:
        for row in document["highlight"].values():
            row["body"] = renumbered(row["body"], numbers)
    return document, moved
