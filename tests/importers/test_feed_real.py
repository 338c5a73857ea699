"""The feeds beside the project, by others: what their README says of them is read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from episodes.importers.feed_parse import parse
from episodes.importers.feed_plan import plan_feed
from episodes.models import Chapter, Clip, Credit, Episode, FeedItem, Person, Show
from episodes.services.importing import write_feed

NUMBERS = {
    "2018-01-20-Intercepted.xml": 43,
    "2018-01-20-StealTheStars.xml": 15,
    "2018-02-03-Intercepted.xml": 47,
    "2019-01-27-ACC.xml": 7,
    "2020-12-19-LinuxUnplugged.xml": 384,
    "2020-12-29-replyall.xml": 187,
    "2022-series-i-cinema.xml": 50,
    "de-grote-no-guid.xml": 12,
    "de-grote.xml": 12,
    "how-to-start-a-podcast.rss": 4,
    "launched.xml": 36,
    "making-sense.rss": 2,
    "podcast-namespace-example.xml": 3,
    "podcasting-2.0-pc20rss.xml": 56,
    "podlovers.xml": 2,
    "tim-ferriss-show.rss": 2,
}
TINY = {
    "tiny-antennapod/feed-atom-testAtomBasic.xml": 10,
    "tiny-antennapod/feed-atom-testEmptyRelLinks.xml": 1,
    "tiny-antennapod/feed-atom-testLogoWithWhitespace.xml": 0,
    "tiny-antennapod/feed-rss-testImageWithWhitespace.xml": 0,
    "tiny-antennapod/feed-rss-testMediaContentMime.xml": 1,
    "tiny-antennapod/feed-rss-testMultipleFundingTags.xml": 0,
    "tiny-antennapod/feed-rss-testPodcastIndexTranscript.xml": 1,
    "tiny-antennapod/feed-rss-testRss2Basic.xml": 10,
    "tiny-antennapod/feed-rss-testUnsupportedElements.xml": 1,
    "tiny-feedparser-psc/atomsimplechapter.xml": 1,
    "tiny-feedparser-psc/atomsimplechapterexternal.xml": 1,
    "tiny-feedparser-psc/ignore_multiple_psc_chapters.xml": 1,
    "tiny-feedparser-psc/rss2.0simplechapter.xml": 1,
    "tiny-feedparser-psc/rss2.0simplechapter2items.xml": 2,
    "tiny-feedparser-psc/version_1.0_keyerror.xml": 1,
}


@pytest.fixture(scope="module")
def read(shared):
    return lambda name: parse((shared / "data/feeds" / name).read_bytes())


@pytest.mark.parametrize(("name", "number"), (NUMBERS | TINY).items())
def test_every_item_is_read(read, name, number):
    feed = read(name)
    assert len(feed.items) == number
    assert feed.complete
    if name in NUMBERS:
        assert all(item.title and item.published and item.enclosure for item in feed.items)
        assert feed.doubts == ()


def test_the_great_one(read):
    feed = read("2020-12-19-LinuxUnplugged.xml")
    assert sum(bool(item.chapters_url) for item in feed.items) == 112
    assert all(item.duration_ms and item.guid and item.notes for item in feed.items)
    assert sum(len(item.persons) for item in feed.items) > 1_000


def test_a_feed_without_guids_has_the_same_items(read):
    keys = [item.key for item in read("de-grote-no-guid.xml").items]
    assert len(set(keys)) == 12 and all(key.startswith("chtbl.com/track/") for key in keys)
    assert read("de-grote.xml").channel.author == "MNM"


def test_latin_1(read):
    feed = read("2022-series-i-cinema.xml")
    assert feed.channel.language == "ca-ES"
    assert not any("\ufffd" in item.title + item.summary or "Ã" in item.title for item in feed.items)


def test_podcasting_2(read):
    how_to = read("how-to-start-a-podcast.rss").items
    assert [len(item.transcripts) for item in how_to] == [3, 3, 3, 3]
    assert sum(len(item.soundbites) for item in how_to) == 6
    pc20 = read("podcasting-2.0-pc20rss.xml").items
    assert sum(bool(item.chapters_url) for item in pc20) == 48
    assert sum(item.transcripts[0].type == "application/srt" for item in pc20 if item.transcripts) == 47
    assert not any(item.duration_ms for item in pc20)
    example = read("podcast-namespace-example.xml")
    assert sum(len(item.persons) for item in example.items) == 9
    assert (example.items[0].season, example.items[0].number, example.channel.locked) == (1, 3, True)


def test_podlove(read):
    feed = read("podlovers.xml")
    assert [len(item.chapters) for item in feed.items] != [0, 0]
    assert {person.name for person in feed.channel.persons} >= {"Eric Teubert", "Martin Fischer"}
    assert feed.channel.license == "cc-by-sa-4.0" and feed.channel.funding


def test_tiny_cases(read):
    assert read("tiny-antennapod/feed-rss-testImageWithWhitespace.xml").channel.image == "https://example.com/image.png"
    assert read("tiny-antennapod/feed-atom-testLogoWithWhitespace.xml").channel.image == "https://example.com/image.png"
    assert len(read("tiny-antennapod/feed-rss-testMultipleFundingTags.xml").channel.funding) == 3
    assert len(read("tiny-antennapod/feed-rss-testPodcastIndexTranscript.xml").items[0].transcripts) == 2
    assert read("tiny-antennapod/feed-rss-testMediaContentMime.xml").items[0].enclosure.type == "video/mp4"
    chapters = read("tiny-feedparser-psc/ignore_multiple_psc_chapters.xml").items[0].chapters
    assert [chapter.start_ms for chapter in chapters] == [0, 187_250, 506_000, 762_345]
    external = read("tiny-feedparser-psc/atomsimplechapterexternal.xml").items[0]
    assert external.chapters_url == "http://podlove.org/examples/chapters.psc"


def load(read, name, **options):
    plan = plan_feed(read(name), source=name, **options)
    write_feed(plan)
    return plan.report


@pytest.mark.django_db
def test_two_weeks_later_the_same_show_has_47_episodes(read):
    load(read, "2018-01-20-Intercepted.xml")
    edited, deleted = Episode.objects.order_by("published_at")[:2]
    Episode.objects.filter(pk=edited.pk).update(summary="Ours")
    deleted.delete()
    report = load(read, "2018-02-03-Intercepted.xml")
    assert (Show.objects.count(), Episode.objects.count(), FeedItem.objects.count()) == (1, 46, 47)
    assert len(report.made) == 4
    moved = [change for change in report.changed if change.what.endswith("audio address")]
    assert len(moved) == 42
    assert all((change.before[:7], change.after[:8]) == ("http://", "https://") for change in moved)
    assert Episode.objects.get(pk=edited.pk).summary == "Ours"
    assert any("summary: it was written here" in sentence for sentence in report.kept)
    assert len(report.skipped) == 1 and not Episode.objects.filter(guid=deleted.guid).exists()
    assert load(read, "2018-02-03-Intercepted.xml").nothing
    report = load(read, "2018-01-20-Intercepted.xml")
    assert sum("no longer in the feed" in sentence for sentence in report.kept) == 4
    assert (Episode.objects.count(), FeedItem.objects.exclude(vanished_at=None).count()) == (46, 4)


@pytest.mark.django_db
def test_reruns_and_feeds_without_guids_are_imported_once(read):
    load(read, "2020-12-29-replyall.xml")
    load(read, "de-grote-no-guid.xml")
    assert Episode.objects.count() == 187 + 12
    with CaptureQueriesContext(connection) as queries:
        assert load(read, "2020-12-29-replyall.xml").nothing
        assert load(read, "de-grote-no-guid.xml").nothing
    assert len(queries) < 30
    # The same show now with guids: the episodes that are here are these.
    load(read, "de-grote.xml")
    assert Episode.objects.count() == 187 + 12


@pytest.mark.django_db
def test_what_else_a_feed_brings(read):
    load(read, "podlovers.xml")
    load(read, "how-to-start-a-podcast.rss")
    assert Chapter.objects.count() == sum(len(item.chapters) for item in read("podlovers.xml").items)
    assert Clip.objects.count() == 6
    assert Person.objects.filter(name="Eric Teubert").exists()
    assert Credit.objects.filter(episode__show__title="Podlovers", role="host").count() >= 4
