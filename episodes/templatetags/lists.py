"""Small shapes that stand many times on a page. A template takes five times as long to write each."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from episodes.models import Evidence, address
from episodes.text.excerpts import excerpt
from episodes.text.html import format_html, format_html_join

register = template.Library()
CLIP_EXCERPT = 220


@register.filter
def page_url(thing):
    """The address of something's page; empty where a preview shows what has none."""
    return "" if getattr(thing, "unlinked", False) else thing.get_absolute_url()


@register.simple_tag
def page_link(thing, words):
    """``words`` that lead to something's page, if it has one."""
    return _link(page_url(thing), words)


def _link(url, words):
    if not url:
        return format_html('<span class="unlinked">{}</span>', words)
    return format_html('<a href="{}">{}</a>', url, words)


@register.simple_tag
def tag_list(tags):
    """Plain words that lead to the pages of tags; nothing where there are none."""
    if not tags:
        return ""
    items = format_html_join("", "<li>{}</li>", ((_tag(tag),) for tag in tags))
    return format_html('<ul class="tags" aria-label="{}">{}</ul>', _("Tags"), items)


def _tag(tag):
    return _link("" if getattr(tag, "unlinked", False) else address("tag", tag.slug), tag.name)


@register.simple_tag
def link_list(links, most=None, more=""):
    """What a section says of others, and they of it: ``[SectionLink]``. ``more`` leads to all where there are more."""
    if not links:
        return ""
    items = format_html_join("", "<li>{}</li>", ((_section_link(link),) for link in links[:most]))
    if most and len(links) > most:
        words = ngettext("%(n)d more", "%(n)d more", len(links) - most) % {"n": len(links) - most}
        items += format_html('<li><a href="{}">{}</a></li>', more, words)
    return format_html('<ul class="links" aria-label="{}">{}</ul>', _("Other sections on this"), items)


def _section_link(link):
    says, highlight = link.says, link.highlight
    if link.is_here:
        return format_html('<b>{}</b> <a href="#{}">{}</a>', says, highlight.slug, highlight.title)
    show = highlight.episode.show
    return format_html(
        '<b>{}</b> <a href="{}" lang="{}" dir="{}">{}</a> <span>{}</span>',
        says,
        highlight.get_absolute_url(),
        show.language,
        show.direction,
        highlight.title,
        _where(highlight.episode),
    )


def _where(episode):
    """The title and the date of an episode that may be of another show."""
    show, date = episode.show, episode.published_at
    told = format_html('<bdi lang="{}">{}</bdi>', show.language, episode.title)
    if not date:
        return told
    day = date.date().isoformat(), date_format(date, "F j, Y")
    return format_html('{}, <time datetime="{}">{}</time>', told, *day)


@register.simple_tag
def moment_strip(strip):
    """A line the length of an episode with a block at each moment: ``[(x, width)]`` in percent."""
    if not strip:
        return ""
    blocks = format_html_join("", '<rect x="{}" width="{}" height="9"/>', strip)
    return format_html(
        '<svg class="moment" width="100%" height="9" aria-hidden="true"><path d="M0 4.5h2000"/>{}</svg>', blocks
    )


@register.simple_tag
def clip_notes(notes, audio):
    """The clips beside a text: number, time and title of each. ``notes`` are ``(clip, evidence)``."""
    if not notes:
        return ""
    items = format_html_join(
        "",
        '<li><span class="n{}">{}</span>{}<p>{}</p></li>',
        (
            (
                "" if evidence == Evidence.HEARD else f" n--{evidence}",
                clip.number,
                play_link(clip, audio),
                clip.title,
            )
            for clip, evidence in notes
        ),
    )
    return format_html('<ol class="clip-notes" aria-label="{}">{}</ol>', _("Moments beside this text"), items)


@register.simple_tag
def clip_list(moments, audio):
    """The cited clips by number, each with its time, what is heard, and links back to the places that cite it."""
    items = format_html_join(
        "",
        '<li id="{}"><span class="clip-list__number" aria-hidden="true">{}</span><h3>{}</h3>{}'
        '<p>{}{}{}</p><p class="back">{}</p></li>',
        (
            (
                moment.clip.anchor,
                moment.clip.number,
                page_link(moment.clip, moment.clip.title),
                play_link(moment.clip, audio),
                _speaker(moment.clip),
                excerpt(moment.clip.excerpt, CLIP_EXCERPT),
                _remark(moment),
                _back_links(moment),
            )
            for moment in moments
        ),
    )
    return format_html('<ol class="clip-list">{}</ol>', items)


@register.simple_tag
def play_link(clip, audio):
    """The time of a clip, as a link to the media fragment where there is audio; nothing before the clip is placed."""
    return _moment(clip, audio, "play", _("Play"), _span(clip))


@register.simple_tag
def moment_list(clips, episode):
    """The moments of one entry among those of other episodes: each with its time to play, and its title."""
    if not clips:
        return ""
    source = episode.get_absolute_url()
    items = (
        (_moment(clip, episode.audio, "play", _("Play"), _start(clip), source), page_url(clip), clip.title)
        for clip in clips
    )
    rows = format_html_join("", '<li>{} <a class="moment-name" href="{}">{}</a></li>', items)
    return format_html('<ol class="moment-list" aria-label="{}">{}</ol>', _("Moments"), rows)


@register.simple_tag
def hear_link(clip, audio, episode=None):
    """Like ``play_link``, with the start only: for a quote, which lies somewhere in its clip.

    ``episode`` is given on pages that show quotes of several.
    """
    return _moment(clip, audio, "play", _("Hear it at"), _start(clip), episode.get_absolute_url() if episode else "")


@register.simple_tag
def big_play_link(clip, audio):
    """Like ``play_link``, with the start in large figures."""
    if not clip.is_placed:
        return ""
    end = _("to %(end)s") % {"end": clip.end}
    times = format_html('<b class="time">{}</b> <span class="time">{}</span>', clip.start, end)
    return _moment(clip, audio, "play", _("Play"), times)


def _moment(clip, audio, classes, verb, times, source=""):
    if not (clip and clip.is_placed):
        return ""
    if not audio:
        return times
    words = format_html('<span class="out-of-sight">{} </span>', verb)
    # What the player is told: the clip for whoever counts, and where the episode is on pages that are of several.
    told = format_html(' data-clip="{}"', clip.pk)
    if source:
        told += format_html(' data-episode="{}"', source)
        if audio.offset_ms:
            told += format_html(' data-offset="{}"', audio.offset_ms)
    moment = audio.moment(clip.start_ms, clip.end_ms)
    return format_html('<a class="{}" href="{}"{}>{}{}</a>', classes, moment, told, words, times)


def _span(clip):
    return format_html('<span class="time">{}–{}</span>', clip.start, clip.end) if clip.is_placed else ""


def _start(clip):
    return format_html('<span class="time">{}</span>', clip.start) if clip and clip.is_placed else ""


def _speaker(clip):
    if not clip.speaker:
        return ""
    return format_html("<b>{}</b>{}", clip.speaker.name, ": " if clip.excerpt else "")


def _remark(moment):
    if not moment.clip.is_placed:
        remark = _("Not placed in the audio yet.")
    elif moment.evidence == Evidence.DISPUTED:
        remark = _("Disputed.")
    elif not moment.is_checked:
        remark = _("Not checked yet.")
    else:
        return ""
    return format_html(" <em>{}</em>", remark)


def _back_links(moment):
    links, last = [], None
    for section, chip in moment.places:
        title = _("again") if section is last else section.highlight.title
        links.append((chip.anchor, title))
        last = section
    return format_html_join("", '<a href="#{}">{}</a> ', links)
