"""Browsing by tag: what carries all of them, what is left with one more, one canonical address."""

import pytest

from episodes.models import Tag, TagAlias
from tests.factories import make_episode, make_highlight
from tests.pages import read
from tests.views.tags.reading import headline

pytestmark = pytest.mark.django_db


def narrow(page):
    return {
        li.all("a")[0].text: (li.all("a")[0].attrs["href"], int(li.one("span").text))
        for li in page.one("nav", "filters").all("li")
    }


def test_a_tag_page_lists_highlights_episodes_and_quotes(client, site):
    page = read(client.get("/tags/llm/"))
    assert headline(page) == "3 highlights, 2 episodes, 2 quotes"
    titles = [h3.text for h3 in page.one("ul", "results", **{"aria-labelledby": "found"}).all("h3")]
    assert titles == ["Plain", "Deep", "Wide"]
    assert "Elsewhere" not in page.one("main").text


def test_two_tags_show_what_carries_both(client, site):
    page = read(client.get("/tags/bias+llm/"))
    assert headline(page) == "2 highlights, 0 episodes, 2 quotes"
    assert page.one("h1").text == "bias and llm"


@pytest.mark.parametrize("start", ["/tags/llm/", "/tags/bias/", "/tags/bias+llm/"])
def test_each_neighbour_says_how_many_results_are_left(client, site, start):
    neighbours = narrow(read(client.get(start)))
    assert neighbours
    for href, left in neighbours.values():
        response = client.get(href)
        words = headline(read(response)).replace("One ", "1 ").replace("one ", "1 ").split(", ")
        assert sum(int(part.split()[0]) for part in words[:2]) == left


def test_any_order_redirects_to_one(client, site):
    for path in ("llm+bias", "llm+bias+llm", "bias+bias+llm"):
        response = client.get(f"/tags/{path}/")
        assert (response.status_code, response["Location"]) == (301, "/tags/bias+llm/")
    assert client.get("/tags/open-data+llm+bias/")["Location"] == "/tags/bias+llm+open-data/"


def test_an_alias_in_a_combination_redirects(client, site):
    TagAlias.objects.create(tag=Tag.objects.get(name="llm"), name="language models")
    assert client.get("/tags/bias+language-models/")["Location"] == "/tags/bias+llm/"
    assert client.get("/tags/language-models+llm/")["Location"] == "/tags/llm/"


def test_tags_that_nothing_carries_together_say_so(client, site):
    assert headline(read(client.get("/tags/bias+noise/"))) == "0 highlights, 0 episodes, 0 quotes"


def test_a_chosen_tag_can_be_taken_away(client, site):
    chips = read(client.get("/tags/bias+llm/")).one("ul", "chips").all("a")
    assert [(chip.text, chip.attrs["href"]) for chip in chips] == [
        ("Remove bias ×", "/tags/llm/"),
        ("Remove llm ×", "/tags/bias/"),
    ]


def test_the_description_is_shown(client, site):
    Tag.objects.filter(name="llm").update(description="Models of *language*.")
    assert "Models of language." in read(client.get("/tags/llm/")).one("header", "plain-head").text


def test_the_index_has_counts_letters_and_a_filter(client, site):
    TagAlias.objects.create(tag=Tag.objects.get(name="llm"), name="zebra models")
    page = read(client.get("/tags/"))
    groups = {li.attrs["id"]: li.text for li in page.one("ul", "index").children if not isinstance(li, str)}
    assert groups == {
        "letter-B": "B bias 2",
        "letter-L": "L llm 5",
        "letter-N": "N noise 1",
        "letter-O": "O open data 2",
    }
    letters = [(a.text, a.attrs["href"]) for a in page.one("nav", "letters").all("a")]
    assert letters == [("B", "#letter-B"), ("L", "#letter-L"), ("N", "#letter-N"), ("O", "#letter-O")]
    assert [a.text for a in read(client.get("/tags/?q=OPEN")).one("ul", "index").all("a")] == ["open data"]
    assert [a.text for a in read(client.get("/tags/?q=zebra")).one("ul", "index").all("a")] == ["llm"]
    assert read(client.get("/tags/?q=nothing")).one("ul", "index").all("a") == []


def test_a_long_index_is_cut_and_its_letters_lead_to_their_pages(client, monkeypatch):
    monkeypatch.setattr("episodes.views.tags.ON_INDEX", 2)
    make_episode(tags=["ant", "asp", "bee", "cat"])
    page = read(client.get("/tags/"))
    assert [(a.text, a.attrs["href"]) for a in page.one("nav", "letters").all("a")] == [
        ("A", "#letter-A"),
        ("B", "?page=2#letter-B"),
        ("C", "?page=2#letter-C"),
    ]


def test_a_tag_of_signs_has_a_page(client):
    make_episode(tags=["🎙️", "C++", "C#", "C", "音声認識"])
    for tag in Tag.objects.all():
        assert read(client.get(tag.get_absolute_url())).one("h1").text == tag.name
    assert sorted(Tag.objects.values_list("slug", flat=True)) == [
        "c",
        "c-plus-plus",
        "c-sharp",
        "studio-microphone",
        "音声認識",
    ]


def test_more_episodes_than_fit_have_a_list_of_their_own(client):
    for _ in range(8):
        make_highlight(make_episode(tags=["much"]), tags=["much"])
    page = read(client.get("/tags/much/"))
    [link] = [a for a in page.all("a") if a.text == "All 8 episodes"]
    listed = read(client.get(link.attrs["href"]))
    assert len(listed.one("ul", "results").all("h3")) == 8
