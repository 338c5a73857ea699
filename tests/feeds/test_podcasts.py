"""The feeds for podcast apps: what two other parsers find in them is what went in."""

import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

import feedparser
import podcastparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from episodes.feeds.rss import feed_bytes
from episodes.importers import feed_parse
from episodes.models import AudioVersion, Credit, Episode, FeedItem, Role, Show, SiteSettings, Status, podcast_name
from episodes.queries.feeds import ON_PAGE, show_feed
from tests.factories import LONG_AGO, make_clip, make_episode, make_highlight, make_person, make_show
from tests.importers.servers import answer, serving
from tests.pages import parse, read

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
SPACES = {
    "podcast": "https://podcastindex.org/namespace/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
}
AUDIO = "https://audio.example/main.mp3?x=1&y=2"


@pytest.fixture
def show():
    return make_show(
        title="Gradient & Co",
        slug="show",
        description="About *models*.",
        author="Ada",
        owner_name="Ada L.",
        owner_email="ada@a.example",
        category="Technology; Arts > Design; Robots",
        funding="Give https://give.example/\nMore https://more.example/x",
        license="cc-by-4.0",
        copyright="© 2024 Ada",
        language="en",
        locked=True,
    )


@pytest.fixture
def episode(show):
    episode = make_episode(
        show,
        title="番組 <one> & “two”",
        slug="main",
        summary="A summary.",
        show_notes="Notes with [a tag](/tags/x/) and <script>alert(1)</script>.",
        audio_url=AUDIO,
        audio_type="audio/mpeg",
        audio_bytes=123_456,
        duration_ms=3_723_400,
        number=7,
        season=2,
        explicit=True,
        guid="guid-7",
        kind="bonus",
        published_at=datetime(2024, 5, 4, 6, 7, 8, 900, tzinfo=UTC),
        audio_offset_ms=2_500,
        guest=make_person(name="Grace Hopper"),
    )
    clip = make_clip(episode, 1, title="The moment", featured=True)
    make_clip(episode, 2, title="Unpicked")
    make_highlight(episode, title="Scaling", body="A claim [1] and [9].", takeaway="Takeaway!")
    episode.cues.create(start_ms=0, end_ms=900, text="Hello")
    Episode.objects.filter(pk=episode.pk).update(speech={"0": "M0 0h9"})
    AudioVersion.objects.create(episode=episode, kind="video", url="https://v.example/x.mp4", bytes=5)
    episode.clip = clip
    return episode


def tree(client, address="/shows/show/feed.xml"):
    return etree.fromstring(client.get(address).content)


def test_feedparser_finds_what_went_in(client, episode):
    feed = feedparser.parse(client.get("/shows/show/feed.xml").content)
    assert not feed.bozo
    assert (feed.feed.title, feed.feed.language, feed.feed.author) == ("Gradient & Co", "en", "Ada L.")
    assert [tag.term for tag in feed.feed.tags] == ["Technology", "Arts", "Design", "Robots"]
    [item] = feed.entries
    assert (item.title, item.id, item.guidislink) == ("番組 <one> & “two”", "guid-7", False)
    assert item.link == f"{SITE}{episode.get_absolute_url()}"
    assert time.strftime("%Y-%m-%dT%H:%M:%S", item.published_parsed) == "2024-05-04T06:07:08"
    assert (item.itunes_duration, item.itunes_season, item.itunes_episode) == ("3723", "2", "7")
    [enclosure] = item.enclosures
    assert (enclosure.href, enclosure.length, enclosure.type) == (AUDIO, "123456", "audio/mpeg")
    assert item.summary == "A summary."


def test_podcastparser_finds_the_same(client, episode):
    import io

    feed = podcastparser.parse(f"{SITE}/shows/show/feed.xml", io.BytesIO(client.get("/shows/show/feed.xml").content))
    assert (feed["title"], feed["link"]) == ("Gradient & Co", f"{SITE}/shows/show/")
    assert feed["funding_url"] == "https://give.example/" if "funding_url" in feed else True
    [item] = feed["episodes"]
    assert (item["title"], item["guid"], item["total_time"]) == ("番組 <one> & “two”", "guid-7", 3723)
    assert item["published"] == int(datetime(2024, 5, 4, 6, 7, 8, tzinfo=UTC).timestamp())
    assert item["enclosures"] == [{"url": AUDIO, "file_size": 123_456, "mime_type": "audio/mpeg"}]


def test_the_tags_of_podcasting_2(client, episode, show):
    channel = tree(client).find("channel")
    item = channel.find("item")

    def said(parent, name):
        return [(element.text, dict(element.attrib)) for element in parent.findall(f"podcast:{name}", SPACES)]

    assert said(channel, "locked") == [("yes", {"owner": "ada@a.example"})]
    assert said(channel, "guid") == [(show.podcast_guid(SITE), {})]
    assert said(channel, "funding") == [
        ("Give", {"url": "https://give.example/"}),
        ("More", {"url": "https://more.example/x"}),
    ]
    assert said(channel, "license") == [("cc-by-4.0", {})]
    assert (said(item, "season"), said(item, "episode")) == ([("2", {})], [("7", {})])
    assert said(item, "soundbite") == [("The moment", {"startTime": "62.5", "duration": "20"})]
    person = {"role": "guest", "group": "cast", "href": f"{SITE}/people/grace-hopper/"}
    assert said(item, "person") == [("Grace Hopper", person)]
    transcripts = [attributes for _text, attributes in said(item, "transcript")]
    assert [(urlsplit(each["url"]).path.rpartition("/")[2], each["type"]) for each in transcripts] == [
        ("transcript.vtt", "text/vtt"),
        ("transcript.srt", "application/x-subrip"),
        ("transcript.json", "application/json"),
        ("transcript.txt", "text/plain"),
    ]
    [(_text, chapters)] = said(item, "chapters")
    assert chapters["type"] == "application/json+chapters"
    for address in [chapters["url"], *(each["url"] for each in transcripts)]:
        assert client.get(urlsplit(address).path).status_code == 200
    [alternate] = item.findall("podcast:alternateEnclosure", SPACES)
    assert alternate.get("type") == "video/mp4"
    assert alternate.find("podcast:source", SPACES).get("uri") == "https://v.example/x.mp4"
    assert item.find("itunes:episodeType", SPACES).text == "bonus"
    assert item.find("itunes:explicit", SPACES).text == "true"


def test_the_content_is_the_page_in_safe_html_with_whole_addresses(client, episode):
    html = tree(client).find("channel/item/content:encoded", SPACES).text
    assert (
        f'<a href="{SITE}{episode.clip.get_absolute_url()}" rel="noopener nofollow ugc">[1]</a> and&nbsp;[9].' in html
    )
    assert f'<a href="{SITE}/tags/x/"' in html
    assert "Takeaway!" in html
    assert "<script" not in html
    assert 'href="/' not in html


def test_links_in_the_content_lead_where_they_lead_on_the_page(client, episode):
    notes = '[a](//other.example/x) [b](#clip-1) [c](transcript/) `href="/x"`'
    Episode.objects.filter(pk=episode.pk).update(show_notes=notes)
    html = tree(client).find("channel/item/content:encoded", SPACES).text
    page = f"{SITE}{episode.get_absolute_url()}"
    links = [link.attrs["href"] for link in parse(html).all("a")]
    assert links[-3:] == ["http://other.example/x", f"{page}#clip-1", f"{page}transcript/"]
    assert parse(html).one("code").text == 'href="/x"'


def test_two_shows_with_the_same_guid_are_two_in_the_feed_of_the_site(client, episode):
    make_episode(guid="guid-7")
    guids = [guid.text for guid in tree(client, "/feed.xml").iterfind("channel/item/guid")]
    assert len(set(guids)) == 2


def test_without_audio_nothing_is_said_of_any(client, episode):
    Episode.objects.filter(pk=episode.pk).update(audio_url="")
    AudioVersion.objects.update(url="")
    item = tree(client).find("channel/item")
    assert [item.find(name, SPACES) for name in ("enclosure", "podcast:soundbite", "podcast:alternateEnclosure")] == [
        None,
        None,
        None,
    ]


def test_our_own_importer_finds_what_went_in(client, episode):
    Episode.objects.filter(pk=episode.pk).update(audio_url="https://x.example/ä b.mp3")
    feed = feed_parse.parse(client.get("/shows/show/feed.xml").content)
    [item] = feed.items
    assert (feed.channel.title, feed.channel.guid) == ("Gradient & Co", Show.objects.get().guid)
    assert (item.title, item.guid, item.kind, item.season, item.number) == (episode.title, "guid-7", "bonus", 2, 7)
    assert (item.published, item.duration_ms) == ("2024-05-04T06:07:08+00:00", 3_723_000)
    assert (item.enclosure.url, item.enclosure.bytes) == ("https://x.example/%C3%A4%20b.mp3", 123_456)
    assert [(person.name, person.role) for person in item.persons] == [("Grace Hopper", "guest")]
    assert [(bite.start_ms, bite.duration_ms, bite.title) for bite in item.soundbites] == [
        (62_500, 20_000, "The moment")
    ]


def test_a_name_for_every_episode_that_does_not_change_with_its_address(client, episode):
    Episode.objects.filter(pk=episode.pk).update(guid="")
    before = tree(client).findtext("channel/item/guid")
    assert before.startswith("urn:uuid:")
    episode.refresh_from_db()
    episode.slug = "renamed"
    episode.save()
    assert tree(client).findtext("channel/item/guid") == before
    show = Show.objects.get()
    Show.objects.update(guid="")
    show.guid, show.slug = "", "moved"
    show.save()
    assert tree(client, "/shows/moved/feed.xml").findtext("channel/item/guid") == before


def test_the_podcast_has_the_uuid_of_the_rule():
    show = Show(title="x", slug="x", feed_url="https://mp3s.nashownotes.com/pc20rss.xml/")
    assert show.podcast_guid(SITE) == "917393e3-1b1e-5cef-ace4-edaa54e1f810"
    show.guid = "EAD4C236-BF58-58C6-A2C6-A6B28D128CB6"
    assert show.podcast_guid(SITE) == "ead4c236-bf58-58c6-a2c6-a6b28d128cb6"


def test_the_feed_can_keep_what_was_imported(client, episode, show):
    item = {"enclosure": {"url": "https://old.example/7.mp3", "type": "audio/mp3", "bytes": 9}}
    FeedItem.objects.create(show=show, episode=episode, key="guid-7", item=item)
    assert tree(client).find("channel/item/enclosure").get("url") == AUDIO
    Show.objects.update(feed_keeps_audio=True)
    kept = dict(tree(client).find("channel/item/enclosure").attrib)
    assert kept == {"url": "https://old.example/7.mp3", "type": "audio/mp3", "length": "9"}


def test_the_feed_of_the_site_has_all_shows(client, episode):
    other = make_episode(title="Without audio")
    feed = feedparser.parse(client.get("/feed.xml").content)
    assert not feed.bozo
    assert {(item.title, item.author) for item in feed.entries} == {
        (episode.title, "Gradient & Co"),
        ("Without audio", other.show.title),
    }
    assert {len(item.enclosures) for item in feed.entries} == {0, 1}


@pytest.mark.parametrize("address", ["/shows/show/feed.xml", "/feed.xml"])
def test_only_what_is_public_is_in_it(client, show, episode, address):
    for values in (
        {"status": Status.DRAFT},
        {"status": Status.WITHDRAWN},
        {"published_at": datetime(2999, 1, 1, tzinfo=UTC)},
    ):
        make_episode(show, title="zanzibar", **values)
    make_highlight(episode, title="zanzibar", body="zanzibar [2]", status=Status.DRAFT)
    episode.clips.filter(number=2).update(title="zanzibar", plays=9)
    assert "zanzibar" not in client.get(address).content.decode()
    assert client.get("/shows/none/feed.xml").status_code == 404


def test_nobody_fetches_twice_what_has_not_changed(client, episode):
    first = client.get("/shows/show/feed.xml")
    assert (first["Content-Type"], first["Access-Control-Allow-Origin"]) == ("application/rss+xml; charset=utf-8", "*")
    assert "Set-Cookie" not in first
    again = client.get("/shows/show/feed.xml", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Episode.objects.filter(pk=episode.pk).update(title="Other")
    assert client.get("/shows/show/feed.xml", headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.head("/shows/show/feed.xml").status_code == 200
    assert client.post("/shows/show/feed.xml").status_code == 405


def test_long_feeds_come_in_pages(client, show):
    Episode.objects.bulk_create(
        Episode(show=show, title=f"E {n}", slug=f"e-{n}", status="published", published_at=LONG_AGO)
        for n in range(ON_PAGE + 1)
    )

    def links(address):
        found = tree(client, address).findall("channel/atom:link", SPACES)
        return {link.get("rel"): link.get("href").removeprefix(f"{SITE}/shows/show/feed.xml") for link in found}

    assert links("/shows/show/feed.xml") == {"self": "", "first": "", "last": "?page=2", "next": "?page=2"}
    last = {"self": "?page=2", "first": "", "last": "?page=2", "previous": ""}
    for nonsense in ("2", "99", "9" * 30):
        assert links(f"/shows/show/feed.xml?page={nonsense}") in (last, links("/shows/show/feed.xml"))
    assert links("/shows/show/feed.xml?page=2") == last
    assert len(tree(client, "/shows/show/feed.xml?page=2").findall("channel/item")) == 1


def test_old_addresses_lead_on(client, show, episode):
    show.slug = "renamed"
    show.save()
    response = client.get("/shows/show/feed.xml?page=2")
    assert (response.status_code, response["Location"]) == (301, "/shows/renamed/feed.xml?page=2")


def test_pages_say_where_the_feed_is(client, episode):
    of_show = "/shows/show/feed.xml"
    for address, feed in {"/": "/feed.xml", "/shows/show/": of_show, episode.get_absolute_url(): of_show}.items():
        page = read(client.get(address))
        assert [link.attrs["href"] for link in page.all("link", type="application/rss+xml")] == [feed]


def test_it_asks_the_same_for_one_and_for_thirty(client, show, episode, count_queries):
    few = count_queries(lambda: client.get("/shows/show/feed.xml"))
    for number in range(30):
        more = make_episode(show, guest=make_person())
        make_highlight(more, body="[1]")
        make_clip(more, 1, plays=number)
        Credit.objects.create(episode=more, person=make_person(), role=Role.HOST)
    assert count_queries(lambda: client.get("/shows/show/feed.xml")) == few


any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


@given(title=any_text, text=any_text)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_written_the_feed_is_well_formed(episode, show, title, text):
    page = show_feed("show", "1")
    [entry] = page.entries
    entry.episode.title, entry.episode.summary, entry.episode.show_notes = title, text, text
    entry.highlights[0].title, entry.highlights[0].body = title, text
    page.show.description, page.show.author, page.show.category = text, title, text
    etree.fromstring(feed_bytes(page, "/feed.xml"))


@pytest.mark.django_db(transaction=True)
def test_a_hub_is_told_when_an_episode_appears(settings, client):
    with serving() as hub:
        hub.pages["/hub"] = answer(b"", status="204 No Content")
        settings.FETCH_ALLOWED_HOSTS = [hub.host]
        SiteSettings.objects.create(websub_hub=f"{hub.url}/hub")
        episode = make_episode(make_show(slug="told"))
        for _time in range(100):
            if len(hub.requests) == 2:
                break
            time.sleep(0.05)
        assert "hub.mode=publish" in hub.requests[0]
        assert "told%2Ffeed.xml" in hub.requests[0]
        assert 'rel="hub"' in client.get(episode.show.get_feed_url()).content.decode()
        episode.summary = "Changed"
        episode.save()
        time.sleep(0.2)
        assert len(hub.requests) == 2


def test_the_feed_of_the_site_says_where_episodes_come_from(client, episode, show):
    channel = tree(client, "/feed.xml").find("channel")
    guid = channel.findtext("podcast:guid", namespaces=SPACES)
    assert guid == podcast_name(f"{SITE}/feed.xml") != show.podcast_guid(SITE)
    source = channel.find("item/source")
    assert (source.text, source.get("url")) == (show.title, f"{SITE}/shows/show/feed.xml")
    assert tree(client).find("channel/item/source") is None
    assert feedparser.parse(client.get("/feed.xml").content).entries[0].source.title == show.title


def test_a_feed_was_built_when_it_last_changed(client, episode):
    client.get("/feed.xml")
    Episode.objects.update(changed_at=datetime(2025, 1, 2, 3, 4, 5, 6, tzinfo=UTC))
    for address in ("/feed.xml", "/shows/show/feed.xml"):
        assert tree(client, address).findtext("channel/lastBuildDate") == "Thu, 02 Jan 2025 03:04:05 GMT"


@pytest.mark.parametrize("address", ["/feed.xml", "/shows/show/feed.xml", "/atom.xml", "/shows/show/atom.xml"])
def test_by_the_date_or_the_etag_a_reader_gets_what_is_new_only(client, episode, monkeypatch, address):
    clock = [time.time()]
    monkeypatch.setattr("episodes.feeds.xml.time.time", lambda: clock[0])
    first = client.get(address)
    since = {"If-Modified-Since": first["Last-Modified"]}
    clock[0] += 60
    again = client.get(address)
    assert again["Last-Modified"] == first["Last-Modified"]
    for headers in (since, {"If-None-Match": first["ETag"]}, since | {"If-None-Match": first["ETag"]}):
        assert client.get(address, headers=headers).status_code == 304
    # What has changed is sent, and so is what has changed back to be as it was long ago: something was withdrawn.
    other = make_highlight(make_episode(episode.show))
    changed = client.get(address, headers=since)
    assert changed.status_code == 200 and changed["Last-Modified"] > first["Last-Modified"]
    other.episode.delete()
    assert client.get(address, headers={"If-Modified-Since": changed["Last-Modified"]}).status_code == 200
    for nonsense in ("yesterday", "", "Thu, 99 Jan 9999 99:99:99 GMT"):
        assert client.get(address, headers={"If-Modified-Since": nonsense}).status_code == 200
