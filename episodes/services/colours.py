"""The hue of a picture, for the accent of a show.

Source of the conversion: Björn Ottosson, "A perceptual color space for image processing" (OKLab, 2020); OKLCH is
its polar form, as in CSS Color 4.
"""

import math

from django.core.files import File
from PIL import Image, ImageOps

from episodes.services.pictures import FORMATS, MOST_PIXELS

SIDE = 64  # pixels: enough to tell which colour fills most of a logo
LEAST_CHROMA = 0.04  # below, people call a colour grey
LEAST_ALPHA = 128
LEAST_SHARE = 0.005  # of the opaque pixels: less colour than this is noise of the compression
BIN = 15  # degrees, the steps of the style sheet's accents
BINS = 360 // BIN


def hue_of(file) -> int | None:
    """The OKLCH hue (0 to 359 degrees) of the dominant saturated colour of an image.

    ``file`` is a path, a binary file or a Django file, which is rewound. None for a grey picture, one above
    40 megapixels (refused before it is decoded), and one that cannot be read.
    """
    try:
        pixels = _pixels(file)
    except Exception:  # Damaged pictures raise whatever their decoder stumbles over; a show does without a hue then.
        return None
    return _dominant_hue(pixels)


def _pixels(file):
    """``[(red, green, blue, alpha)]`` of the image, made small."""
    closed = isinstance(file, File) and file.closed
    if isinstance(file, File):
        file.open("rb")
    seekable = hasattr(file, "seek")
    try:
        if seekable:
            file.seek(0)
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return []
            image.draft("RGB", (SIDE, SIDE))
            image.thumbnail((SIDE, SIDE))
            small = ImageOps.exif_transpose(image).convert("RGBA" if image.has_transparency_data else "RGB")
        channels = small.convert("RGBA").tobytes()
        return list(zip(*(channels[at::4] for at in range(4)), strict=True))
    finally:
        if closed:
            file.close()
        elif seekable:
            file.seek(0)


def _dominant_hue(pixels):
    opaque = [pixel for pixel in pixels if pixel[3] >= LEAST_ALPHA]
    coloured = [polar for red, green, blue, _ in opaque if (polar := oklch(red, green, blue))[1] >= LEAST_CHROMA]
    if not coloured or len(coloured) < LEAST_SHARE * len(opaque):
        return None
    weights = [0.0] * BINS
    for _, chroma, hue in coloured:
        weights[int(hue // BIN) % BINS] += chroma
    best = max(range(BINS), key=lambda at: weights[at - 1] + weights[at] + weights[(at + 1) % BINS])
    near = {(best - 1) % BINS, best, (best + 1) % BINS}
    chosen = [(chroma, math.radians(hue)) for _, chroma, hue in coloured if int(hue // BIN) % BINS in near]
    across = sum(chroma * math.cos(angle) for chroma, angle in chosen)
    up = sum(chroma * math.sin(angle) for chroma, angle in chosen)
    return round(math.degrees(math.atan2(up, across))) % 360


def oklch(red: int, green: int, blue: int) -> tuple[float, float, float]:
    """Lightness (0 to 1), chroma and hue (degrees, 0 to 360) of an sRGB colour of 0 to 255 a channel."""
    r, g, b = LINEAR[red], LINEAR[green], LINEAR[blue]
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a_axis = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b_axis = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a_axis, b_axis), math.degrees(math.atan2(b_axis, a_axis)) % 360


def _linear(channel):
    """The sRGB transfer function (IEC 61966-2-1) undone: light, 0 to 1, of a channel, 0 to 1."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


LINEAR = [_linear(channel / 255) for channel in range(256)]
