"""A feed becomes rows, twice makes no difference, and what an editor did here is never undone."""

from datetime import UTC, datetime

import pytest

from episodes.importers.feed_parse import parse
from episodes.importers.feed_plan import plan_feed
from episodes.models import (
    Episode,
    FeedImport,
    FeedItem,
    Revision,
    Show,
    Status,
)
from episodes.services.importing import write_feed
from tests.importers.feed_plan.loading import bite, load, mark, person, rows
from tests.importers.feeds import item, rss

pytestmark = pytest.mark.django_db


def test_a_feed_becomes_a_show_with_episodes():
    report = load(
        item(1, "<itunes:duration>10:00</itunes:duration><itunes:season>1</itunes:season>"
             "<itunes:episode>3</itunes:episode><itunes:explicit>yes</itunes:explicit><itunes:episodeType>bonus</itunes:episodeType>"
             "<description>&lt;p&gt;One &lt;b&gt;word&lt;/b&gt;&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</description>"),
        channel="<title>The Show</title><link>https://x.example/</link><language>de</language>"
        "<itunes:category text='Arts'><itunes:category text='Design'/></itunes:category>"
        "<itunes:type>serial</itunes:type>"
        "<podcast:guid>abc</podcast:guid><podcast:locked>yes</podcast:locked><itunes:author>Ann</itunes:author>"
        "<podcast:funding url='https://x.example/give'>Give</podcast:funding>",
        source="https://x.example/feed",
    )  # fmt: skip
    show, episode = Show.objects.get(), Episode.objects.get()
    assert (show.title, show.language, show.category, show.kind) == ("The Show", "de", "Arts > Design", "serial")
    assert (show.guid, show.locked, show.author, show.feed_url) == ("abc", True, "Ann", "https://x.example/feed")
    assert show.funding == "Give https://x.example/give"
    assert (episode.title, episode.guid, episode.slug) == ("Episode 1", "guid-1", "episode-1")
    assert (episode.status, episode.published_at) == (Status.PUBLISHED, datetime(2020, 1, 2, 10, tzinfo=UTC))
    assert (episode.duration_ms, episode.season, episode.number, episode.explicit) == (600_000, 1, 3, True)
    assert (episode.kind, episode.summary, episode.show_notes) == ("bonus", "One word Two", "One **word**\n\nTwo")
    assert (episode.audio_url, episode.audio_type, episode.audio_bytes) == (
        "https://audio.example/1.mp3",
        "audio/mpeg",
        1000,
    )
    assert episode.appeared_at
    assert report.made == ["the show “The Show”", "the episode “Episode 1” of 2020-01-02"]
    assert (FeedItem.objects.get().key, FeedImport.objects.get().address) == ("guid-1", "https://x.example/feed")


def test_again_nothing_is_written():
    extra = person("Ann") + bite() + f"<psc:chapters>{mark(0, 'One')}</psc:chapters>"
    items = [item(number, extra) for number in range(1, 4)]
    load(*items)
    before = rows()
    report = load(*items)
    assert report.nothing and rows() == before


def test_planning_writes_nothing():
    plan_feed(parse(rss(item(1, person("Ann")))), source="feed.xml")
    assert not any(rows().values())


def test_an_enclosure_that_moves_is_followed_and_told():
    load(item(1, audio="http://x.example/1.mp3"))
    report = load(item(1, audio="https://x.example/1.mp3"))
    assert Episode.objects.get().audio_url == "https://x.example/1.mp3"
    (change,) = report.changed
    assert (change.what, change.before, change.after) == (
        "“Episode 1”, audio address",
        "http://x.example/1.mp3",
        "https://x.example/1.mp3",
    )
    assert [revision.what for revision in Revision.objects.order_by("number")] == ["", "Imported"]


def test_an_editors_words_stay_and_the_difference_is_told():
    load(item(1, "<description>From the feed</description>"))
    Episode.objects.update(title="Ours", summary="By hand")
    report = load(item(1, "<description>New in the feed</description>", title="Theirs"))
    episode = Episode.objects.get()
    assert (episode.title, episode.summary) == ("Ours", "By hand")
    assert report.kept == [
        "“Theirs”, title: it was written here, so the feed’s “Theirs” was not taken.",
        "“Theirs”, summary: it was written here, so the feed’s “New in the feed” was not taken.",
    ]
    assert load(item(1, "<description>New in the feed</description>", title="Theirs")).nothing


def test_what_only_the_feed_changed_is_taken():
    load(item(1, "<description>Old</description>"))
    load(item(1, "<description>New</description>", title="New title"))
    episode = Episode.objects.get()
    assert (episode.title, episode.summary, episode.slug) == ("New title", "New", "episode-1")


def test_what_the_feed_no_longer_says_stays():
    load(item(1, "<itunes:duration>10</itunes:duration>"))
    load(item(1))
    assert Episode.objects.get().duration_ms == 10_000


def test_audio_that_was_uploaded_here_stays():
    load(item(1))
    Episode.objects.update(audio_url="", audio_file="audio/ours.mp3", audio_bytes=5, audio_type="audio/ogg")
    load(item(1, audio="https://x.example/moved.mp3"))
    episode = Episode.objects.get()
    assert (episode.audio_url, episode.audio_file.name, episode.audio_bytes) == ("", "audio/ours.mp3", 5)
    assert episode.audio_type == "audio/ogg"


def test_an_item_that_vanished_is_told_and_stays():
    load(item(1), item(2))
    report = load(item(1))
    assert report.kept == ["“Episode 2” is no longer in the feed, and stays here."]
    assert Episode.objects.published().count() == 2
    since = FeedItem.objects.get(key="guid-2").vanished_at
    assert since
    before = rows()
    assert load(item(1)).nothing and rows() == before
    report = load(item(1), item(2))
    assert report.doubted == ["“Episode 2” had vanished from the feed, and is in it again."]
    assert FeedItem.objects.get(key="guid-2").vanished_at is None


def test_a_feed_that_lost_items_while_it_was_read_makes_none_vanish():
    load(item(1), item(2))
    body = rss(item(1)).replace(b"</rss>", b"</rss><rss><item><title>x</title></item></rss>")
    plan = plan_feed(parse(body), source="feed.xml")
    write_feed(plan)
    assert not FeedItem.objects.exclude(vanished_at=None).exists() and not plan.report.kept


def test_what_was_left_alone_is_filled_later():
    load(item(1))
    load(item(1, "<itunes:episodeType>trailer</itunes:episodeType>"), channel="<title>The Show</title>"
         "<language>de</language><itunes:explicit>yes</itunes:explicit><itunes:type>serial</itunes:type>")  # fmt: skip
    show = Show.objects.get()
    assert (show.language, show.explicit, show.kind, Episode.objects.get().kind) == ("de", True, "serial", "trailer")
    Show.objects.update(language="fr")
    load(item(1), channel="<title>The Show</title><language>nl</language>")
    assert Show.objects.get().language == "fr"
