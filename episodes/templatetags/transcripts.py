"""The lines of a transcript. A template takes twenty times as long to write them, and there may be 20,000."""

from django import template
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from episodes.text.html import escaped, filled, format_html, format_html_join

register = template.Library()
MARK_WORDS = 12


@register.simple_tag
def transcript_turns(turns, episode):
    """The turns: who speaks, and the lines, each with its time as a link that plays from there."""
    return filled(_turns(turns, episode))


def _turns(turns, episode):
    audio = escaped(episode.audio).replace("%", "%%")
    timed = f'<a class="time" href="{audio}%s">%s</a>'
    fragment = episode.audio.fragment if episode.audio else None
    for turn in turns:
        yield ('<div class="turn">',)
        if turn.url:
            yield '<h2><a href="%s">%s</a></h2>', turn.url, turn.speaker
        elif turn.speaker:
            yield "<h2>%s</h2>", turn.speaker
        yield ('<ol class="cues">',)
        for line in turn.lines:
            yield _line(line, timed, fragment)
        yield ("</ol></div>\n",)


def _line(line, timed, fragment):
    """The shape of one line. ``fragment`` is None where there is no audio: a time leads to its own line then."""
    shape, values = '<li class="in"' if line.in_clip else "<li", []
    if line.anchor:
        shape += ' id="%s"'
        values.append(line.anchor)
    shape += ">"
    if line.start_ms is not None:
        shape += timed
        time = line.time
        values += (fragment(line.start_ms) if fragment else f"#t={time}", time)
    values += (_said(line) if line.said else line.text, _marks(line.marks) if line.marks else "")
    return f"{shape}<p>%s</p>%s</li>", *values


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
