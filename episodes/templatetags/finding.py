"""The small shapes of the search page: marked texts, the moment of a line, what narrows."""

from django import template
from django.utils.translation import gettext as _

from episodes.text.html import format_html, format_html_join

register = template.Library()


@register.simple_tag
def marked(pieces):
    """``[(text, is a match)]`` with the matches marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", text) if is_match else text,) for text, is_match in pieces)
    )


@register.simple_tag
def line_link(line, episode):
    """The time of a transcript's line, which plays from there where there is audio; nothing without a time."""
    if line.start_ms is None:
        return ""
    time = format_html('<span class="time">{}</span>', line.start)
    if not episode.audio:
        return time
    return format_html(
        '<a class="play" href="{}" data-episode="{}"><span class="out-of-sight">{} </span>{}</a>',
        episode.audio.moment(line.start_ms),
        episode.get_absolute_url(),
        _("Play from"),
        time,
    )


@register.simple_tag
def marked_links(links):
    """``[(address, pieces)]`` between commas; what has no address is no link."""
    shapes = (('<a href="{}">{}</a>' if url else "{0}{1}", url, marked(pieces)) for url, pieces in links)
    return format_html_join(", ", "{}", ((format_html(shape, url, words),) for shape, url, words in shapes))


@register.simple_tag
def narrow_options(options):
    """What narrows a search: name, how much is left, and, where it can be left out, the way to the rest."""
    return format_html_join("", "<li>{}</li>", ((_option(one),) for one in options))


def _option(option):
    count = f"{option.count}+" if option.is_capped else option.count
    shape = format_html('<a href="{}">{}</a><span>{}</span>', option.url, option.name, count)
    if not option.url_without:
        return shape
    without = format_html(
        '<a class="not" href="{}">{}<span class="out-of-sight"> {}</span></a>',
        option.url_without,
        _("not"),
        option.name,
    )
    return format_html("{}{}", shape, without)
