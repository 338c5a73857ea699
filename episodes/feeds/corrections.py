"""The corrections of a show as an Atom feed (RFC 4287)."""

import uuid

from django.conf import settings
from django.utils.translation import gettext as _
from lxml import etree

from episodes.feeds.xml import add, feed_view, to_bytes
from episodes.queries.addresses import present_show
from episodes.queries.corrections import corrections_of, show_of_corrections
from episodes.seo.meta import absolute
from episodes.text.markdown import to_html

ATOM = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
MOST = 50


@feed_view("application/atom+xml; charset=utf-8", present_show, "get_corrections_feed_url")
def corrections_feed(request, show):
    found = show_of_corrections(show)
    return to_bytes(_feed(found, list(corrections_of(found)[:MOST])))


def _feed(show, corrections):
    feed = etree.Element("feed", nsmap={None: ATOM}, attrib={LANGUAGE: show.language})
    name = uuid.UUID(show.podcast_guid(settings.SITE_URL))
    address = absolute(show.get_corrections_url())
    add(feed, "id", f"urn:uuid:{uuid.uuid5(name, 'corrections')}")
    add(feed, "title", _("Corrections: %(title)s") % {"title": show.title})
    add(feed, "link", href=address)
    add(feed, "link", rel="self", type="application/atom+xml", href=absolute(show.get_corrections_feed_url()))
    add(feed, "updated", _moment(corrections[0].noted_at) if corrections else "1970-01-01T00:00:00Z")
    add(add(feed, "author"), "name", show.author or show.title)
    for correction in corrections:
        entry = add(feed, "entry")
        episode = correction.episode
        add(entry, "id", f"urn:uuid:{uuid.uuid5(name, correction.anchor)}")
        add(entry, "title", correction.highlight.title if correction.names_highlight else episode.title)
        about = correction.highlight if correction.names_highlight else episode
        add(entry, "link", href=absolute(about.get_absolute_url()))
        add(entry, "updated", _moment(correction.noted_at))
        add(entry, "content", str(to_html(correction.text)), type="html")
    return feed


def _moment(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
