"""A visitor searches and finds things of every kind, each with what leads on from it."""

import pytest

from tests.views.search.reading import ask, counts, hits, titles

pytestmark = pytest.mark.django_db


def test_every_kind_is_found_in_one_place(client, site):
    page = ask(client, "tide")
    assert counts(page) == {
        "Highlights": "2",
        "Quotes": "1",
        "Episodes": "1",
        "People": "1",
        "Tags": "1",
        "Transcripts": "1",
    }
    assert page.one("h2", id="found").text == "7 results"
    assert set(titles(page, "highlights")) == {"High water", "A dry bed"}
    assert titles(page, "episodes") == ["The Tide Tables"]
    assert [title.partition(" one episode")[0] for title in titles(page, "people")] == ["Ada Reyes"]


def test_what_matches_is_marked(client, site):
    page = ask(client, "tides")
    marked = {mark.text for mark in page.all("mark")}
    assert marked == {"tides", "tide", "Tide"}
    assert "The tides turn twice." in page.one("section", "hits--highlights").text


def test_a_highlight_leads_to_its_page_and_says_whose_it_is(client, site):
    hit = ask(client, "twice").one("li", "hit")
    assert hit.one("h3").all("a")[0].attrs["href"] == site["high"].get_absolute_url()
    facts = hit.one("p", "hit__facts")
    assert facts.text == "in The Tide Tables Ada Reyes Sea Talk May 4, 2023"
    assert hit.attrs["lang"] == "en"


def test_a_line_of_a_transcript_opens_at_its_time_and_plays_there(client, site):
    hit = ask(client, "ebb").one("li", "hit")
    link = hit.one("h3").one("a")
    assert link.attrs["href"] == site["first"].get_transcript_url() + "#t=1:02:07"
    assert link.text == "The Tide Tables at 1:02:07"
    play = hit.one("a", "play")
    assert play.attrs["href"] == "https://a.example/tides.mp3#t=3727"
    assert play.attrs["data-episode"] == site["first"].get_absolute_url()
    assert "We sailed at dawn. The ebb tide took us out." in hit.text
    assert "Ada Reyes" in hit.text


def test_a_line_that_two_passages_share_is_shown_once(client, site):
    for number in range(40):
        site["first"].cues.create(start_ms=4_000_000 + number * 6000, end_ms=4_006_000 + number * 6000, text="Foam.")
    site["first"].cues.create(start_ms=5_000_000, end_ms=5_001_000, text="A whelk.")
    links = [hit.all("a")[0].attrs["href"] for hit in hits(ask(client, "whelk"))]
    assert len(links) == len(set(links)) == 1


def test_a_line_without_a_time_leads_to_its_number(client, site):
    for text in ("First.", "Second.", "A limpet."):
        site["second"].cues.create(text=text)
    hit = ask(client, "limpet").one("li", "hit")
    assert hit.one("h3").one("a").attrs["href"] == site["second"].get_transcript_url() + "#line-3"
    assert hit.all("a", "play") == []


def test_a_quote_leads_to_its_page_and_plays_its_moment(client, site):
    hit = ask(client, "waits").one("li", "hit")
    assert hit.one("blockquote").one("a").attrs["href"] == site["high"].quotes.get().get_absolute_url()
    assert hit.one("a", "play").attrs["href"] == "https://a.example/tides.mp3#t=60,90"


def test_what_is_found_by_its_tag_says_so(client, site):
    page = ask(client, "h2o")
    assert titles(page, "tags")[0].startswith("water or H2O")
    assert "tagged water (H2O)" in page.one("section", "hits--highlights").text


def test_whoever_types_a_name_sees_the_person_first(client, site):
    sections = [section.attrs["aria-labelledby"] for section in ask(client, "reyes").all("section", "hits")]
    assert sections[0] == "people"
