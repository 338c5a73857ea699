"""Dates as English pages write them."""

import re
from datetime import date

YEAR_ROUND = "january february march april may june july august september october november december"
MONTHS = YEAR_ROUND.split()
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
MONTH = r"(?P<month>[a-z]{3,9})\.?"
YEAR = r"(?P<year>(?:19|20|21)\d\d)"
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
LAYOUTS = [
    re.compile(rf"{WEEKDAY}{MONTH}\s+{DAY},?\s+{YEAR}", re.IGNORECASE | re.ASCII),
    re.compile(rf"{WEEKDAY}{DAY}\s+(?:of\s+)?{MONTH},?\s+{YEAR}", re.IGNORECASE | re.ASCII),
    re.compile(rf"{YEAR}-(?P<number>\d\d)-{DAY}(?:[T ]\d\d:\d\d\S*)?", re.IGNORECASE | re.ASCII),
]


def read_date(text: str) -> date | None:
    """The date that a text is ("May 4, 2023", "Thursday, 4th May 2023", "2023-05-04"), or None.

    Numbers between slashes or dots are not read: nobody can tell the day from the month.
    """
    for layout in LAYOUTS:
        if match := layout.fullmatch(text.strip().rstrip(".")):
            parts = match.groupdict()
            month = int(parts["number"]) if parts.get("number") else _month(parts["month"])
            try:
                return date(int(parts["year"]), month, int(parts["day"]))
            except ValueError:
                return None
    return None


def _month(name):
    """1 to 12 for a name or its beginning, 0 for what is none."""
    return next((number for number, month in enumerate(MONTHS, 1) if month.startswith(name.casefold())), 0)
