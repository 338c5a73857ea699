"""Atom feeds (RFC 4287) of highlights, quotes and episodes: of the site, of a show, and of whatever a page lists."""

import uuid
from datetime import UTC, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from lxml import etree

from episodes.feeds.items import content_of_episode, content_of_highlight
from episodes.feeds.xml import add, to_bytes
from episodes.models import Episode, Highlight, Quote, SiteSettings
from episodes.seo.meta import absolute
from episodes.text.excerpts import excerpt
from episodes.text.html import format_html, format_html_join, rebased
from episodes.text.markdown import plain_text

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: When a feed changed that has had nothing yet.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
TITLE = 90


def atom_feed(*, title, path, feed_path, subtitle="", entries=(), updated=None, language="", icon=""):
    """The feed as bytes, for a ``feed_view``.

    ``path`` is the page that it belongs to, ``feed_path`` its own address, with what of a question makes it that feed.
    ``entries`` are what ``queries.atom.atom_entries`` gave; ``updated`` is when the feed last changed, if that is after
    the last change of any of them. ``icon`` is the address of a picture.
    """
    site = SiteSettings.load()
    feed = etree.Element("feed", nsmap={None: ATOM}, attrib={LANGUAGE: language or settings.LANGUAGE_CODE})
    # Readers know a feed by this: it is the one address that the feed has had.
    add(feed, "id", absolute(feed_path))
    add(feed, "title", title)
    if subtitle:
        add(feed, "subtitle", plain_text(subtitle))
    add(feed, "link", href=absolute(path), type="text/html")
    add(feed, "link", rel="self", type="application/atom+xml", href=absolute(feed_path))
    if site.websub_hub:
        add(feed, "link", rel="hub", href=site.websub_hub)
    moments = [entry.updated_at for entry in entries] + ([updated] if updated else [])
    add(feed, "updated", moment(max(moments, default=NEVER)))
    add(add(feed, "author"), "name", site.name)
    if icon:
        add(feed, "logo", absolute(icon))
    add(feed, "generator", "Podsite")
    for entry in entries:
        _add_entry(feed, entry)
    return to_bytes(feed)


def moment(at):
    """A moment as RFC 3339 has it, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"


def _add_entry(feed, entry):
    thing, show = entry.thing, entry.episode.show
    title, html = WRITE[type(thing)](entry)
    address = absolute(thing.get_absolute_url())
    element = add(feed, "entry")
    if show.language != feed.get(LANGUAGE):
        element.set(LANGUAGE, show.language)
    add(element, "id", _name_of(thing, show))
    add(element, "title", title)
    add(element, "link", href=address, type="text/html")
    if isinstance(thing, Episode) and thing.audio:
        size = str(thing.audio_bytes) if thing.audio_bytes else None
        kind = thing.audio_type or None
        add(element, "link", rel="enclosure", href=absolute(thing.audio), type=kind, length=size)
    elif not isinstance(thing, Episode):
        add(element, "link", rel="via", href=absolute(entry.episode.get_absolute_url()), title=entry.episode.title)
    add(element, "published", moment(entry.episode.published_at))
    add(element, "updated", moment(entry.updated_at))
    for person in entry.people if isinstance(thing, Quote) else ():
        _add_person(element, "author", person)
    if element.find("author") is None:
        add(add(element, "author"), "name", show.author or show.title)
    for person in entry.people if not isinstance(thing, Quote) else ():
        _add_person(element, "contributor", person)
    for tag in entry.tags:
        add(element, "category", term=tag.slug, label=tag.name, scheme=absolute(reverse("tags")))
    add(element, "content", str(rebased(html, address)), type="html")


def _add_person(element, part, person):
    found = add(element, part)
    add(found, "name", person.name)
    add(found, "uri", absolute(person.get_absolute_url()))


def _name_of(thing, show):
    """What the entry is called for ever: neither a changed address nor another feed makes it another one."""
    name = uuid.UUID(show.podcast_guid(settings.SITE_URL))
    return f"urn:uuid:{uuid.uuid5(name, f'{type(thing).__name__.lower()} {thing.pk}')}"


def _highlight(entry):
    html = content_of_highlight(entry.thing, entry.clips)
    quotes = format_html_join("\n", "{}", ((_blockquote(quote),) for quote in entry.quotes))
    return entry.thing.title, html + quotes + _source(entry.episode)


def _quote(entry):
    quote = entry.thing
    words = _("“%(words)s”") % {"words": excerpt(" ".join(quote.text.split()), TITLE)}
    section = format_html(
        '<p><a href="{}">{}</a></p>', absolute(quote.highlight.get_absolute_url()), quote.highlight.title
    )
    return words, _blockquote(quote) + section + _source(entry.episode)


def _episode(entry):
    return entry.thing.title, content_of_episode(entry.thing)


def _blockquote(quote):
    signed = format_html("<p>— {}</p>", quote.speaker) if quote.speaker else ""
    return format_html(
        '<blockquote><p><a href="{}">{}</a></p>{}</blockquote>', absolute(quote.get_absolute_url()), quote.text, signed
    )


def _source(episode):
    return format_html(
        '<p><a href="{}">{}</a> · <a href="{}">{}</a></p>',
        absolute(episode.get_absolute_url()),
        episode.title,
        absolute(episode.show.get_absolute_url()),
        episode.show.title,
    )


WRITE = {Highlight: _highlight, Quote: _quote, Episode: _episode}
