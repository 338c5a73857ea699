"""Share cards: 1200 × 630 pixels that say what a page is where somebody links to it."""

from episodes.seo.cards.card import HEIGHT, WIDTH, Card
from episodes.seo.cards.subjects import (
    clip_card,
    episode_card,
    highlight_card,
    person_card,
    quote_card,
    show_card,
    site_card,
    tag_card,
)

__all__ = ["HEIGHT", "WIDTH", "Card", "clip_card", "episode_card", "highlight_card", "person_card", "quote_card"]
__all__ += ["show_card", "site_card", "tag_card"]
