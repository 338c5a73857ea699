"""The cards of what has a page. Everything they need is what their pages have read anyway.

A card is finished by ``Card.of_site``, which ``render_page`` does for pages.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from episodes.models import Role, direction
from episodes.seo.cards.card import Card
from episodes.text.excerpts import excerpt, sentences
from episodes.text.markdown import plain_text

LONGEST_WORDS, LONGEST_BELOW = 700, 180
MOST_PEOPLE = 4


def episode_card(episode, credits, clips) -> Card:
    """``credits`` are those of the episode with their people; ``clips`` those that its public highlights cite."""
    people = [credit.person.name for credit in credits if credit.role in (Role.HOST, Role.GUEST)][:MOST_PEOPLE]
    names = get_text_list(people, pgettext("between the last two of a list", "and"))
    return Card(
        kind="episode",
        pk=episode.pk,
        words=episode.title,
        kicker=_number(episode),
        below=_("With %(names)s") % {"names": names} if people else _beginning(episode.summary),
        marks=_marks(clips),
        **_of(episode, episode.artwork or episode.show.logo),
    )


def highlight_card(highlight, clips) -> Card:
    """``clips`` are those that it cites."""
    return Card(
        kind="highlight",
        pk=highlight.pk,
        words=highlight.title,
        kicker=highlight.episode.title,
        below=_beginning(highlight.takeaway),
        marks=_marks(clips),
        **_of(highlight.episode),
    )


def quote_card(quote) -> Card:
    """Of a quote that came with its speaker, clip, highlight, episode and show."""
    return Card(
        kind="quote",
        pk=quote.pk,
        words=excerpt(" ".join(quote.text.split()), LONGEST_WORDS),
        kicker=quote.highlight.episode.title,
        speaker=quote.speaker.name if quote.speaker else "",
        time=quote.clip.start if quote.clip and quote.clip.is_placed else "",
        marks=_marks([quote.clip] if quote.clip else []),
        **_of(quote.highlight.episode),
    )


def clip_card(clip) -> Card:
    """Of a clip that came with its speaker, episode and show."""
    return Card(
        kind="clip",
        pk=clip.pk,
        words=clip.title,
        kicker=clip.episode.title,
        speaker=clip.speaker.name if clip.speaker else "",
        time=f"{clip.start}–{clip.end}" if clip.is_placed else "",
        marks=_marks([clip]),
        **_of(clip.episode),
    )


def show_card(show) -> Card:
    return Card(
        kind="show",
        pk=show.pk,
        words=show.title,
        kicker=_("A podcast"),
        below=_beginning(plain_text(show.description)),
        facts=(_host(),),
        picture=show.logo.name or "",
        **_look(show),
    )


def person_card(person) -> Card:
    return Card(
        kind="person",
        pk=person.pk,
        words=person.name,
        below=_beginning(plain_text(person.biography)),
        facts=(_host(),),
        picture=person.photo.name or "",
        **_site_look(),
    )


def tag_card(tag) -> Card:
    return Card(
        kind="tag",
        pk=tag.pk,
        words=tag.name,
        kicker=_("Tag"),
        below=_beginning(plain_text(tag.description)),
        facts=(_host(),),
        **_site_look(),
    )


def site_card(site) -> Card:
    """The card of the site, for every page that has none of its own."""
    return Card(kind="site", pk=1, words=site.name, below=site.tagline, facts=(_host(),), **_site_look())


def _host():
    return urlsplit(settings.SITE_URL).netloc


def _beginning(text):
    """The first sentences of a text, as many as a card has room for; of a long first one its beginning."""
    kept = ""
    for sentence in sentences(text[: 4 * LONGEST_BELOW]):
        longer = f"{kept} {sentence}".strip()
        if kept and len(longer) > LONGEST_BELOW:
            break
        kept = longer
    return excerpt(kept, LONGEST_BELOW)


def _of(episode, picture=None):
    """What every card of something in an episode has."""
    day = episode.published_at
    return {
        "source": episode.show.title,
        "facts": (date_format(day, "F j, Y"),) if day else (),
        "length_ms": episode.duration_ms or 0,
        "picture": (picture or episode.show.logo).name or "",
        **_look(episode.show),
    }


def _look(show):
    # A show's accent comes in steps of 15 degrees, as its style sheet's class says.
    angle = show.hue_class.removeprefix("hue-")
    return {"hue": int(angle) if angle else None, "language": show.language, "is_rtl": show.direction == "rtl"}


def _site_look():
    return {"language": settings.LANGUAGE_CODE, "is_rtl": direction(settings.LANGUAGE_CODE) == "rtl"}


def _marks(clips):
    placed = [clip for clip in clips if clip.is_placed]
    return tuple(sorted((clip.number, clip.start_ms, clip.end_ms) for clip in placed))


def _number(episode):
    if not episode.number:
        return ""
    if episode.season:
        return _("Season %(season)d, episode %(number)d") % {"season": episode.season, "number": episode.number}
    return _("Episode %(number)d") % {"number": episode.number}
