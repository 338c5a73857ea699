"""The colours of a card: those of ``static/css/tokens.css`` in daylight, as a file of pixels needs them.

Source of the conversion: CSS Color 4, "Sample code for color conversions", after Björn Ottosson's OKLab (2020).
"""

import math
from dataclasses import dataclass
from functools import lru_cache

PAPER = (0xFB, 0xFC, 0xFB)
INK = (0x13, 0x18, 0x1A)
INK_2 = (0x4B, 0x55, 0x57)
RULE = (0xD3, 0xDA, 0xD8)
HUE = 165
ACCENT, ACCENT_WASH = (0.45, 0.12), (0.945, 0.04)  # lightness and chroma


@dataclass(frozen=True)
class Palette:
    """sRGB colours, 0 to 255 a channel."""

    accent: tuple[int, int, int]
    wash: tuple[int, int, int]
    paper: tuple[int, int, int] = PAPER
    ink: tuple[int, int, int] = INK
    ink_2: tuple[int, int, int] = INK_2
    rule: tuple[int, int, int] = RULE


@lru_cache(maxsize=360)
def palette(hue: int) -> Palette:
    """The palette of a show's hue, in degrees."""
    return Palette(accent=srgb(*ACCENT, hue), wash=srgb(*ACCENT_WASH, hue))


def mixed(over, under, share: float):
    """``over`` at an opacity of ``share`` on ``under``."""
    return tuple(round(a * share + b * (1 - share)) for a, b in zip(over, under, strict=True))


def srgb(lightness: float, chroma: float, hue: float) -> tuple[int, int, int]:
    """OKLCH as sRGB; of a colour that no screen has each channel is clipped, as Chromium does."""
    angle = math.radians(hue)
    a, b = chroma * math.cos(angle), chroma * math.sin(angle)
    long = (lightness + 0.3963377773761749 * a + 0.2158037573099136 * b) ** 3
    medium = (lightness - 0.1055613458156586 * a - 0.0638541728258133 * b) ** 3
    short = (lightness - 0.0894841775298119 * a - 1.2914855480194092 * b) ** 3
    light = (
        4.0767416360759574 * long - 3.3077115392580616 * medium + 0.2309699031821044 * short,
        -1.2684379732850317 * long + 2.6097573492876887 * medium - 0.3413193760026573 * short,
        -0.0041960761386756 * long - 0.7034186179359363 * medium + 1.7076146940746117 * short,
    )
    return tuple(map(_channel, light))


def _channel(light):
    """A channel of 0 to 255, by the sRGB transfer function (IEC 61966-2-1)."""
    light = min(1.0, max(0.0, light))
    return round(255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))
