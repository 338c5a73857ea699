"""The lines of a transcript. A template takes twenty times as long to write them, and there may be 20,000."""

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from episodes.text.html import filled
from episodes.text.timecodes import format_timecode, media_fragment

register = template.Library()
MARK_WORDS = 12


@register.simple_tag
def transcript_turn(turn, episode):
    """One turn: who speaks, and the lines, each with its time as a link that plays from there."""
    speaker = ""
    if turn.speaker:
        name = format_html('<a href="{}">{}</a>', turn.url, turn.speaker) if turn.url else turn.speaker
        speaker = format_html("<h2>{}</h2>", name)
    return format_html('<div class="turn">{}<ol class="cues">{}</ol></div>', speaker, _lines(turn.lines, episode))


def _lines(lines, episode):
    audio, offset = conditional_escape(episode.audio).replace("%", "%%"), episode.audio_offset_ms
    timed = f'<a class="time" href="{audio}%s">%s</a>'
    return filled(_shapes(lines, timed, offset if episode.audio else None))


def _shapes(lines, timed, offset):
    """The shapes of ``lines``. ``offset`` is None where there is no audio: a time leads to its own line then."""
    for line in lines:
        begin = '<li class="in"' if line.in_clip else "<li"
        yield (f'{begin} id="%s">', line.anchor) if line.anchor else (f"{begin}>",)
        if line.start_ms is not None:
            time = format_timecode(line.start_ms)
            fragment = f"#t={time}" if offset is None else media_fragment(max(0, line.start_ms + offset))
            yield timed, fragment, time
        yield "<p>%s</p>%s</li>", _said(line) if line.said else line.text, _marks(line.marks) if line.marks else ""


def _said(line):
    """The text of a line with what is quoted of it marked."""
    parts, at = [], 0
    for start, end in sorted(line.said):
        start, end = max(start, at), max(end, at)
        parts += [("%s", line.text[at:start]), ('<span class="said">%s</span>', line.text[start:end])]
        at = end
    return filled([*parts, ("%s", line.text[at:])])


def _marks(marks):
    """Numbers of clips and signs of quotes, each a link to its page."""
    links = format_html_join("", '<a class="mark mark--{}" href="{}" aria-label="{}">{}</a>', map(_mark, marks))
    return format_html('<span class="marks">{}</span>', links)


def _mark(mark):
    words = Truncator(mark.words).words(MARK_WORDS)
    if mark.kind == "quote":
        return mark.kind, mark.url, _("Quoted: “%(words)s”") % {"words": words}, "”"
    return mark.kind, mark.url, _("Clip %(number)d: %(title)s") % {"number": mark.number, "title": words}, mark.number
