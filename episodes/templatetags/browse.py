"""Shapes of the pages that one browses on: names with counts, and the months of a year."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.templatetags.pictures import picture
from episodes.text.html import format_html, format_html_join

register = template.Library()
#: The height of the strip of months, in pixels; a month that has anything is at least as high as ``LOWEST``.
STRIP, LOWEST = 40, 3
FACE = 40  # pixels a side


@register.simple_tag
def counted_list(things):
    """Names that lead to their pages, each with a number: ``[(thing, count)]``."""
    items = format_html_join(
        "",
        '<li><a href="{}"{}>{}</a> <span>{}</span></li>',
        ((thing.get_absolute_url(), _language(thing), thing, count) for thing, count in things),
    )
    return format_html('<ul class="counted">{}</ul>', items)


def _language(thing):
    language = getattr(thing, "language", "")
    return format_html(' lang="{}"', language) if language else ""


@register.simple_tag
def someone(one):
    """A ``Someone`` of the index of people: face, name, the shows that they host, and the number of episodes."""
    said = []
    if one.shows:
        shows = format_html_join(", ", '<span lang="{}">{}</span>', ((show.language, show) for show in one.shows))
        said.append(format_html(_("Hosts {}"), shows))
    if one.count:
        said.append(ngettext("one episode", "%(n)d episodes", one.count) % {"n": one.count})
    return format_html(
        '<li>{}<div><a href="{}">{}</a>{}</div></li>',
        _face(one.person),
        one.person.get_absolute_url(),
        one.person.name,
        format_html("<p>{}</p>", format_html_join(" · ", "{}", ((words,) for words in said))) if said else "",
    )


def _face(person):
    if person.photo:
        return picture(person.photo, person.photo_width, person.photo_height, FACE, "face", lazy=True)
    return format_html(
        '<svg class="face" viewBox="0 0 40 40" aria-hidden="true"><path d="M0 0h40v40H0z"/>'
        '<text x="20" y="28">{}</text></svg>',
        person.name[:1],
    )


@register.simple_tag
def month_strip(months, question="", here=None):
    """Twelve columns, each as high as its month had episodes; a month with any leads to its page.

    ``question`` is what an address goes on with; ``here`` is the ``Month`` of the page, if it is that of one.
    """
    return format_html(
        '<ol class="months">{}</ol>',
        format_html_join("", "<li>{}</li>", ((_month(month, question, month == here),) for month in months)),
    )


def _month(month, question, is_here):
    height = max(LOWEST, round(STRIP * month.share)) if month.count else 0
    bar = format_html(
        '<svg width="100%" height="{}" aria-hidden="true"><rect y="{}" width="100%" height="{}"/></svg>',
        STRIP,
        STRIP - height,
        height,
    )
    name = format_html('{}<span aria-hidden="true">{}</span>', bar, date_format(month.first_day, "M"))
    if not month.count:
        return format_html('<span class="months__none">{}</span>', name)
    said = ngettext("%(month)s, one episode", "%(month)s, %(count)d episodes", month.count) % {
        "month": month,
        "count": month.count,
    }
    current = format_html(' aria-current="{}"', "page") if is_here else ""
    url = month.get_absolute_url() + question
    return format_html('<a href="{}" title="{}"{}>{}<b class="out-of-sight">{}</b></a>', url, said, current, name, said)
