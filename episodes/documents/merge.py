"""Three versions of the same fields: what was read, what is stored by now, and what somebody typed."""

from dataclasses import dataclass, field


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
