"""The dates and lengths of feeds, in every shape that they come in.

Sources: RFC 822 and RFC 2822 (RSS), RFC 3339 (Atom), ISO 8601; Apple's podcast requirements for ``itunes:duration``;
Podlove Simple Chapters 1.2 for normal play time.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: at for at, name in enumerate(NAMES, 1)}
#: Hours that the names of RFC 822, and those that people write besides, stand for.
ZONES = {
    **dict.fromkeys(["UT", "UTC", "GMT", "Z", "WET"], 0),
    **{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
    **{"AKST": -9, "AKDT": -8, "HST": -10, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2},
    **{"EEST": 3, "MSK": 3, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13},
}
TIME = r"(?:[\sT,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?\s*(?P<half>[ap]m)?)?"
ZONE = r"\s*(?P<zone>\(?[A-Z]{1,5}\)?|(?:GMT|UTC)?\s*[+-]\d{1,2}:?(?:\d\d)?)?(?:\s*\([^()]{0,40}\))?"
WEEKDAY = r"(?:[^\W\d]{2,12}\.?,?\s+)?"
SHAPES = [
    re.compile(
        rf"{WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<month>[a-z]{{3,9}})\.?[\s,-]+(?P<year>\d{{4}}|\d\d){TIME}{ZONE}",
        re.I,
    ),
    re.compile(
        rf"{WEEKDAY}(?P<month>[a-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){TIME}{ZONE}",
        re.I,
    ),
    re.compile(
        rf"{WEEKDAY}(?P<month>[a-z]{{3}})\s+(?P<day>\d{{1,2}}){TIME}\s*(?P<zone>[A-Z]{{1,5}})?\s+(?P<year>\d{{4}})",
        re.I,
    ),
    re.compile(rf"(?P<year>\d{{4}})-?(?P<number>\d\d)-?(?P<day>\d\d){TIME}{ZONE}", re.I),
    re.compile(rf"(?P<year>\d{{4}})/(?P<number>\d{{1,2}})/(?P<day>\d{{1,2}}){TIME}{ZONE}", re.I),
]
LONGEST_MS = 2_147_483_647  # What the database takes: 24 days.
CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,9})(?:[.,](\d{1,9}))?")
UNITS = re.compile(
    r"(?:PT?)?\s*(?:(\d{1,4})\s*(?:h|hr|hrs|hours?|std)\.?,?)?\s*(?:(\d{1,5})\s*(?:m|min|mins|minutes?)\.?,?)?"
    r"\s*(?:(\d{1,7})(?:[.,]\d+)?\s*(?:s|sec|secs|seconds?)\.?)?",
    re.IGNORECASE,
)


def read_date(text: str) -> tuple[datetime | None, bool]:
    """``(moment in UTC, zone known)`` of a date, or ``(None, False)``.

    The weekday is not looked at, as it is often wrong. Without a zone the time is taken for UTC. Years that no
    podcast has (before 1970, after 2100) make no date.
    """
    text = " ".join(text.split())[:100]
    for shape in SHAPES:
        if match := shape.fullmatch(text):
            return _moment(match.groupdict())
    return None, False


def _moment(parts):
    month = int(parts["number"]) if parts.get("number") else MONTHS.get((parts.get("month") or "")[:3].lower(), 0)
    year = int(parts["year"])
    year += (2000 if year < 70 else 1900) if len(parts["year"]) == 2 else 0
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"].lower() == "pm" else 0)
    later = timedelta(days=hour == 24, seconds=second == 60)
    offset = _offset(parts.get("zone") or "")
    try:
        zone = timezone(offset or timedelta())
        local = datetime(year, month, int(parts["day"]), hour % 24 if hour == 24 else hour, minute, min(second, 59))
        moment = (local + later).replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None, False
    known = offset is not None or parts["hour"] is None
    return (moment, known) if 1970 <= moment.year <= 2100 else (None, False)


def _offset(zone):
    """The offset of ``+0200``, ``GMT+2``, ``EST``; None for none and for a name that nobody knows."""
    zone = zone.strip("() ").upper()
    if match := re.fullmatch(r"(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d\d)?", zone):
        sign, hours, minutes = match.groups()
        return (-1 if sign == "-" else 1) * timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timedelta(hours=ZONES[zone]) if zone in ZONES else None


def read_length(text: str) -> int | None:
    """Milliseconds of ``3723``, ``62:03``, ``1:02:03.5``, ``1h 2m``, ``62 min`` or ``PT1H2M3S``; None for no length.

    Zero, what is negative and what is longer than 24 days is none.
    """
    ms = read_time(text)
    if ms is None and (match := UNITS.fullmatch(text.strip()[:60])):
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        ms = ((hours * 60 + minutes) * 60 + seconds) * 1000
    return ms if ms and 0 < ms <= LONGEST_MS else None


def read_time(text: str) -> int | None:
    """Milliseconds of a moment in seconds or as a clock (normal play time), 0 included; None where it is neither."""
    if not (match := CLOCK.fullmatch(text.strip()[:60])):
        return None
    hours, minutes, seconds, part = match.groups()
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    ms = whole * 1000 + int((part or "0").ljust(3, "0")[:3])
    return ms if ms <= LONGEST_MS else None
