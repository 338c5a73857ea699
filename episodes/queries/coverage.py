"""The coverage strip: where in an episode its cited moments fall. In percent, so that one drawing fits all widths."""

from dataclasses import dataclass

from episodes.text.timecodes import format_timecode

FLAG = 26  # pixels: the width of a numbered flag, and what a thumb needs
ROW = 30
MOST_ROWS = 4
LABEL_ROW = 24
VOICES = 34
#: Two flags closer than this stand in different rows: a flag's share of the narrowest strip, 320 pixels wide.
FLAG_SHARE = 9.0
#: The share of a strip that one letter of a section's name takes where names are shown, at 700 pixels and up.
LETTER_SHARE = 1.1
STEPS = [s * 1000 for s in (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000)]
MOST_LABELS = 8


def percent(part, whole):
    """A share as SVG takes it: ``"6.75%"``."""
    return f"{100 * part / whole:.2f}".rstrip("0").rstrip(".") + "%"


@dataclass(frozen=True)
class Flag:
    """A numbered mark; ``turned`` hangs it to the left of its moment, near the end of the strip."""

    clip: object
    x: str
    width: str
    row: int
    turned: bool
    unchecked: bool

    @property
    def y(self):
        return self.row * ROW

    @property
    def text_y(self):
        return self.y + 18


@dataclass(frozen=True)
class Section:
    """The reach of a highlight's moments, with its name below; ``turned`` writes the name to the left."""

    title: str
    anchor: str
    x: str
    width: str
    row: int
    turned: bool
    end: str
    letters: int

    @property
    def text_y(self):
        return 20 + self.row * LABEL_ROW


@dataclass(frozen=True)
class Coverage:
    """What ``_coverage.html`` draws. Heights are pixels, horizontal places are percent strings."""

    flags: list
    sections: list
    hours: list  # [(x, label)]
    minor: str  # distance of the small ticks
    voices: list  # [(path data, is_guest)]
    voices_width: float
    rows: int
    moments: int
    cited_ms: int
    duration_ms: int
    hosts: str
    guests: str

    @property
    def cited(self):
        return format_timecode(self.cited_ms)

    @property
    def duration(self):
        return format_timecode(self.duration_ms)

    @property
    def top(self):
        """Where the voices begin, below the flags."""
        return self.rows * ROW

    @property
    def stem(self):
        return self.top + VOICES

    @property
    def ruler(self):
        return self.stem + 6

    @property
    def ruler_label(self):
        return self.ruler + 24

    @property
    def names(self):
        return self.ruler + 36

    @property
    def height(self):
        rows = max((section.row for section in self.sections), default=-1) + 1
        return self.names + (8 + rows * LABEL_ROW if rows else 0)


def coverage(episode, moments, sections, credits):
    """The ``Coverage`` of an episode, or None where nothing is placed in time.

    ``moments`` are ``(clip, unchecked)`` in any order, ``sections`` are ``(title, anchor, clips)``.
    """
    placed = sorted((m for m in moments if m[0].is_placed), key=lambda m: (m[0].start_ms, m[0].number))
    if not placed:
        return None
    length = max(episode.duration_ms or 0, *(clip.end_ms for clip, _unchecked in placed))
    flags = _flags(placed, length)
    step = next((s for s in STEPS if length / s <= MOST_LABELS), STEPS[-1])
    hosts, guests = _names(credits, "host"), _names(credits, "guest")
    return Coverage(
        flags=flags,
        sections=_sections(sections, length),
        hours=[(percent(ms, length), _hour(ms, step)) for ms in range(0, length, step) if ms < length * 0.97],
        minor=percent(step / 10, length),
        voices=_voices(episode.speech, credits) if credits else [],
        voices_width=length / 100,
        rows=max(flag.row for flag in flags) + 1,
        moments=len(placed),
        cited_ms=_union_ms([clip for clip, _unchecked in placed]),
        duration_ms=length,
        hosts=hosts,
        guests=guests,
    )


@dataclass(frozen=True)
class Span:
    """Where a clip is, for those who need no more of it; both None before it is placed."""

    start_ms: int | None
    end_ms: int | None


def strip(spans, length):
    """``[(x, width)]`` of placed clips or ``Span`` on a one-line strip of ``length`` milliseconds."""
    if not length:
        return []
    return [
        (percent(span.start_ms, length), percent(span.end_ms - span.start_ms, length))
        for span in spans
        if span.start_ms is not None and span.end_ms <= length
    ]


def _flags(placed, length):
    ends = [-FLAG_SHARE] * MOST_ROWS
    flags = []
    for clip, unchecked in placed:
        share = 100 * clip.start_ms / length
        turned = share > 100 - FLAG_SHARE
        left = share - FLAG_SHARE if turned else share
        row = next((r for r in range(MOST_ROWS) if ends[r] <= left), ends.index(min(ends)))
        ends[row] = left + FLAG_SHARE
        width = percent(clip.end_ms - clip.start_ms, length)
        flags.append(Flag(clip, percent(clip.start_ms, length), width, row, turned, unchecked))
    return flags


def _sections(sections, length):
    drawn, ends = [], [-1.0] * 3
    for title, anchor, clips in sections:
        placed = [clip for clip in clips if clip.is_placed]
        if not placed:
            continue
        start, end = min(c.start_ms for c in placed), max(c.end_ms for c in placed)
        reach = len(title) * LETTER_SHARE
        first, last = 100 * start / length, 100 * end / length
        turned = first + reach > 100
        left = last - reach if turned else first
        row = next((r for r in range(len(ends)) if ends[r] <= left), ends.index(min(ends)))
        ends[row] = max(left + reach, last) + 1
        drawn.append(
            Section(
                title, anchor, percent(start, length), percent(end - start, length), row, turned, percent(end, length),
                len(title) * 8 + 8,
            )
        )  # fmt: skip
    return drawn


def _hour(ms, step):
    if step % 60_000 == 0:
        return str(ms // 60_000)
    return format_timecode(ms)


def _names(credits, role):
    return ", ".join(credit.person.name for credit in credits if credit.role == role)


def _voices(speech, credits):
    guests = {str(credit.person_id) for credit in credits if credit.role == "guest"}
    return [(path, speaker in guests) for speaker, path in speech.items() if path]


def _union_ms(clips):
    total = end = 0
    for clip in sorted(clips, key=lambda c: c.start_ms):
        total += max(0, clip.end_ms - max(clip.start_ms, end))
        end = max(end, clip.end_ms)
    return total
