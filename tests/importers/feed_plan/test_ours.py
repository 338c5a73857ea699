"""The feed that the site publishes is read and doubles nothing."""

from datetime import UTC, datetime

import pytest

from episodes.importers.feed_parse import parse
from episodes.importers.feed_plan import plan_feed
from episodes.models import (
    Show,
)
from tests.factories import make_episode
from tests.importers.feed_plan.loading import bite, load, person
from tests.importers.feeds import item

pytestmark = pytest.mark.django_db


def test_the_feed_that_the_site_publishes_is_read_and_doubles_nothing(client):
    load(
        item(1, person("Ann") + bite() + "<itunes:duration>90</itunes:duration><itunes:season>2</itunes:season>"),
        item(2, "<content:encoded><![CDATA[<p>One</p><ul><li><a href='https://x.example/'>two</a></li></ul>]]></content:encoded>"),
        channel="<title>The Show</title><description>About it</description><podcast:funding url='https://x.example/'/>",
    )  # fmt: skip
    make_episode(Show.objects.get(), title="By hand", published_at=datetime(2021, 1, 1, tzinfo=UTC))
    url = Show.objects.get().get_feed_url()
    feed = parse(client.get(url).content)
    assert feed.complete and [found.title for found in feed.items] == ["By hand", "Episode 2", "Episode 1"]
    assert feed.items[1].notes.endswith("One\n\n- [two](<https://x.example/>)")
    assert (feed.items[2].guid, feed.items[2].duration_ms, feed.items[2].season) == ("guid-1", 90_000, 2)
    assert [one.name for one in feed.items[2].persons] == ["Ann"]
    assert len(feed.items[2].soundbites) == 1
    plan = plan_feed(feed, source=f"https://example.com{url}")
    assert not [made for made in plan.report.made if "episode" in made or "person" in made or "clip" in made]
