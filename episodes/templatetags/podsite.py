"""Filters and tags of the public templates: times, Markdown, chips, and sentences that need a plural."""

import json
from functools import lru_cache

from django import template
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from episodes.models import Evidence
from episodes.text import timecodes
from episodes.text.excerpts import excerpt, split_title
from episodes.text.html import format_html
from episodes.text.markdown import to_html, with_citations

register = template.Library()

register.filter("timecode", timecodes.format_timecode)
register.filter("iso_duration", timecodes.iso_duration)
register.filter("excerpt", excerpt)
register.filter("markdown", to_html)


@register.filter(name="json")
def as_json(value):
    """Plain values for a script to read, in an attribute."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@register.simple_tag
def title(text):
    """A title whose part behind the colon is quiet."""
    head, tail = split_title(text)
    return format_html('{} <span class="after-colon">{}</span>', head, tail) if tail else head


@register.simple_tag
def day(moment):
    """The date of a moment, for people and for machines."""
    return _day(moment.date(), get_language())


@lru_cache(maxsize=4096)
def _day(date, _language):
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), date_format(date, "F j, Y"))


@register.filter
def duration(ms):
    """``1 h 2 min``, ``48 min`` or ``40 s``: how long something takes, in words as short as a table wants."""
    hours, minutes = divmod(round(ms / 60_000), 60)
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(seconds)d s") % {"seconds": ms // 1000}


@register.filter
def at(sound, ms):
    """The address of a moment in a ``Sound``, from there on."""
    return sound.moment(ms)


@register.filter
def megabytes(size):
    """``57 MB``, or ``0.6 MB`` below ten."""
    millions = size / 1_000_000
    return f"{millions:.0f} MB" if millions >= 10 else f"{max(millions, 0.1):.1f} MB"


@register.filter
def shared_reason(shared):
    """Why a computed neighbour is one, as a sentence; the strongest of people, tags and words."""
    if shared["people"]:
        return _("Also with %(people)s") % {"people": _listed(shared["people"])}
    if shared["tags"]:
        return _("Shares %(tags)s") % {"tags": _listed(shared["tags"])}
    return _("Both speak of %(words)s") % {"words": _listed(shared["words"])}


def _listed(names):
    return get_text_list(names, pgettext("between the last two of a list", "and"))


@register.simple_tag
def highlight_body(section):
    """The body of a section, a chip in the place of each marker; a marker without a clip stays text."""
    chips = iter(section.chips)
    return with_citations(section.html, lambda number: _chip(number, next(chips)))


def _chip(number, chip):
    if chip is None:
        return f"[{number}]"
    return format_html(
        '<a class="cite{}" id="{}" href="#{}" aria-label="{}">{}</a>',
        "" if chip.evidence == Evidence.HEARD else f" cite--{chip.evidence}",
        chip.anchor,
        chip.clip.anchor,
        _label(chip),
        number,
    )


def _label(chip):
    words = _("Citation %(number)d again") if chip.again > 1 else _("Citation %(number)d")
    label = words % {"number": chip.clip.number}
    if chip.clip.is_placed:
        label += _(", at %(time)s") % {"time": chip.clip.start}
    if chip.evidence != Evidence.HEARD:
        label += f", {Evidence(chip.evidence).label.lower()}"
    return label
