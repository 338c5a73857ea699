"""Shapes of the tag pages: lists with a count, bars over time, and the map."""

from django import template
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from episodes.text.html import format_html, format_html_join

register = template.Library()
#: Pixels: the most that a bar is high, by what it counts, and the room for its figure.
HIGHLIGHTS_HIGH, EPISODES_HIGH, FIGURE = 72, 28, 16


@register.simple_tag
def tag_index(groups):
    """Tags with their counts below jump letters: ``[(letter, [TagCount])]``; without a letter they are one list."""
    letters = (
        (
            format_html(' id="letter-{}"', letter) if letter else "",
            format_html("<h3>{}</h3>", letter) if letter else "",
            format_html_join(
                "",
                '<li><a href="{}">{}</a> <span>{}</span></li>',
                ((tag.get_absolute_url(), tag.name, tag.count) for tag in tags),
            ),
        )
        for letter, tags in groups
    )
    is_flat = not any(letter for letter, _tags in groups)
    shape = '<ul class="index index--flat">{}</ul>' if is_flat else '<ul class="index">{}</ul>'
    return format_html(shape, format_html_join("", "<li{}>{}<ul>{}</ul></li>", letters))


@register.simple_tag
def narrow_list(neighbours, question):
    """Tags that narrow a choice: each leads to the choice with itself or without, and says how much is left with it.

    ``question`` is what the addresses go on asking, with its question mark, or nothing.
    """
    items = (
        (
            neighbour.only_with.get_absolute_url() + question,
            neighbour.tag.name,
            neighbour.tag.count,
            neighbour.without.get_absolute_url() + question,
            _("not"),
            neighbour.tag.name,
        )
        for neighbour in neighbours
    )
    shape = '<li><a href="{}">{}</a><span>{}</span><a href="{}">{}<b class="out-of-sight"> {}</b></a></li>'
    return format_html("<ul>{}</ul>", format_html_join("", shape, items))


@register.simple_tag
def period_bars(periods, path):
    """A column a year or month, which leads to that time: bars of the highlights, and below them of the episodes."""
    most = max(period.highlights for period in periods), max(period.episodes for period in periods)
    columns = (
        (path, period.question, _short(period, period is periods[0]), _in_words(period), _bars(period, *most))
        for period in periods
    )
    shape = '<li><a href="{}?{}"><span>{}</span> <b class="out-of-sight">{}</b>{}</a></li>'
    return format_html('<ol class="periods">{}</ol>', format_html_join("", shape, columns))


def _short(period, is_first):
    if not period.is_month:
        return period.label
    month = date_format(period.first, "M")
    if is_first or period.first.month == 1:
        return format_html("{} <small>{}</small>", month, period.first.year)
    return format_html('{} <small class="out-of-sight">{}</small>', month, period.first.year)


def _in_words(period):
    highlights = ngettext("%(n)d highlight", "%(n)d highlights", period.highlights) % {"n": period.highlights}
    episodes = ngettext("%(n)d episode", "%(n)d episodes", period.episodes) % {"n": period.episodes}
    return get_text_list([highlights, episodes], pgettext("between the last two of a list", "and"))


def _bars(period, most_highlights, most_episodes):
    drawn, height = "", 0
    if most_highlights:
        drawn, height = _bar("periods__highlights", period.highlights, most_highlights, HIGHLIGHTS_HIGH, height)
    if most_episodes:
        more, height = _bar("periods__episodes", period.episodes, most_episodes, EPISODES_HIGH, height)
        drawn += more
    return format_html('<svg width="100%" height="{}" aria-hidden="true">{}</svg>', height, drawn)


def _bar(name, count, most, high, top):
    """A bar with its figure above it, and where the next one begins."""
    tall = max(2, round(high * count / most)) if count else 0
    foot = top + FIGURE + high
    figure = format_html('<text x="50%" y="{}">{}</text>', foot - tall - 4, count) if count else ""
    bar = format_html('<rect x="12%" width="76%" y="{}" height="{}"/>', foot - tall, tall)
    line = format_html('<path d="M0 {}.5h2000"/>', foot)
    return format_html('<g class="{}">{}{}{}</g>', name, bar, figure, line), foot + 1


@register.simple_tag
def tag_map(drawing, question):
    """The SVG of a ``TagMap``, a list of links; ``question`` as in ``narrow_list``."""
    links = format_html_join(
        "",
        '<line x1="{}%" y1="{}" x2="{}%" y2="{}" stroke-width="{}"/>',
        ((one.x, one.y, two.x, two.y, thickness) for one, two, thickness in drawing.links),
    )
    nodes = format_html_join(
        "",
        '<g role="listitem"><a href="{}" aria-label="{}"><circle class="tag-map__room" cx="{}%" cy="{}" r="{}"/>'
        '<circle cx="{}%" cy="{}" r="{}"/>{}</a></g>',
        (
            (
                neighbour.only_with.get_absolute_url() + question,
                f"{neighbour.tag.name}, {neighbour.tag.count}",
                *(spot.x, spot.y, max(14, spot.radius)),
                *(spot.x, spot.y, spot.radius),
                format_html_join(
                    "", '<text x="{}%" y="{}">{}</text>', ((spot.x, y, line) for line, y in spot.lines_at)
                ),
            )
            for neighbour, spot in drawing.nodes
        ),
    )
    return format_html(
        '<svg class="tag-map" width="100%" height="{}" role="group" aria-labelledby="map">'
        '<g class="tag-map__links" aria-hidden="true">{}</g><g role="list">{}</g></svg>',
        drawing.height,
        links,
        nodes,
    )
