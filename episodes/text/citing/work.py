"""What is cited: a highlight, a clip or a quote of a podcast episode, as plain values."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from episodes.text.citing.names import Name, literal_name, split_name

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
LONGEST_TITLE = 120  # letters of a quote that stand for its title
MONTHS = ["January", "February", "March", "April", "May", "June", "July"]
MONTHS += ["August", "September", "October", "November", "December"]
KINDS = {"clip": "Podcast clip", "quote": "Quotation", "highlight": "Podcast highlight"}


def on_one_line(text: str) -> str:
    """A value without line breaks and what no file can hold, composed (NFC)."""
    return unicodedata.normalize("NFC", " ".join(CONTROL.sub(" ", text).split()))


def clock(ms: int) -> str:
    """``01:02:03``: always hours, minutes and seconds."""
    minutes, seconds = divmod(ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


@dataclass(frozen=True)
class Work:
    """``kind`` is ``clip``, ``quote`` or ``highlight``; of a quote ``title`` is its first words.

    ``speaker``, ``hosts`` and ``guests`` are names of people, ``organisation`` is who makes the show, ``publisher``
    the site, added last. Times are milliseconds, both None before anybody has placed the moment. ``identifier`` names
    it on its site: ``clip-12``.
    """

    kind: str
    identifier: str
    title: str
    episode: str
    show: str
    url: str
    accessed: date
    publisher: str = ""
    published: date | None = None
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    speaker: str = ""
    organisation: str = ""
    number: int | None = None
    season: int | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    language: str = ""

    def __post_init__(self):
        for name in ("title", "episode", "show", "url", "publisher", "speaker", "organisation", "language"):
            object.__setattr__(self, name, on_one_line(getattr(self, name)))
        for name in ("hosts", "guests"):
            names = (on_one_line(person) for person in getattr(self, name))
            object.__setattr__(self, name, tuple(person for person in names if person))

    @property
    def authors(self) -> list[Name]:
        """Who is listed first: whose words a quote is, else the hosts, else who is heard, else the organisation."""
        people = [self.speaker] if self.kind == "quote" and self.speaker else list(self.hosts)
        people = people or ([self.speaker] if self.speaker else [])
        if people:
            return [split_name(person) for person in people]
        return [literal_name(self.organisation)] if self.organisation else []

    @property
    def are_hosts(self) -> bool:
        """Whether the authors are the hosts."""
        return bool(self.hosts) and not (self.kind == "quote" and self.speaker)

    @property
    def host_names(self) -> list[Name]:
        return [split_name(person) for person in self.hosts]

    @property
    def guest_names(self) -> list[Name]:
        return [split_name(person) for person in self.guests]

    @property
    def times(self) -> str:
        """``01:02:03–01:03:10``, or empty."""
        if self.start_ms is None:
            return ""
        start = clock(self.start_ms)
        return start if self.end_ms is None else f"{start}–{clock(self.end_ms)}"

    @property
    def label(self) -> str:
        """``Podcast clip``"""
        return KINDS[self.kind]

    @property
    def key(self) -> str:
        """A name for bibliographies, in ASCII: ``lovelace2026clip12``."""
        family = self.authors[0].last if self.authors else self.show
        letters = unicodedata.normalize("NFKD", family).encode("ascii", "ignore").decode().lower()
        year = self.published.year if self.published else ""
        return re.sub(r"[^a-z0-9]", "", f"{letters[:40]}{year}{self.identifier}")
