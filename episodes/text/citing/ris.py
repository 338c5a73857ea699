"""A work as a RIS record, which Zotero, EndNote, Mendeley and library catalogues read.

Source: "RIS Format Specifications" (Research Information Systems / Thomson Reuters, 2011): a two-letter tag, two
spaces, a hyphen, a space; lines end in CR LF; TY comes first and ER last; dates are YYYY/MM/DD.
"""

from episodes.text.citing.names import Name
from episodes.text.citing.work import Work, clock

LONGEST_NAME = 255


def ris(work: Work) -> str:
    """The record, every line ending in CR LF."""
    day, seen = work.published, work.accessed
    lines = [("TY", "SOUND"), ("ID", work.key)]
    lines += [("AU", _name(name)) for name in work.authors]
    lines += [("A2", _name(name)) for name in ([] if work.are_hosts else work.host_names)]
    lines += [
        ("TI", work.title),
        ("T2", work.episode),
        ("T3", work.show),
        ("M1", str(work.number or "")),
        ("VL", str(work.season or "")),
        ("M3", work.label),
        ("PY", str(day.year) if day else ""),
        ("DA", day.strftime("%Y/%m/%d") if day else ""),
        ("Y2", seen.strftime("%Y/%m/%d")),
        ("PB", work.publisher),
        ("SP", "" if work.start_ms is None else clock(work.start_ms)),
        ("EP", "" if work.end_ms is None else clock(work.end_ms)),
        ("N1", f"{work.label}, {work.times}" if work.times else ""),
        ("LA", work.language),
        ("UR", work.url),
    ]
    written = [f"{tag}  - {value}" for tag, value in lines if value]
    return "".join(f"{line}\r\n" for line in [*written, "ER  - "])


def _name(name: Name):
    """``Last, First, Suffix``; the format has no place for an asterisk in a name."""
    written = f"{name.family}, {name.given}" if name.is_eastern else name.inverted
    return written.replace("*", "")[:LONGEST_NAME]
