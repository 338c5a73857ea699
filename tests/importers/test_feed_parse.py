"""Each tag in each shape, on small feeds."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.importers.feed_parse import parse
from episodes.importers.feed_tags import address_of
from episodes.importers.feed_values import (
    ChapterMark,
    Enclosure,
    Feed,
    Funding,
    Person,
    Soundbite,
    Trailer,
    TranscriptLink,
    stand_in,
)
from tests.importers.feeds import DATE, item, rss


def sentences(feed):
    return [doubt.template % doubt.params for doubt in feed.doubts]


def one(extra, **more):
    """The only item of a feed."""
    (found,) = parse(rss(f"<title>An episode</title>{DATE}{extra}", **more)).items
    return found


@pytest.mark.parametrize(
    ("tags", "name", "value"),
    [
        ("<guid>  abc </guid>", "key", "abc"),
        ('<guid isPermaLink="false"><![CDATA[a&b]]></guid>', "guid", "a&b"),
        ("<itunes:season>2</itunes:season>", "season", 2),
        ('<podcast:season name="Two">2</podcast:season><itunes:season>9</itunes:season>', "season", 2),
        ("<itunes:episode>012</itunes:episode>", "number", 12),
        ("<itunes:episode>0</itunes:episode>", "number", None),
        ('<podcast:episode display="Ch.3">3</podcast:episode>', "number", 3),
        ("<itunes:episodeType>Bonus</itunes:episodeType>", "kind", "bonus"),
        ("<itunes:explicit>yes</itunes:explicit>", "explicit", True),
        ("<itunes:explicit>clean</itunes:explicit>", "explicit", False),
        ("<itunes:explicit>perhaps</itunes:explicit>", "explicit", None),
        ("<itunes:block>Yes</itunes:block>", "block", True),
        ("<itunes:duration>1:02:03</itunes:duration>", "duration_ms", 3_723_000),
        ("<author>a@b.example (Ann Lee)</author>", "author", "Ann Lee"),
        ("<itunes:author> Ann  Lee </itunes:author>", "author", "Ann Lee"),
        ('<itunes:image href=" https://x.example/a.jpg\n"/>', "image", "https://x.example/a.jpg"),
        ("<itunes:image>https://x.example/a.jpg</itunes:image>", "image", "https://x.example/a.jpg"),
        ("<link><![CDATA[https://x.example/?a=1&b=2]]></link>", "link", "https://x.example/?a=1&b=2"),
        ("<link>https://x.example/?a=1&b=2</link>", "link", "https://x.example/?a=1&b=2"),
        ("<itunes:subtitle>Short.</itunes:subtitle><description>Long.</description>", "summary", "Short."),
        ("<itunes:subtitle>Sho…</itunes:subtitle><description>Long.</description>", "summary", "Long."),
        ("<description>The same.</description>", "notes", ""),
        ("<content:encoded><![CDATA[<p>A <b>word</b></p><p>two</p>]]></content:encoded>", "notes", "A **word**\n\ntwo"),
        ("<description>&lt;p&gt;One&lt;/p&gt;&lt;p&gt;Two&lt;/p&gt;</description>", "notes", "One\n\nTwo"),
        ("<description><p>Not <i>escaped</i></p><p>at all</p></description>", "notes", "Not *escaped*\n\nat all"),
        ("<itunes:summary>One line\n\nand another</itunes:summary>", "notes", "One line\n\nand another"),
        ("<category>Art</category><itunes:keywords>art, Two words,</itunes:keywords>", "tags", ("Art", "Two words")),
        (
            '<enclosure url="https://x.example/a.mp3" length="0"/>',
            "enclosure",
            Enclosure("https://x.example/a.mp3", "audio/mpeg"),
        ),
        (
            '<enclosure url="http://x.example/a b.mp3" length="5" type="audio/mp3"/>',
            "enclosure",
            Enclosure("http://x.example/a%20b.mp3", "audio/mp3", 5),
        ),
        (
            '<media:group><media:content url="https://x.example/a.ogg" fileSize="7" type="audio/ogg"/></media:group>',
            "enclosure",
            Enclosure("https://x.example/a.ogg", "audio/ogg", 7),
        ),
        (
            '<enclosure url="https://x.example/a.pdf" type="application/pdf"/>'
            '<enclosure url="https://x.example/a.mp3" type="audio/mpeg"/>',
            "enclosure",
            Enclosure("https://x.example/a.mp3", "audio/mpeg"),
        ),
        (
            '<podcast:person role="Host" img="https://x.example/a.jpg">Ann Lee</podcast:person>'
            "<podcast:person>Bo</podcast:person><podcast:person> Bo </podcast:person>",
            "persons",
            (Person("Ann Lee", "host", "", "", "https://x.example/a.jpg"), Person("Bo")),
        ),
        (
            '<podcast:transcript url="https://x.example/t.srt" type="application/srt" language="en"/>'
            '<podcast:transcript url="https://x.example/t.vtt" type="text/vtt; charset=utf-8"/>',
            "transcripts",
            (
                TranscriptLink("https://x.example/t.srt", "application/srt", "en"),
                TranscriptLink("https://x.example/t.vtt", "text/vtt"),
            ),
        ),
        (
            '<podcast:chapters url="https://x.example/c.json" type="application/json+chapters"/>',
            "chapters_url",
            "https://x.example/c.json",
        ),
        (
            '<atom:link rel="http://podlove.org/simple-chapters" href="https://x.example/c.psc"/>',
            "chapters_type",
            "application/psc+xml",
        ),
        (
            '<podcast:soundbite startTime="73.5" duration="60">A title</podcast:soundbite>'
            '<podcast:soundbite startTime="0" duration="1"/>',
            "soundbites",
            (Soundbite(73_500, 60_000, "A title"), Soundbite(0, 1_000)),
        ),
        (
            '<psc:chapters><psc:chapter start="1:02.5" title="Two"/><psc:chapter start="0" title="One" href="https://x.example/"/>'
            "</psc:chapters>",
            "chapters",
            (ChapterMark(0, "One", "https://x.example/"), ChapterMark(62_500, "Two")),
        ),
    ],
)
def test_a_tag_of_an_item(tags, name, value):
    assert getattr(one(tags), name) == value


@pytest.mark.parametrize(
    ("tags", "name", "value"),
    [
        ("<title>Q&amp;amp;A</title>", "title", "Q&A"),
        ("<title>Caf&eacute; &nbsp; & more</title>", "title", "Café & more"),
        (
            "<link>https://x.example/</link><atom:link rel='self' href='https://x.example/feed'/>",
            "site_url",
            "https://x.example/",
        ),
        ("<atom:link rel='self' href='https://x.example/feed'/>", "address", "https://x.example/feed"),
        (
            "<itunes:new-feed-url>\nhttps://x.example/new\n</itunes:new-feed-url>",
            "new_address",
            "https://x.example/new",
        ),
        ("<language>en_us</language>", "language", "en-US"),
        ("<language>English</language>", "language", ""),
        ("<itunes:type>Serial</itunes:type>", "kind", "serial"),
        (
            "<itunes:category text='Arts'><itunes:category text='Design'/></itunes:category>",
            "categories",
            ("Arts > Design",),
        ),
        ("<category>Old</category>", "categories", ("Old",)),
        ("<podcast:locked owner='a@b.example'>yes</podcast:locked>", "locked", True),
        ("<podcast:guid>917393e3</podcast:guid>", "guid", "917393e3"),
        ("<podcast:license url='https://x.example/'>cc-by-4.0</podcast:license>", "license", "cc-by-4.0"),
        (
            "<podcast:license url='https://x.example/'>Our own licence</podcast:license>",
            "license",
            "https://x.example/",
        ),
        ("<image><url> https://x.example/a.png\n</url></image>", "image", "https://x.example/a.png"),
        (
            "<podcast:funding url='https://x.example/1'>One</podcast:funding><podcast:funding url='https://x.example/2'/>",
            "funding",
            (Funding("https://x.example/1", "One"), Funding("https://x.example/2")),
        ),
        (
            "<podcast:trailer url='https://x.example/t.mp3'>Hear</podcast:trailer>",
            "trailers",
            (Trailer("https://x.example/t.mp3", "Hear"),),
        ),
        (
            "<itunes:owner><itunes:name>Ann</itunes:name><itunes:email>a@b.example</itunes:email></itunes:owner>",
            "owner_email",
            "a@b.example",
        ),
        ("<managingEditor>a@b.example (Ann Lee)</managingEditor>", "owner_name", "Ann Lee"),
        ("<podcast:person role='host'>Ann</podcast:person>", "persons", (Person("Ann", "host"),)),
    ],
)
def test_a_tag_of_the_channel(tags, name, value):
    assert getattr(parse(rss(channel=tags)).channel, name) == value


def test_atom():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Der Titel</title>
      <link href="https://x.example/"/><author><name>Ann</name></author>
      <entry><id>urn:1</id><title type="html">A &amp;amp; B</title><updated>2020-01-06T10:00:00+01:00</updated>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A <em>word</em></p><p>two</p></div></content>
      <link rel="enclosure" href="https://x.example/a.mp3" type="audio/mpeg" length="9"/>
      <link href="https://x.example/1"/></entry></feed>"""
    feed = parse(body)
    (entry,) = feed.items
    assert (feed.channel.title, feed.channel.site_url, feed.channel.author, feed.channel.language) == (
        "Der Titel",
        "https://x.example/",
        "Ann",
        "de",
    )
    assert (entry.key, entry.title, entry.published) == ("urn:1", "A & B", "2020-01-06T09:00:00+00:00")
    assert (entry.notes, entry.link) == ("A *word*\n\ntwo", "https://x.example/1")
    assert entry.enclosure == Enclosure("https://x.example/a.mp3", "audio/mpeg", 9)


@pytest.mark.parametrize(
    ("doubtful", "said"),
    [
        (f"<title>T</title>{DATE}<itunes:duration>0</itunes:duration>", "“T”: “0” is no length of an episode."),
        (f"<title>T</title>{DATE}<itunes:duration>-5</itunes:duration>", "“T”: “-5” is no length of an episode."),
        ("<title>T</title>", "“T” has no date."),
        ("<title>T</title><pubDate>soon</pubDate>", "“T”: “soon” is no date that can be read."),
        (
            "<title>T</title><pubDate>Mon, 06 Jan 2020 10:00</pubDate>",
            "“T”: “Mon, 06 Jan 2020 10:00” has no time zone that is known; it was taken for UTC.",
        ),
        (
            f"<title>T</title>{DATE}<itunes:episode>one</itunes:episode>",
            "“T”: “one” is no number of an episode or a season.",
        ),
        (
            f"<title>T</title>{DATE}<enclosure url='ftp://x.example/'/>",
            "enclosure: “ftp://x.example/” is no web address.",
        ),
        (
            f"<title>T</title>{DATE}<podcast:soundbite startTime='x' duration='1'/>",
            "“T”: a soundbite from “x” for “1” was left out.",
        ),
        (
            f"<title>T</title>{DATE}<psc:chapters/><psc:chapters/>",
            "“T” has several lists of chapters; the first was taken.",
        ),
        (f"{DATE}<description>Words</description>", "An item has no title; it was called “Words”."),
    ],
)
def test_a_doubt(doubtful, said):
    feed = parse(rss(doubtful))
    assert sentences(feed) == [said]
    assert feed.doubts[0].line == 3


def test_of_two_items_with_one_guid_the_first_counts():
    feed = parse(rss(item(1), item(2, guid="guid-1"), item(3)))
    assert [found.title for found in feed.items] == ["Episode 1", "Episode 3"]
    assert sentences(feed) == ["“Episode 2” has the same guid as “Episode 1” before it, and was left out."]


def test_more_items_than_anybody_imports_are_left_out(monkeypatch):
    monkeypatch.setattr("episodes.importers.feed_parse.MOST_ITEMS", 2)
    feed = parse(rss(*(item(number) for number in range(5))))
    assert (len(feed.items), feed.complete, feed.channel.title) == (2, False, "The Show")
    assert sentences(feed) == ["the feed has more than 2 items; the others were left out."]


@given(st.text(max_size=40) | st.from_regex(r"\Ahttps?://[^\s]{1,30}\Z"))
def test_an_address_is_one_that_django_takes_or_none(text):
    found = address_of(text)
    if found:
        assert found.startswith(("http://", "https://")) and not re.search(r"[\s<>\"]", found)
        assert address_of(found) == found


def test_reruns_are_two_episodes():
    assert len(parse(rss(item(1, title="Again"), item(2, title="Again"))).items) == 2


def test_a_stand_in_for_a_guid_outlives_https_and_what_follows_the_path():
    first = parse(rss(item(1, guid="", audio="http://x.example/1.mp3?from=1"))).items[0]
    second = parse(rss(item(1, guid="", audio="https://x.example/1.mp3?from=2#t"))).items[0]
    assert first.key == second.key == "x.example/1.mp3"
    assert (first.guid, stand_in("", "https://x.example/1", "T", "")) == ("", "x.example/1")
    assert stand_in("", "", "T", "2020-01-06") == "T 2020-01-06"


def test_a_long_guid_fits():
    one, other = parse(rss(item(1, guid="g" * 600 + "1"), item(2, guid="g" * 600 + "2"))).items
    assert len(one.key) <= 500 and one.key != other.key


def test_unknown_namespaces_and_undeclared_prefixes():
    body = b"""<rss><channel><title>S</title><itunes:author>Ann</itunes:author><item>
    <x:title>No</x:title><title>T</title>
    <itunes:duration>60</itunes:duration><guid>1</guid></item></channel></rss>"""
    feed = parse(body)
    assert (feed.channel.author, feed.items[0].title, feed.items[0].duration_ms) == ("Ann", "T", 60_000)


@pytest.mark.parametrize("before", ["\n\n", "  ", "\ufeff", "<!-- hello -->\n"])
def test_what_stands_before_the_declaration(before):
    assert len(parse(before.encode() + rss(item(1))).items) == 1


@pytest.mark.parametrize(
    ("declared", "used", "doubts"),
    [
        ("ISO-8859-1", "iso8859-1", 0),
        ("utf-8", "utf-8", 0),
        ("windows-1252", "cp1252", 0),
        ("utf-8", "iso8859-1", 1),
        ("us-ascii", "utf-8", 0),
        ("klingon", "utf-8", 0),
        ("UTF-16", "utf-8", 0),
        ("Shift_JIS", "shift_jis", 0),
    ],
)
def test_encodings(declared, used, doubts):
    title = "ポッド" if used == "shift_jis" else "Cafè"
    text = rss(item(1, title=title), head=f'<?xml version="1.0" encoding="{declared}"?>').decode()
    feed = parse(text.encode(used))
    if declared != "us-ascii":
        assert feed.items[0].title == title
    assert len(feed.doubts) == doubts


def test_utf_16_is_told_by_its_mark():
    assert parse(rss(item(1, title="Cafè"), head="").decode().encode("utf-16")).items[0].title == "Cafè"


def test_crlf_counts_as_one_line():
    feed = parse(rss("<title>T</title>").replace(b"\n", b"\r\n"))
    assert feed.doubts[0].line == 3


def test_as_json_and_back():
    extra = "<podcast:person>Bo</podcast:person><podcast:soundbite startTime='1' duration='2'/><itunes:duration>x"
    extra += "</itunes:duration>"
    feed = parse(rss(item(1, extra), channel="<title>S</title><podcast:funding url='https://x.example/'/>"))
    assert Feed.from_json(json.loads(json.dumps(feed.as_json()))) == feed
