"""The hour on a card: where in an episode its cited moments are. It reads from left to right in every language."""

from functools import lru_cache

from episodes.seo.cards.fonts import faces
from episodes.seo.cards.palette import mixed
from episodes.text.timecodes import format_timecode

FLAG = 36  # pixels
ROW = 42
MOST_ROWS = 2
STEM = 10  # from the lowest row of flags to the edge
BAR = 16  # the height of a moment above the edge
LEAST_BAR = 5
MINUTE = 60_000
STEPS = [s * 1000 for s in (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000)]
MOST_LABELS = 8
LABEL = 20


def flags_height(card, width):
    """How much of the paper above the edge flags and moments take."""
    if not _is_ruled(card):
        return 0
    rows = _rows(card.marks, _length(card), width)
    return BAR if rows is None else BAR + STEM + ROW * (max(rows, default=0) + 1) - (ROW - FLAG)


def draw_ruler(draw, card, colours, left, edge, width):
    """Moments and flags on ``edge``, ticks and times below it, in the show's colour.

    A card without moments has the ticks of no hour in particular.
    """
    if not _is_ruled(card):
        _ticks(draw, 6 * STEPS[6], colours, left, edge, width, has_labels=False)
        return
    length = _length(card)
    _ticks(draw, length, colours, left, edge, width)
    rows = _rows(card.marks, length, width)
    for at, (number, start, end) in enumerate(card.marks):
        x = left + width * start / length
        last = max(left + width * end / length, x + LEAST_BAR)
        draw.rectangle((x, edge - BAR, last, edge - 1), fill=mixed(colours.accent, colours.paper, 0.34))
        draw.rectangle((x, edge - BAR, x + 2, edge - 1), fill=colours.accent)
        if rows is not None:
            _flag(draw, number, x, rows[at], colours, edge, left + width)


def _flag(draw, number, x, row, colours, edge, end):
    bottom = edge - BAR - STEM - row * ROW
    side = x - FLAG + 2 if x + FLAG > end else x
    draw.rectangle((x, bottom, x + 2, edge - 1), fill=colours.accent)
    draw.rectangle((side, bottom - FLAG, side + FLAG, bottom), fill=colours.accent)
    font = faces("sans")[0].at(21 if number < 100 else 17, 700)
    middle = (side + FLAG / 2 + 0.5, bottom - FLAG / 2)
    draw.text(middle, str(number), font=font, fill=colours.paper, anchor="mm")


def _is_ruled(card):
    return bool(card.marks) and _length(card) > 0


def _ticks(draw, length, colours, left, edge, width, has_labels=True):
    quiet = mixed(colours.paper, colours.accent, 0.55)
    step = next((step for step in STEPS if length / step <= MOST_LABELS), STEPS[-1])
    font = faces("sans")[0].at(LABEL, 400)
    for tenth in range(int(length / step * 10) + 1):
        x = left + width * tenth * step / 10 / length
        draw.rectangle((x, edge, x + 1, edge + (14 if tenth % 10 == 0 else 7)), fill=quiet)
        if has_labels and tenth % 10 == 0 and x < left + width * 0.97:
            words = _label(tenth // 10 * step, step)
            draw.text(
                (x - (0 if tenth else 1), edge + 34), words, font=font, fill=quiet, anchor="ms" if tenth else "ls"
            )


def _label(ms, step):
    return str(ms // MINUTE) if step % MINUTE == 0 else format_timecode(ms)


def _length(card):
    return max([card.length_ms, *(end for _number, _start, end in card.marks)])


@lru_cache(maxsize=64)
def _rows(marks, length, width):
    """The row of each flag, from the edge up; None where there are more than fit side by side."""
    ends, rows = [float("-inf")] * MOST_ROWS, []
    for _number, start, _end in marks:
        x = width * start / length
        left = x - FLAG if x + FLAG > width else x
        row = next((row for row in range(MOST_ROWS) if ends[row] + 5 <= left), None)
        if row is None:
            return None
        ends[row] = left + FLAG
        rows.append(row)
    return rows
