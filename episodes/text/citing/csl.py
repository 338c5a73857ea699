"""A work as CSL-JSON, which Zotero, Pandoc and citeproc programs read.

Source: the schema "csl-data.json" of the Citation Style Language 1.0.2. A podcast is a "broadcast" there.
"""

import json

from episodes.text.citing.names import Name
from episodes.text.citing.work import Work


def csl_item(work: Work) -> dict:
    """The work as one item of a bibliography. Empty values are left out."""
    item = {
        "id": work.key,
        "type": "broadcast",
        "title": work.title,
        "container-title": work.episode,
        "collection-title": work.show,
        "author": [_name(name) for name in work.authors],
        "host": [_name(name) for name in work.host_names],
        "guest": [_name(name) for name in work.guest_names],
        "number": str(work.number or ""),
        "volume": str(work.season or ""),
        "genre": work.label,
        "medium": "Podcast",
        "section": work.times,
        "publisher": work.publisher,
        "issued": _date(work.published),
        "accessed": _date(work.accessed),
        "URL": work.url,
        "language": work.language,
    }
    return {name: value for name, value in item.items() if value}


def csl_json(work: Work) -> str:
    """A bibliography of one item, ending in a new line."""
    return json.dumps([csl_item(work)], ensure_ascii=False, indent=2) + "\n"


def _name(name: Name):
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}


def _date(day):
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None
