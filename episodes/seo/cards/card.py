"""What a card says: plain values, from which everything on it is drawn."""

import hashlib
import json
from dataclasses import dataclass, replace

from episodes.models import address
from episodes.seo.cards.fonts import fingerprint
from episodes.seo.cards.palette import HUE
from episodes.text.excerpts import excerpt

#: Goes up whenever the same values are drawn in another way, so that no old picture is taken for a new one.
DESIGN = 3
WIDTH, HEIGHT = 1200, 630
LONGEST_ALT = 160  # letters of the words


@dataclass(frozen=True)
class Card:
    """``kind`` and ``pk`` say what it is of; ``words`` are its title, or the words of a quote.

    ``kicker`` stands above them, ``below`` under them; ``speaker`` and ``time`` sign them. ``source`` and ``facts``
    stand at the foot, and ``site`` beside them. ``marks`` are ``(number, start_ms, end_ms)`` on a ruler of
    ``length_ms``; ``picture`` is the name of a logo or a photo in the storage. ``language`` is a BCP 47 tag. ``hue`` is
    in degrees, None before the site gives its own.
    """

    kind: str
    pk: int
    words: str
    kicker: str = ""
    below: str = ""
    speaker: str = ""
    time: str = ""
    source: str = ""
    facts: tuple[str, ...] = ()
    marks: tuple[tuple[int, int, int], ...] = ()
    length_ms: int = 0
    hue: int | None = None
    language: str = "en"
    is_rtl: bool = False
    picture: str = ""
    site: str = ""

    def of_site(self, name: str, hue: int = HUE):
        """The card with what the site puts on every card."""
        site = "" if self.kind == "site" else name
        return replace(self, site=site, hue=hue if self.hue is None else self.hue)

    @property
    def image(self) -> tuple[str, int, int, str]:
        """As the head of a page names it: address, width, height, words in its place."""
        return self.path, WIDTH, HEIGHT, self.alt

    @property
    def path(self) -> str:
        """Its address below the site's."""
        return address("card", self.kind, self.pk, self.digest)

    @property
    def digest(self) -> str:
        """Another one whenever anything on the card is drawn otherwise."""
        values = json.dumps([DESIGN, fingerprint(), vars(self)], sort_keys=True).encode()
        return hashlib.blake2b(values, digest_size=8).hexdigest()

    @property
    def alt(self) -> str:
        """The card in words, for those who do not see it."""
        signed = " ".join(part for part in (self.speaker, self.time) if part)
        words = excerpt(self.words, LONGEST_ALT)
        words = f"“{words}”" if self.kind == "quote" else words
        return " · ".join(part for part in (words, signed, self.source, self.site) if part)
