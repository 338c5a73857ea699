"""The lines of a transcript on the editor's desk. A template takes five times as long to write each."""

from django import template
from django.utils.translation import gettext as _

from episodes.text.html import format_html, format_html_join

register = template.Library()
MOST = 50
LIST = '<ol class="turn {}" data-speaker="{}">{}</ol>'
LINE = '<li class="cue" id="cue-{}" data-start="{}" data-end="{}">{}<span class="said">{}</span>{}{}</li>'
SILENT = '<span class="at">{}</span>'
NO_CHIPS = format_html('<span class="{}"></span>', "marks")
CHIP = '<a class="chip" href="#clip-{}">{}</a>'


@register.simple_tag
def transcript_turn(turn, audio, may_change):
    """The lines of a ``Turn``, each with its time, its words, the numbers of its clips, and buttons to cite and quote.

    They come in lists of fifty at most: what a browser leaves undrawn, while it is out of sight, is a list.
    """
    lists = (turn.lines[at : at + MOST] for at in range(0, len(turn.lines), MOST))
    return format_html_join(
        "", LIST, ((_size(lines), turn.person, _lines(lines, audio, may_change)) for lines in lists)
    )


def _size(lines):
    """A name for about how high a list will be, so that the scroll bar does not jump."""
    return "turn--long" if len(lines) > MOST // 2 else ""


def _lines(lines, audio, may_change):
    # Words that stand in every line are escaped once.
    heard = format_html('<a class="at" href="{{}}" aria-label="{} {{}}">{{}}</a>', _("Play from"))
    button = '<button name="{}" value="{{}}" aria-label="{} {{}}">{}</button>'
    cite, quote = (format_html(button, name, word, word) for name, word in _buttons())
    acts = format_html('<span class="line-actions">{}{}</span>', cite, quote)

    def row(line):
        at = line.start
        moment = audio.moment(line.start_ms, line.end_ms)
        time = format_html(heard, moment, at, at) if audio and at else format_html(SILENT, at)
        pressed = format_html(acts, line.pk, at, line.pk, at) if may_change else ""
        start_ms, end_ms = ("", "") if line.start_ms is None else (line.start_ms, line.end_ms)
        return line.pk, start_ms, end_ms, time, line.text, _chips(line.clips), pressed

    return format_html_join("", LINE, map(row, lines))


def _buttons():
    return [("cite_cue", _("Cite")), ("quote_cue", _("Quote"))]


def _chips(numbers):
    if not numbers:
        return NO_CHIPS
    chips = format_html_join("", CHIP, ((number, number) for number in numbers))
    return format_html('<span class="marks">{}</span>', chips)
