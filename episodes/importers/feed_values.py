"""What a feed says, as plain values: frozen, and as JSON both ways.

Times of day are ISO 8601 in UTC, lengths are milliseconds, texts are plain unless a line says Markdown. An empty
string or None is what the feed does not say.
"""

import hashlib
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from episodes.text.errors import SentenceError

LONGEST_KEY = 500


class FeedError(SentenceError):
    """A feed that cannot be read. The message is one sentence, with the line where there is one."""


@dataclass(frozen=True)
class Doubt:
    """A sentence about line ``line``, to be filled and translated by whoever shows it."""

    line: int
    template: str
    params: dict


@dataclass(frozen=True)
class Person:
    """``podcast:person``; ``role`` and ``group`` are in small letters, as in the taxonomy, or empty."""

    name: str
    role: str = ""
    group: str = ""
    href: str = ""
    image: str = ""


@dataclass(frozen=True)
class Soundbite:
    start_ms: int
    duration_ms: int
    title: str = ""


@dataclass(frozen=True)
class TranscriptLink:
    url: str
    type: str = ""
    language: str = ""


@dataclass(frozen=True)
class ChapterMark:
    """A chapter that stands in the feed itself."""

    start_ms: int
    title: str = ""
    url: str = ""
    image_url: str = ""


@dataclass(frozen=True)
class Enclosure:
    url: str
    type: str = ""
    bytes: int | None = None


@dataclass(frozen=True)
class Funding:
    url: str
    title: str = ""


@dataclass(frozen=True)
class Trailer:
    url: str
    title: str = ""


@dataclass(frozen=True)
class Channel:
    """``description`` is Markdown; ``categories`` are as directories print them: ``Technology``, ``Arts > Design``."""

    title: str = ""
    description: str = ""
    site_url: str = ""
    address: str = ""
    new_address: str = ""
    language: str = ""
    author: str = ""
    categories: tuple[str, ...] = ()
    kind: str = ""
    explicit: bool | None = None
    copyright: str = ""
    license: str = ""
    owner_name: str = ""
    owner_email: str = ""
    funding: tuple[Funding, ...] = ()
    guid: str = ""
    locked: bool | None = None
    block: bool = False
    image: str = ""
    persons: tuple[Person, ...] = ()
    trailers: tuple[Trailer, ...] = ()

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> "Channel":
        """Unknown names are left out: what another version kept may have more."""
        return cls(**_known(cls, values, {"funding": Funding, "persons": Person, "trailers": Trailer}))


@dataclass(frozen=True)
class Item:
    """``key`` is the guid or its stand-in (``stand_in``). ``notes`` is Markdown. ``persons`` are the item's own."""

    key: str
    title: str = ""
    guid: str = ""
    link: str = ""
    published: str = ""
    summary: str = ""
    notes: str = ""
    enclosure: Enclosure | None = None
    duration_ms: int | None = None
    number: int | None = None
    season: int | None = None
    kind: str = ""
    explicit: bool | None = None
    block: bool = False
    author: str = ""
    image: str = ""
    persons: tuple[Person, ...] = ()
    transcripts: tuple[TranscriptLink, ...] = ()
    chapters: tuple[ChapterMark, ...] = ()
    chapters_url: str = ""
    chapters_type: str = ""
    soundbites: tuple[Soundbite, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def published_at(self) -> datetime | None:
        return datetime.fromisoformat(self.published) if self.published else None

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> "Item":
        kinds = {
            "persons": Person,
            "transcripts": TranscriptLink,
            "chapters": ChapterMark,
            "soundbites": Soundbite,
        }
        made = _known(cls, values, kinds)
        if made.get("enclosure"):
            made["enclosure"] = Enclosure(**_known(Enclosure, made["enclosure"], {}))
        return cls(**made)


@dataclass(frozen=True)
class Feed:
    """``complete`` says that no item can have been lost while reading; of another feed, none counts as vanished."""

    channel: Channel = Channel()
    items: tuple[Item, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    complete: bool = True

    def as_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict) -> "Feed":
        return cls(
            channel=Channel.from_json(values["channel"]),
            items=tuple(map(Item.from_json, values["items"])),
            doubts=tuple(Doubt(**doubt) for doubt in values["doubts"]),
            complete=values["complete"],
        )


def stand_in(enclosure: str, link: str, title: str, published: str) -> str:
    """The key of an item without a guid: its audio's address, else its page's, else its title and date.

    Of an address neither the scheme nor what follows the path counts: the one goes from http to https, the other
    names whoever asks.
    """
    address = enclosure or link
    if address:
        return shortened_key(address.partition("://")[2].partition("#")[0].partition("?")[0])
    return shortened_key(f"{title} {published}".strip())


def shortened_key(text: str) -> str:
    """``text``, or its beginning and a digest where it is too long for the database."""
    if len(text) <= LONGEST_KEY:
        return text
    return text[: LONGEST_KEY - 41] + "#" + hashlib.sha256(text.encode()).hexdigest()[:40]


def _known(cls, values, kinds):
    """``values`` without names that ``cls`` lacks, lists made tuples, of ``kinds[name]`` where there is one."""
    names = {field.name for field in fields(cls)}
    made = {name: value for name, value in values.items() if name in names}
    for name, value in made.items():
        if isinstance(value, (list, tuple)):
            kind = kinds.get(name)
            made[name] = tuple(kind(**_known(kind, entry, {})) if kind else entry for entry in value)
    return made
