"""Shapes of the pages that one browses on: names with counts, and the months of a year."""

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.models import address

register = template.Library()
#: The height of the strip of months, in pixels; a month that has anything is at least as high as ``LOWEST``.
STRIP, LOWEST = 40, 3


@register.simple_tag
def counted_list(things):
    """Names that lead to their pages, each with a number: ``[(thing, count)]``, or ``[TagCount]``."""
    rows = [_row(*thing) if isinstance(thing, tuple) else _row_of_tag(thing) for thing in things]
    items = format_html_join("", '<li><a href="{}"{}>{}</a> <span>{}</span></li>', rows)
    return format_html('<ul class="counted">{}</ul>', items)


def _row(thing, count):
    language = getattr(thing, "language", "")
    return thing.get_absolute_url(), format_html(' lang="{}"', language) if language else "", thing, count


def _row_of_tag(tag):
    return address("tag", tag.slug), "", tag.name, tag.count


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
    day = date(month.year, month.month, 1)
    height = max(LOWEST, round(STRIP * month.share)) if month.count else 0
    bar = format_html(
        '<svg width="100%" height="{}" aria-hidden="true"><rect y="{}" width="100%" height="{}"/></svg>',
        STRIP,
        STRIP - height,
        height,
    )
    name = format_html('{}<span aria-hidden="true">{}</span>', bar, date_format(day, "M"))
    if not month.count:
        return format_html('<span class="months__none">{}</span>', name)
    said = ngettext("%(month)s, one episode", "%(month)s, %(count)d episodes", month.count) % {
        "month": date_format(day, "F Y"),
        "count": month.count,
    }
    current = format_html(' aria-current="page"') if is_here else ""
    url = address("archive_month", month.year, month.month) + question
    return format_html('<a href="{}" title="{}"{}>{}<b class="out-of-sight">{}</b></a>', url, said, current, name, said)


@register.filter
def month_url(month, question=""):
    """The address of a month's page in the archive."""
    return address("archive_month", month.year, month.month) + question


@register.filter
def month_name(month):
    """``March 2024``"""
    return date_format(date(month.year, month.month, 1), "F Y")


@register.filter
def part_name(parts):
    """What the numbers of a person's episodes by part say: ``host of 12 episodes, guest in 3``."""
    said = []
    if count := parts["host"]:
        said.append(ngettext("host of one episode", "host of %(n)d episodes", count) % {"n": count})
    if count := parts["guest"]:
        said.append(ngettext("guest in one episode", "guest in %(n)d episodes", count) % {"n": count})
    if count := parts["crew"]:
        words = ngettext("behind the scenes of one episode", "behind the scenes of %(n)d episodes", count)
        said.append(words % {"n": count})
    return _(", ").join(said)
