"""Which episode of the site an item of a feed is, and which show a feed."""

from datetime import UTC, datetime

import pytest

from episodes.importers.report import ImportRefused
from episodes.models import (
    Episode,
    FeedItem,
    Show,
)
from tests.factories import make_episode, make_show
from tests.importers.feed_plan.loading import load, titles
from tests.importers.feeds import item

pytestmark = pytest.mark.django_db


def test_an_episode_that_was_deleted_here_does_not_come_back():
    load(item(1), item(2))
    Episode.objects.get(guid="guid-1").delete()
    report = load(item(1), item(2), item(3))
    assert titles() == ["Episode 2", "Episode 3"]
    assert report.skipped == ["“Episode 1” was deleted here, and is not made again."]


def test_without_guids_nothing_is_doubled_also_where_audio_moves():
    load(item(1, guid="", audio="http://x.example/1.mp3?a=1"), item(2, guid=""))
    assert load(item(1, guid="", audio="https://x.example/1.mp3?b=2"), item(2, guid="")).changed
    load(item(1, guid="", audio="https://other.example/new.mp3"), item(2, guid=""))
    assert titles() == ["Episode 1", "Episode 2"]
    assert FeedItem.objects.filter(key="other.example/new.mp3", vanished_at=None).exists()
    assert FeedItem.objects.count() == 2


@pytest.mark.parametrize("values", [{"guid": "guid-1"}, {"published_at": datetime(2020, 1, 2, tzinfo=UTC)}])
def test_an_episode_made_by_hand_is_adopted(values):
    show = make_show(title="the show")
    made = make_episode(show, **{"title": "Episode 1", "summary": "", "duration_ms": None, **values})
    report = load(item(1, "<description>Words</description>"))
    episode = Episode.objects.get()
    assert (episode.pk, episode.guid, episode.summary) == (made.pk, "guid-1", "Words")
    assert report.doubted == ["“Episode 1” was here before, and was taken for the item of the feed."]
    assert load(item(1, "<description>Words</description>")).nothing


def test_one_with_the_same_title_of_another_day_is_another():
    make_episode(make_show(title="The Show"), title="Episode 1", published_at=datetime(2019, 1, 2, tzinfo=UTC))
    load(item(1))
    assert Episode.objects.count() == 2


def test_a_show_is_found_by_guid_then_address_then_title():
    by_title = make_show(title="The Show")
    by_guid = make_show(title="Another", guid="ABC")
    load(item(1), channel="<title>The Show</title><podcast:guid>abc</podcast:guid>", source="https://x.example/feed")
    assert Episode.objects.get(guid="guid-1").show == by_guid
    load(item(2), channel="<title>Renamed</title>", source="http://x.example/feed/")
    assert Episode.objects.get(guid="guid-2").show == by_guid
    load(item(3))
    assert Episode.objects.get(guid="guid-3").show == by_title
    load(item(4), show="another")
    assert Episode.objects.get(guid="guid-4").show == by_guid


def test_a_feed_without_a_title_needs_a_name():
    with pytest.raises(ImportRefused, match="give the name of the show"):
        load(item(1), channel="")
    load(item(1), channel="", show="Named")
    assert Show.objects.get().title == "Named"


def test_two_shows_of_one_name_are_no_choice():
    make_show(title="The Show")
    make_show(title="the show")
    with pytest.raises(ImportRefused, match="2 shows are called"):
        load(item(1))


def test_what_was_changed_of_the_show_here_stays():
    load(item(1), channel="<title>The Show</title><description>One</description><itunes:author>Ann</itunes:author>")
    Show.objects.update(description="Ours")
    load(item(1), channel="<title>The Show</title><description>Two</description><itunes:author>Bo</itunes:author>")
    show = Show.objects.get()
    assert (show.description, show.author) == ("Ours", "Bo")


def test_a_guid_that_another_episode_has_is_left_out():
    load(item(1))
    Episode.objects.update(guid="guid-2")
    report = load(item(1), item(2))
    assert titles() == ["Episode 1", "Episode 2"]
    assert Episode.objects.get(title="Episode 2").guid == ""
    assert "“Episode 2”: another episode here has its guid." in report.doubted
    assert load(item(1), item(2)).nothing


def test_another_guid_is_another_episode_also_with_the_same_audio():
    load(item(1))
    load(item(1, guid="other"))
    assert Episode.objects.count() == 2


def test_an_editors_address_of_the_audio_keeps_its_type_and_size():
    load(item(1))
    Episode.objects.update(audio_url="https://ours.example/1.ogg")
    moved = item(1, audio="https://x.example/1.mp3").replace('length="1000"', 'length="2000"')
    report = load(moved)
    episode = Episode.objects.get()
    assert (episode.audio_url, episode.audio_bytes) == ("https://ours.example/1.ogg", 1000)
    assert [sentence.partition(":")[0] for sentence in report.kept] == ["“Episode 1”, audio address"]
