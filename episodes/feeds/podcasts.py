"""The feeds that podcast apps subscribe to."""

from django.urls import reverse

from episodes.feeds.rss import feed_bytes
from episodes.feeds.xml import feed_view
from episodes.queries import feeds
from episodes.queries.addresses import present_show

RSS = "application/rss+xml; charset=utf-8"


@feed_view(RSS, present_show, "get_feed_url")
def show_feed(request, show):
    page = feeds.show_feed(show, request.GET.get("page", "1"))
    return feed_bytes(page, page.show.get_feed_url())


@feed_view(RSS)
def site_feed(request):
    return feed_bytes(feeds.site_feed(request.GET.get("page", "1")), reverse("site_feed"))
