"""Keeps share cards: each is drawn once, when somebody first asks for it, and then lies in the storage.

A card lies at ``cards/<kind>/<pk>/<digest>.png``. Its digest is of all that is on it, so a change makes another file,
and whoever draws that takes the old ones away.
"""

import logging
import threading

from django.core.files.storage import default_storage

from episodes.seo.cards import Card
from episodes.seo.cards.pictures import MOST_BYTES
from episodes.seo.cards.poster import draw_card
from episodes.services import derived

FOLDER = "cards"
logger = logging.getLogger(__name__)
# One at a time in a process: that bounds memory, and nobody draws what another is drawing.
_drawing = threading.Lock()


def kept_card(card: Card) -> bytes:
    """The PNG of a card, drawn if nobody has yet."""
    name = f"{_folder(card.kind, card.pk)}/{card.digest}.png"
    if (found := derived.read(name)) is not None:
        return found
    with _drawing:
        if (found := derived.read(name)) is not None:
            return found
        drawn = draw_card(card, derived.read(card.picture, MOST_BYTES) if card.picture else None)
        derived.keep(name, drawn)
    forget_cards(card.kind, card.pk, but=card.digest)
    return drawn


def forget_cards(kind: str, pk: int, but: str = ""):
    """Takes the kept cards of something away, all but the one with a digest."""
    folder = _folder(kind, pk)
    try:
        _folders, names = default_storage.listdir(folder)
        for name in names:
            if name != f"{but}.png":
                default_storage.delete(f"{folder}/{name}")
    except FileNotFoundError:
        pass
    except OSError:
        logger.exception("Old cards of %s %d could not be taken away.", kind, pk)


def _folder(kind, pk):
    return f"{FOLDER}/{kind}/{pk}"
