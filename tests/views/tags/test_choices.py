"""Tags left out, orders and choices of an address, and their feeds."""

import re
from datetime import UTC, datetime

import pytest

from episodes.models import Status, Tag, TagAlias
from tests.factories import make_episode, make_highlight, make_person, make_quote
from tests.feeds.atom_rules import ATOM, read_atom
from tests.pages import read
from tests.views.tags.reading import headline, titles

pytestmark = pytest.mark.django_db


def test_what_carries_a_tag_is_left_out(client, site):
    page = read(client.get("/tags/llm/not/bias/"))
    assert page.one("h1").text == "llm but not bias"
    assert headline(page) == "One highlight, 2 episodes, 0 quotes"
    assert titles(page) == ["Plain"]
    assert [(chip.text, chip.attrs["href"]) for chip in page.one("ul", "chips").all("a")] == [
        ("Remove llm ×", "/tags/"),
        ("Remove not bias ×", "/tags/llm/"),
    ]


def test_several_tags_are_left_out_of_several(client, site):
    page = read(client.get("/tags/bias+llm/not/noise+open-data/"))
    assert page.one("h1").text == "bias and llm but not noise or open data"
    assert titles(page) == ["Wide"]


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("llm+bias/not/noise", "bias+llm/not/noise"),
        ("llm/not/open-data+bias", "llm/not/bias+open-data"),
        ("llm/not/bias+bias", "llm/not/bias"),
        ("LLM/not/Bias", "llm/not/bias"),
        ("language-models/not/prejudice", "llm/not/bias"),
        ("llm/not/prejudice+bias", "llm/not/bias"),
    ],
)
@pytest.mark.parametrize("ending", ["", "feed.xml"])
def test_a_choice_has_one_address(client, site, path, canonical, ending):
    TagAlias.objects.create(tag=Tag.objects.get(name="llm"), name="language models")
    TagAlias.objects.create(tag=Tag.objects.get(name="bias"), name="prejudice")
    response = client.get(f"/tags/{path}/{ending}?x=1")
    assert (response.status_code, response["Location"]) == (301, f"/tags/{canonical}/{ending}?x=1")
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "llm/not/llm",
        "llm/not/language-models",
        "llm/not/unknown",
        "unknown/not/llm",
        "llm/not/hidden",
        "hidden/not/llm",
        "llm/not/" + "+".join(f"x{number}" for number in range(50)),
        "llm/not/" + "é" * 3000,
    ],
)
@pytest.mark.parametrize("ending", ["", "feed.xml"])
def test_choices_of_nothing_are_not_found(client, site, path, ending):
    TagAlias.objects.create(tag=Tag.objects.get(name="llm"), name="language models")
    make_highlight(tags=["hidden"], status=Status.DRAFT)
    assert client.get(f"/tags/{path}/{ending}").status_code == 404


def test_each_neighbour_can_be_left_out(client, site):
    page = read(client.get("/tags/llm/"))
    for item in page.one("nav", "filters").all("li"):
        only_with, without = item.all("a")
        counts = [
            sum(
                int(n) for n in re.findall(r"\d+", headline(read(client.get(a.attrs["href"]))).replace("ne ", "1 "))[:2]
            )
            for a in (only_with, without)
        ]
        assert without.text == f"not {only_with.text}"
        assert sum(counts) == 5


def test_the_oldest_first(client, site):
    assert titles(read(client.get("/tags/llm/?sort=oldest"))) == ["Deep", "Wide", "Plain"]
    assert titles(read(client.get("/tags/llm/?sort=nonsense"))) == ["Plain", "Deep", "Wide"]


def test_sorting_and_narrowing_stay_when_the_page_is_turned(client, monkeypatch):
    monkeypatch.setattr("episodes.views.tags.ON_TAG", 1)
    guest = make_person(name="Ada", slug="ada")
    for number in range(3):
        make_quote(make_highlight(title=f"Part {number}", tags=["tide"]), speaker=guest)
    page = read(client.get("/tags/tide/?sort=oldest&person=ada&year=2024&page=2"))
    assert titles(page) == ["Part 1"]
    links = [a.attrs["href"] for a in page.one("nav", "pager").all("a")]
    assert links == [f"?sort=oldest&person=ada&year=2024&page={number}" for number in (1, 3)]


def test_what_one_person_says_in_one_year(client):
    ada, bob = make_person(name="Ada", slug="ada"), make_person(name="Bob", slug="bob")
    for year, speaker in ((2022, ada), (2023, ada), (2023, bob)):
        episode = make_episode(published_at=datetime(year, 5, 1, tzinfo=UTC))
        make_quote(make_highlight(episode, title=f"{speaker} {year}", tags=["tide"]), speaker=speaker)
    assert titles(read(client.get("/tags/tide/?person=ada"))) == ["Ada 2023", "Ada 2022"]
    assert titles(read(client.get("/tags/tide/?year=2023"))) == ["Bob 2023", "Ada 2023"]
    page = read(client.get("/tags/tide/?person=ada&year=2022"))
    assert titles(page) == ["Ada 2022"]
    assert [(chip.text, chip.attrs["href"]) for chip in page.one("ul", "chips").all("a")] == [
        ("Remove tide ×", "/tags/"),
        ("Remove said by Ada ×", "/tags/tide/?year=2022"),
        ("Remove 2022 ×", "/tags/tide/?person=ada"),
    ]
    assert client.get("/tags/tide/?person=nobody").status_code == 404
    assert titles(read(client.get("/tags/tide/?year=20x3"))) == ["Bob 2023", "Ada 2023", "Ada 2022"]


@pytest.mark.parametrize("value", ["\x00", "9" * 400, "١٢٣٤", "-1", "0000", "9999", "é" * 9000, "a+b", "../x", "%ff"])
@pytest.mark.parametrize("name", ["year", "person", "sort", "kind", "page", "q"])
def test_nothing_that_is_asked_fails(client, site, name, value):
    for path in ("/tags/", "/tags/llm/", "/tags/llm/not/bias/", "/tags/llm/feed.xml"):
        assert client.get(path, {name: value}).status_code in (200, 404)


def test_every_choice_has_a_feed(client, site):
    for path, expected in (
        ("llm", ["Plain", "Deep", "Wide", "One", "Both"]),
        ("bias+llm", ["Deep", "Wide"]),
        ("llm/not/bias", ["Plain", "One", "Both"]),
        ("bias+noise", []),
    ):
        page = read(client.get(f"/tags/{path}/"))
        [link] = page.all("link", rel="alternate", type="application/atom+xml")
        assert link.attrs["href"].endswith(f"/tags/{path}/feed.xml")
        response = client.get(f"/tags/{path}/feed.xml")
        feed = read_atom(response.content)
        assert sorted(entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")) == sorted(expected)
        assert client.get(f"/tags/{path}/feed.xml", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert feed.findtext(f"{ATOM}title") == "Tagged bias and noise"
