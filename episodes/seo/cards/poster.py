"""Draws a card: paper above, the show's colour below, and the hour as the edge between them.

The edge is the ruler of an episode page: numbered flags stand where moments are cited. Titles are a large quiet serif,
facts a small grotesque; what follows a colon turns italic.
"""

import io

from PIL import Image, ImageDraw

from episodes.seo.cards.card import HEIGHT, WIDTH, Card
from episodes.seo.cards.palette import HUE, mixed, palette
from episodes.seo.cards.pictures import small
from episodes.seo.cards.pieces import initial
from episodes.seo.cards.ruler import draw_ruler, flags_height
from episodes.seo.cards.setting import Box, Style, fitted
from episodes.text.excerpts import split_title

MARGIN = 72
CONTENT = WIDTH - 2 * MARGIN
TOP = 58
EDGE = 470
FOOT = 578  # the base line of the words at the foot
GAP = 26  # between what stands above the edge and what stands on it
PICTURE = 156
GUTTER = 48
INDENT = 96
SPACE = 22
RAISED = 14  # the room of the small figure behind the site's name
PLAY = 28  # the room of the triangle before a time
KICKER_ROW, SIGNED_ROW, BELOW_ROW = 38, 48, 46
MOST_BELOW = 3  # lines
LOOSE = 1.28
UNPICTURED = {"tag", "site"}
TITLE_SIZES = (150, 138, 126, 116, 108, 102, 96, 90, 84, 78, 72, 66, 60, 55, 50, 46, 42, 38)
QUOTE_SIZES = (138, 126, 114, 104, 96, 90, 84, 78, 72, 66, 60, 55, 50, 46, 43, 40, 37, 34)
KICKER, BELOW, SIGNED, FACTS = (28, 26), (29, 27), (32, 30), (29, 27, 25)


def draw_card(card: Card, picture: bytes | None = None) -> bytes:
    """The PNG of a card; ``picture`` is the file that ``card.picture`` names, where there is one."""
    colours = palette(HUE if card.hue is None else card.hue)
    image = Image.new("RGB", (WIDTH, HEIGHT), colours.paper)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, EDGE, WIDTH, HEIGHT), fill=colours.accent)
    draw_ruler(draw, card, colours, MARGIN, EDGE, CONTENT)
    bottom = EDGE - flags_height(card, CONTENT) - GAP
    logo = small(picture, PICTURE) if picture else None
    _foot(draw, card, colours)
    if card.kind == "quote":
        _quote(draw, card, colours, bottom)
    else:
        _title(image, draw, card, colours, logo, bottom)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _title(image, draw, card, colours, logo, bottom):
    width, left = CONTENT, MARGIN
    if card.kind not in UNPICTURED:
        _picture(image, draw, card, colours, logo)
        width -= PICTURE + GUTTER
        left += 0 if card.is_rtl else PICTURE + GUTTER
    column = _Column(draw, card, left, width, TOP)
    if card.kicker:
        column.put(column.line(card.kicker, Style("sans", colours.ink_2), KICKER), after=8)
    signed = _signature(column, card, colours)
    below, used = _below(column, card, colours), SIGNED_ROW if signed else 0
    if card.below:
        used += below(2 * BELOW_ROW).height + 12
    head, tail = split_title(card.words)
    words = [(head, Style("serif", colours.ink))] + ([(f" {tail}", Style("italic", colours.ink_2))] if tail else [])
    column.put(column.fitted(words, bottom - column.y - used, TITLE_SIZES), after=16)
    if signed:
        _draw_signature(column, card, colours, signed)
    room = bottom - column.y + 2
    if card.below and (under := below(room)).height <= room:
        column.put(under)


def _below(column, card, colours):
    """A function: what stands under the title, in a box of a height."""
    style = Style("italic" if card.kind == "highlight" else "sans", colours.ink_2)
    return lambda height: column.fitted([(card.below, style)], height, BELOW, MOST_BELOW, LOOSE)


def _quote(draw, card, colours, bottom):
    mark = Style("serif", colours.accent)
    around = _Column(draw, card, MARGIN, CONTENT, TOP - 40)
    around.put(around.line("”" if card.is_rtl else "“", mark, (190,), height=260))
    column = _Column(draw, card, MARGIN if card.is_rtl else MARGIN + INDENT, CONTENT - INDENT, TOP - 6)
    signed = _signature(column, card, colours)
    used = (SIGNED_ROW + 8 if signed else 0) + (KICKER_ROW if card.kicker else 0)
    words = [(card.words, Style("serif", colours.ink)), ("“" if card.is_rtl else "”", mark)]
    column.put(column.fitted(words, bottom - column.y - used, QUOTE_SIZES), after=22)
    if signed:
        _draw_signature(column, card, colours, signed)
    if card.kicker:
        column.put(column.line(card.kicker, Style("sans", colours.ink_2), KICKER))


class _Column:
    """Blocks one below another, in a column of ``width`` pixels; ``y`` is where the next begins."""

    def __init__(self, draw, card, left, width, y):
        self.draw, self.card, self.left, self.width, self.y = draw, card, left, int(width), y

    def fitted(self, words, height, sizes, most_lines=99, leading=1.0):
        return _fitted(self.card, words, self.width, height, sizes, most_lines, leading)

    def line(self, words, style, sizes, width=None, height=60):
        """One line, cut where it is too long."""
        return _fitted(self.card, [(words, style)], width or self.width, height, sizes, 1)

    def put(self, block, after=0):
        block.draw(self.draw, self.left, self.y, self.width, self.card.is_rtl)
        self.y += block.height + after

    def row(self, blocks, gap):
        """Blocks beside each other, from the start of the line on; returns where each begins."""
        at, places = 0, []
        line = self.y + max(block.baseline(0) for block in blocks)
        for block in blocks:
            x = self.left + (self.width - at - block.width if self.card.is_rtl else at)
            block.draw(self.draw, x, line - block.baseline(0), block.width, self.card.is_rtl)
            places.append(x)
            at += block.width + gap
        self.y += max(block.height for block in blocks)
        return places


def _signature(column, card, colours):
    """Who says it, and when."""
    time = column.line(card.time, Style("sans", colours.accent, 600), SIGNED) if card.time else None
    room = column.width - (time.width + PLAY + 2 * SPACE if time else 0)
    speaker = column.line(card.speaker, Style("sans", colours.ink, 700), SIGNED, room) if card.speaker else None
    return [block for block in (speaker, time) if block]


def _draw_signature(column, card, colours, blocks):
    """The row; before a time stands the sign that it can be heard."""
    gap = SPACE + PLAY if card.time else SPACE
    if card.time and not card.speaker:
        column.left += 0 if card.is_rtl else PLAY
        column.width -= PLAY
    top = column.y
    places = column.row(blocks, gap)
    if card.time:
        time = blocks[-1]
        middle = top + max(block.baseline(0) for block in blocks) - time.size * 0.36
        _play_sign(column.draw, places[-1] + (time.width + 10 if card.is_rtl else -PLAY + 2), middle, colours.accent)
    if card.time and not card.speaker:
        column.left -= 0 if card.is_rtl else PLAY
        column.width += PLAY
    column.y = top + SIGNED_ROW


def _play_sign(draw, x, middle, colour):
    """A triangle, drawn four times as large and made small, so that its sides are smooth."""
    mask = Image.new("L", (4 * 18, 4 * 20))
    ImageDraw.Draw(mask).polygon([(0, 0), (71, 40), (0, 79)], fill=255)
    draw.bitmap((round(x), round(middle) - 10), mask.resize((18, 20), Image.Resampling.LANCZOS), fill=colour)


def _foot(draw, card, colours):
    """What it is from, at the start; the site's name, at the end."""
    quiet = mixed(colours.paper, colours.accent, 0.82)
    site = _fitted(card, [(card.site, Style("serif", colours.paper))], CONTENT * 0.36, 60, (42, 38, 34, 30), 1)
    room = int(CONTENT - site.width - GUTTER - RAISED)
    site.draw(draw, MARGIN, FOOT - site.baseline(0), CONTENT - RAISED, not card.is_rtl)
    if card.site:
        one = _fitted(card, [("1", Style("sans", quiet, 700))], 40, 40, (18,), 1)
        x = MARGIN + site.width + 3 if card.is_rtl else WIDTH - MARGIN - RAISED + 3
        one.draw(draw, x, FOOT - site.size * 0.62 - one.baseline(0) + 6, 40)
    column = _Column(draw, card, MARGIN if not card.is_rtl else WIDTH - MARGIN - room, room, FOOT)
    facts = column.line(" · ".join(card.facts), Style("sans", quiet), FACTS) if card.facts else None
    left = room - (facts.width + SPACE if facts else 0)
    source = column.line(card.source, Style("sans", colours.paper, 700), FACTS, left) if card.source else None
    blocks = [block for block in (source, facts) if block]
    if blocks:
        column.y = FOOT - max(block.baseline(0) for block in blocks)
        column.row(blocks, SPACE)


def _picture(image, draw, card, colours, logo):
    """The logo; without one the letter above lines of text that pages draw in its place."""
    left = WIDTH - MARGIN - PICTURE if card.is_rtl else MARGIN
    if logo is not None:
        image.paste(logo, (left + (PICTURE - logo.width if card.is_rtl else 0), TOP + 6), logo)
        return
    unit = PICTURE / 96
    top = TOP + 6
    draw.rectangle((left, top, left + PICTURE - 1, top + PICTURE - 1), fill=colours.accent)
    line = mixed(colours.paper, colours.accent, 0.6)
    for y in (64, 72, 80):
        draw.rectangle((left, top + unit * y - 1, left + PICTURE - 1, top + unit * y), fill=line)
    letter = _fitted(
        card, [(initial(card.source or card.words), Style("serif", colours.paper))], PICTURE, 400, (104,), 1
    )
    letter.draw(draw, left + 24, top + unit * 57 - letter.baseline(0), PICTURE - 48, card.is_rtl)


def _fitted(card, words, width, height, sizes, most_lines=99, leading=1.0):
    return fitted(words, Box(int(width), height, card.language, card.is_rtl, most_lines, leading), sizes)
