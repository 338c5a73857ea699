"""Sitemaps, an index and its files, as https://www.sitemaps.org/protocol.html has them, with the pictures of pages.

Pictures: https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps.
"""

from django.http import Http404
from lxml import etree

from episodes.feeds.atom import moment
from episodes.feeds.xml import add, feed_view, to_bytes
from episodes.queries.sitemaps import NUMBER, Address, sitemap_files, sitemap_places
from episodes.seo.meta import absolute

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
XML = "application/xml; charset=utf-8"


@feed_view(XML)
def sitemap_index(request):
    root = etree.Element("sitemapindex", nsmap={None: SITEMAP})
    address = Address("sitemap", "kind", NUMBER)
    for file in sitemap_files():
        entry = add(root, "sitemap")
        add(entry, "loc", absolute(address(file.kind, file.number)))
        if file.changed_at:
            add(entry, "lastmod", moment(file.changed_at))
    return to_bytes(root)


@feed_view(XML)
def sitemap(request, kind, number):
    places = sitemap_places(kind, number)
    if not places:
        raise Http404
    root = etree.Element("urlset", nsmap={None: SITEMAP, "image": IMAGE})
    for place in places:
        entry = add(root, "url")
        add(entry, "loc", absolute(place.path))
        if place.changed_at:
            add(entry, "lastmod", moment(place.changed_at))
        for address in place.images:
            image = add(entry, etree.QName(IMAGE, "image"))
            add(image, etree.QName(IMAGE, "loc"), absolute(address))
    return to_bytes(root)
