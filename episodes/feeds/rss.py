"""RSS 2.0 as podcast apps read it, with the tags of Apple and of Podcasting 2.0.

https://www.rssboard.org/rss-specification, https://podcasters.apple.com/support/823-podcast-requirements,
https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md; paging as in RFC 5005.
"""

from django.conf import settings
from django.utils.http import http_date
from django.utils.translation import gettext as _
from lxml import etree

from episodes.feeds.items import ITUNES, PODCAST, add_item, of
from episodes.feeds.xml import add, as_html, to_bytes
from episodes.models import podcast_name
from episodes.seo.meta import absolute
from episodes.text.categories import read_categories
from episodes.text.markdown import plain_text, to_html

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
SPACES = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM, "content": CONTENT}


def feed_bytes(page, path):
    """The feed of a ``FeedPage`` whose first page is at ``path``."""
    rss = etree.Element("rss", version="2.0", nsmap=SPACES)
    channel = add(rss, "channel")
    _links(channel, page, path)
    if page.show:
        _show(channel, page.show, path)
    else:
        _site(channel, page, path)
    _built(channel, page)
    add(channel, "generator", "Podsite")
    for entry in page.entries:
        add_item(channel, entry, with_show=page.show is None)
    return to_bytes(rss)


def _links(channel, page, path):
    """Where the feed is, its other pages, and the hub that tells of what is new (WebSub)."""

    def link(rel, number):
        address = absolute(path) + (f"?page={number}" if number > 1 else "")
        add(channel, of(ATOM, "link"), rel=rel, href=address, type="application/rss+xml")

    link("self", page.number)
    if page.pages > 1:
        link("first", 1)
        link("last", page.pages)
    if page.number > 1:
        link("previous", page.number - 1)
    if page.number < page.pages:
        link("next", page.number + 1)
    if page.site.websub_hub:
        add(channel, of(ATOM, "link"), rel="hub", href=page.site.websub_hub)


def _built(channel, page):
    """When anything in it last changed, not when it was asked for: what is the same stays the same."""
    moments = [entry.episode.changed_at or entry.episode.published_at for entry in page.entries]
    if moments:
        add(channel, "lastBuildDate", http_date(max(moments).timestamp()))


def _show(channel, show, path):
    add(channel, "title", show.title)
    add(channel, "link", absolute(show.get_absolute_url()))
    add(channel, "description", as_html(plain_text(show.description) or show.title))
    if show.description:
        add(channel, of(ITUNES, "summary"), plain_text(show.description))
        add(channel, of(CONTENT, "encoded"), str(to_html(show.description)))
    add(channel, "language", show.language)
    if show.author:
        add(channel, of(ITUNES, "author"), show.author)
    if show.owner_email:
        owner = add(channel, of(ITUNES, "owner"))
        add(owner, of(ITUNES, "name"), show.owner_name or show.author or show.title)
        add(owner, of(ITUNES, "email"), show.owner_email)
    add(channel, of(ITUNES, "explicit"), "true" if show.explicit else "false")
    add(channel, of(ITUNES, "type"), show.kind)
    if show.copyright:
        add(channel, "copyright", show.copyright)
    _categories(channel, show.category)
    _image(channel, show)
    _podcasting(channel, show)


def _site(channel, page, path):
    site = page.site
    add(channel, "title", site.name)
    add(channel, "link", f"{settings.SITE_URL}/")
    add(channel, "description", as_html(site.tagline or site.name))
    add(channel, "language", settings.LANGUAGE_CODE)
    explicit = any(entry.episode.show.explicit for entry in page.entries)
    add(channel, of(ITUNES, "explicit"), "true" if explicit else "false")
    add(channel, of(PODCAST, "guid"), podcast_name(absolute(path)))
    if site.logo:
        add(channel, of(ITUNES, "image"), href=absolute(site.logo.url))


def _categories(channel, text):
    known, others = read_categories(text)
    for category, below in known:
        element = add(channel, of(ITUNES, "category"), text_=category)
        if below:
            add(element, of(ITUNES, "category"), text_=below)
    for name in others:
        add(channel, "category", name)


def _image(channel, show):
    if not show.logo:
        return
    address = absolute(show.logo.url)
    add(channel, of(ITUNES, "image"), href=address)
    image = add(channel, "image")
    add(image, "url", address)
    add(image, "title", show.title)
    add(image, "link", absolute(show.get_absolute_url()))


def _podcasting(channel, show):
    add(channel, of(PODCAST, "guid"), show.podcast_guid(settings.SITE_URL))
    owner = {"owner": show.owner_email} if show.owner_email else {}
    add(channel, of(PODCAST, "locked"), "yes" if show.locked else "no", **owner)
    add(channel, of(PODCAST, "medium"), "podcast")
    for name, url in show.funding_list:
        add(channel, of(PODCAST, "funding"), name[:128], url=url)
    if show.license:
        is_address = "://" in show.license
        words = _("Licence") if is_address else show.license
        add(channel, of(PODCAST, "license"), words, url=show.license if is_address else None)
