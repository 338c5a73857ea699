"""Logos and photos on cards: looked at before they are decoded, then made small."""

import io

from PIL import Image, ImageOps

FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]
MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 16_000_000  # 4000 × 4000: the largest that podcasts have is 3000 × 3000; decoded they take 64 MB


def small(data: bytes, side: int):
    """The picture in a square of ``side`` pixels (RGBA), or None for what is none or unfolds to too much."""
    if len(data) > MOST_BYTES:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            image.draft("RGB", (2 * side, 2 * side))
            image.thumbnail((2 * side, 2 * side))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
        return ImageOps.contain(upright, (side, side), Image.Resampling.LANCZOS)
    except Exception:  # Damaged pictures raise whatever their decoder stumbles over; the card does without.
        return None
