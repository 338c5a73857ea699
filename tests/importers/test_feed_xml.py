"""What is no feed, is broken, or is meant to do harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.importers.feed_parse import parse
from episodes.importers.feed_values import FeedError
from tests.importers.feeds import item, rss

WHOLE = rss(item(1), item(2, "<description><![CDATA[<p>A</p> & b]]></description>"), item(3, "<itunes:x/>&nbsp;"))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "The feed is empty."),
        (b"\xef\xbb\xbf \n", "The feed is empty."),
        (b'<?xml version="1.0"?>\n', "The feed is empty."),
        (b'{"version": "https://jsonfeed.org/"}', "This is JSON, not a feed."),
        (b"<!DOCTYPE html>\n<html><body>", "This is a web page, not a feed."),
        (b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"/>', "This is a web page, not a feed."),
        (b"Not found", "This is not a feed: it does not begin with XML."),
        (b"\x89PNG\r\n", "This is not a feed: it does not begin with XML."),
        (b"<!-- -->\n<opml/>", "line 2: this is XML but not a feed: its first element is “opml”."),
        (b"<rss>\n<channel>\n<item>\n", "line 3: the feed ends here, in the middle, so it is not complete."),
        (
            b'<!DOCTYPE rss [\n<!ENTITY a "b">]><rss><channel/></rss>',
            "line 2: the feed declares entities of its own, and such feeds are not read.",
        ),
    ],
)
def test_one_sentence_with_the_line(body, said):
    with pytest.raises(FeedError) as error:
        parse(body)
    assert str(error.value) == said


@pytest.mark.parametrize("end", range(len(WHOLE) - 8, 300, -37))
def test_a_feed_that_is_cut_off_is_refused_wherever(end):
    with pytest.raises(FeedError):
        parse(WHOLE[:end])


def test_a_closing_tag_in_the_notes_is_none():
    with pytest.raises(FeedError, match="in the middle"):
        parse(rss(item(1, "<description><![CDATA[</channel></rss>")).partition(b"</item>")[0])


def test_broken_markup_is_doubted_and_read_on():
    feed = parse(rss(item(1, "<description>a <b> c</description>"), item(2)))
    assert {one.title for one in feed.items} == {"Episode 1", "Episode 2"}
    assert "broken" in feed.doubts[0].template


def test_a_feed_that_loses_items_says_so():
    feed = parse(
        rss(item(1)).replace(b"</rss>", b"</rss><rss><channel><item><title>Lost</title></item></channel></rss>")
    )
    assert (len(feed.items), feed.complete) == (1, False)
    assert parse(rss(item(1), item(2))).complete


def test_control_characters_and_stray_signs():
    (found,) = parse(rss("<title>A\x0b\x00B & C &unknown; D</title><guid>1</guid>")).items
    assert found.title == "AB & C &unknown; D"


@pytest.mark.parametrize(
    "body",
    [
        b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel>&b;</channel></rss>',
        '<!DOCTYPE l [<!ENTITY a "ha">]><rss><channel>&a;</channel></rss>'.encode("utf-16"),
        b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
        b"<rss><channel>" + b"<a>" * 300_000 + b"</a>" * 300_000 + b"</channel></rss>",
        b"<rss><channel>" + b"<a/>" * 1_000_000 + b"</channel></rss>",
        b"<rss><channel><item><title>" + b"a" * 11_000_000 + b"</title></item></channel></rss>",
    ],
    ids=range(6),
)
def test_bombs_are_refused_at_once(body):
    begin = time.process_time()
    with pytest.raises(FeedError):
        parse(body)
    assert time.process_time() - begin < 2


@pytest.mark.parametrize(
    "notes",
    [
        "<b><i>" * 30_000,
        "<p><font color=1>" * 10_000,
        "<!--" * 40_000,
        "[" * 150_000,
        "<a href=https://x.y>" * 9_000,
        "<ul><li>" * 20_000,
        "*_" * 70_000,
        "&amp;" * 39_000,
        "<blockquote>" * 15_000,
        "<![CDATA[" * 20_000,
        "\\" * 150_000,
        "<i></i>" * 25_000,
        "<b>" * 30_000 + "<p>" * 30_000,
        "<blockquote>" * 9_000 + "</ul>" * 9_000 + "<li>" * 9_000,
    ],
    ids=lambda notes: notes[:12],
)
def test_hostile_notes_take_no_longer_than_others(notes):
    begin = time.process_time()
    parse(rss(item(1, f"<content:encoded><![CDATA[{notes.replace(']]>', '')}]]></content:encoded>")))
    assert time.process_time() - begin < 2


def tried(body):
    try:
        parse(body)
    except FeedError as error:
        assert str(error)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    tried(body)
    tried(b"<rss>" + body + b"</rss>")


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=4)
)
def test_any_change_of_a_feed_is_read_or_refused(changes):
    body = WHOLE
    for at, length, put in changes:
        body = body[:at] + put + body[at + length :]
    tried(body)


def test_two_hundred_thousand_attributes():
    begin = time.process_time()
    tried(b"<rss " + b'a="b" ' * 100_000 + b"><channel/></rss>")
    tried(b"<rss " + b" ".join(b'a%d="b"' % number for number in range(100_000)) + b"><channel/></rss>")
    assert time.process_time() - begin < 2
