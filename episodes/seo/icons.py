"""The site's mark in its colour: ``static/img/icon.svg`` as pixels, for home screens and tabs that want them."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from episodes.seo.cards.palette import PAPER, palette

#: In degrees, as the style sheet has them.
HUES = range(0, 360, 15)
#: ``{name: (pixels a side, part of it that the mark takes)}``; of a maskable one a launcher may cut off all that lies
#: outside a circle of four fifths (https://www.w3.org/TR/appmanifest/#icon-masks).
SHAPES = {"180": (180, 0.86), "192": (192, 1), "512": (512, 1), "maskable": (512, 0.75)}
IN_A_TAB = (16, 32, 48)
BOX = 32
#: In units of the box: the line and its marks as ``(left, top, right, bottom)``, and the sign above it.
LINES = [(4, 22.5, 28, 24.5), (3.5, 20, 5.5, 27), (9.25, 22, 11.25, 25), (15, 20, 17, 27), (20.75, 22, 22.75, 25)]
LINES += [(26.5, 20, 28.5, 27)]
SIGN = [(10, 5), (19, 5), (19, 14), (11.5, 14), (11.5, 20), (10, 20)]
FINER = 4


@lru_cache(maxsize=len(HUES) * len(SHAPES))
def png(hue: int, shape: str) -> bytes:
    """A picture of one of ``SHAPES`` in a hue of ``HUES``."""
    return _saved(_drawn(hue, *SHAPES[shape]), "PNG", optimize=True)


@lru_cache(maxsize=len(HUES))
def ico(hue: int) -> bytes:
    """``favicon.ico``, of three sizes; each is drawn by itself."""
    pictures = [_drawn(hue, side, 1) for side in IN_A_TAB]
    return _saved(pictures[-1], "ICO", sizes=[picture.size for picture in pictures], append_images=pictures[:-1])


def svg(hue: int) -> str:
    """The mark as a drawing, as large as anybody wants."""
    lines = "".join(f"M{left} {top}H{right}V{bottom}H{left}z" for left, top, right, bottom in LINES)
    sign = "M" + "L".join(f"{x} {y}" for x, y in SIGN) + "z"
    ground = "#{:02x}{:02x}{:02x}".format(*palette(hue).accent)
    ink = "#{:02x}{:02x}{:02x}".format(*PAPER)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BOX} {BOX}">'
        f'<path fill="{ground}" d="M0 0h{BOX}v{BOX}H0z"/><path fill="{ink}" d="{lines}{sign}"/></svg>'
    )


def _drawn(hue, side, part):
    fine = side * FINER
    picture = Image.new("RGB", (fine, fine), palette(hue).accent)
    draw = ImageDraw.Draw(picture)
    scale, edge = fine * part / BOX, fine * (1 - part) / 2
    for box in LINES:
        left, top, right, bottom = (edge + scale * value for value in box)
        draw.rectangle((round(left), round(top), round(right) - 1, round(bottom) - 1), fill=PAPER)
    draw.polygon([(edge + scale * x, edge + scale * y) for x, y in SIGN], fill=PAPER)
    return picture.resize((side, side), Image.Resampling.LANCZOS)


def _saved(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
