"""Which characters a font file has glyphs for: the ``cmap`` table of OpenType, formats 4 and 12.

Source: the OpenType specification 1.9.1, "cmap" and "OpenType font collections".
"""

import struct
from bisect import bisect_right
from pathlib import Path

MOST_BYTES = 4 * 1024 * 1024  # of a table; the largest known has 400 KB


class Glyphs:
    """The characters of a font, as ranges of code points."""

    def __init__(self, ranges):
        ranges = sorted(ranges)
        self.firsts = [first for first, _last in ranges]
        self.lasts = [last for _first, last in ranges]

    def __contains__(self, char):
        at = bisect_right(self.firsts, ord(char)) - 1
        return at >= 0 and ord(char) <= self.lasts[at]

    def __bool__(self):
        return bool(self.firsts)


def read_glyphs(path: Path, index: int = 0) -> Glyphs:
    """The ``Glyphs`` of a font file, of its font number ``index`` where it is a collection. Empty for what is none."""
    try:
        with path.open("rb") as file:
            return Glyphs(_ranges(_table(file, index)))
    except (OSError, struct.error, ValueError, IndexError):
        return Glyphs([])


def _table(file, index):
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12 + 4 * index)
        [start] = struct.unpack(">I", file.read(4))
    file.seek(start + 4)
    [count] = struct.unpack(">H", file.read(2))
    file.seek(start + 12)
    for _ in range(count):
        tag, _sum, offset, length = struct.unpack(">4sIII", file.read(16))
        if tag == b"cmap":
            file.seek(offset)
            return file.read(min(length, MOST_BYTES))
    raise ValueError("no cmap")


def _ranges(table):
    [count] = struct.unpack_from(">H", table, 2)
    found = []
    for record in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * record)
        [form] = struct.unpack_from(">H", table, offset)
        if platform == 0 or (platform == 3 and encoding in (1, 10)):
            found.append((form, offset))
    formats = dict(found)
    if 12 in formats:
        return _format_12(table, formats[12])
    return _format_4(table, formats[4]) if 4 in formats else []


def _format_4(table, offset):
    [twice] = struct.unpack_from(">H", table, offset + 6)
    count = twice // 2
    lasts = struct.unpack_from(f">{count}H", table, offset + 14)
    firsts = struct.unpack_from(f">{count}H", table, offset + 16 + twice)
    return [(first, last) for first, last in zip(firsts, lasts, strict=True) if first <= last and first != 0xFFFF]


def _format_12(table, offset):
    [count] = struct.unpack_from(">I", table, offset + 12)
    groups = struct.iter_unpack(">III", table[offset + 16 : offset + 16 + 12 * count])
    return [(first, last) for first, last, _glyph in groups if first <= last]
