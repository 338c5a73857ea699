"""Browsing by tag: what carries all of them, what is left with one more, one canonical address."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from episodes.models import Status, Tag, TagAlias
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote
from tests.feeds.atom_rules import ATOM, read_atom
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    both = make_episode(title="Both", tags=["llm", "open data"])
    one = make_episode(title="One", tags=["llm"])
    make_quote(make_highlight(both, title="Deep", tags=["llm", "bias", "open data"]), text="Deep words.")
    make_quote(make_highlight(both, title="Wide", tags=["llm", "bias"]), text="Wide words.")
    make_highlight(one, title="Plain", tags=["llm"])
    make_highlight(one, title="Elsewhere", tags=["noise"])


def headline(page):
    return page.one("p", id="sum").text.split(", since")[0]


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


def titles(page):
    return [h3.text for h3 in page.one("ul", "results").all("h3")]


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


def test_the_index_by_use(client, site):
    page = read(client.get("/tags/?sort=used"))
    assert [li.text for li in page.one("ul", "index").all("li") if not li.all("ul")] == [
        "llm 5",
        "bias 2",
        "open data 2",
        "noise 1",
    ]
    assert page.all("nav", "letters") == []
    assert [a.text for a in read(client.get("/tags/?sort=used&q=b")).one("ul", "index").all("a")] == ["bias"]


def test_drafts_are_in_no_count(client, site):
    paths = ("/tags/", "/tags/llm/", "/tags/bias+llm/")
    before = {path: read(client.get(path)).one("main").text for path in paths}
    person = make_person()
    for status in (Status.DRAFT, Status.REVIEW, Status.WITHDRAWN):
        hidden = make_episode(tags=["llm", "bias", "secret"], status=status, guest=person)
        make_quote(make_highlight(hidden, tags=["llm", "bias", "secret"]), speaker=person)
        make_quote(make_highlight(tags=["llm", "bias", "secret"], status=status), speaker=person)
    later = make_episode(tags=["llm", "secret"], published_at=timezone.now() + timedelta(days=1))
    make_highlight(later, tags=["llm", "bias", "secret"])
    for path, text in before.items():
        assert read(client.get(path)).one("main").text == text
    assert client.get("/tags/secret/").status_code == client.get("/tags/secret/feed.xml").status_code == 404
    assert read_atom(client.get("/tags/bias/feed.xml").content).findall(f"{ATOM}entry")[2:] == []


@pytest.fixture
def years():
    """A tag in three years: three sections of two speakers, one episode, and drafts that nobody sees."""
    ada, bob = make_person(name="Ada", slug="ada"), make_person(name="Bob", slug="bob")
    for title, year, speaker in (("Oldest", 2021, ada), ("Middle", 2023, ada), ("Newest", 2023, bob)):
        episode = make_episode(
            title=f"Episode {title}",
            published_at=datetime(year, 5, 1 if title == "Middle" else 2, tzinfo=UTC),
            tags=["tide"] if title == "Newest" else [],
            audio_url="https://a.example/x.mp3",
            audio_offset_ms=1500 if title == "Oldest" else 0,
        )
        make_clip(episode, 1, speaker=speaker, title=f"Clip of {title}")
        section = make_highlight(episode, title=title, body="Claim [1].", tags=["tide"])
        make_quote(section, speaker=speaker)
        draft = make_highlight(episode, title="Hidden", body="Claim [2].", tags=["tide"], status=Status.DRAFT)
        make_clip(episode, 2, speaker=make_person(name=f"Hidden {title}"), title="Hidden clip")
        draft.save()
    later = timezone.now() + timedelta(days=400)
    make_highlight(make_episode(published_at=later), title="Hidden", tags=["tide"])


def test_first_and_latest(client, years):
    page = read(client.get("/tags/tide/"))
    assert [li.text for li in page.one("ul", "tag-ends").all("li")] == [
        "First May 2, 2021 Oldest",
        "Latest May 2, 2023 Newest",
    ]
    assert page.one("p", id="sum").text == "3 highlights, one episode, 3 quotes, since May 2021"
    assert read(client.get("/tags/tide/?sort=oldest")).one("ul", "tag-ends").text.startswith("First May 2, 2021")


def test_of_one_episode_there_is_no_first_and_no_latest(client):
    episode = make_episode()
    for _ in range(2):
        make_highlight(episode, tags=["tide"])
    assert read(client.get("/tags/tide/")).all("ul", "tag-ends") == []


def test_who_speaks_about_it_leads_to_them_and_to_what_they_say(client, years):
    rows = read(client.get("/tags/tide/")).one("ul", "speakers").all("li")
    assert [(row.text, [a.attrs["href"] for a in row.all("a")]) for row in rows] == [
        ("Ada Ada: 2 highlights", ["/people/ada/", "/tags/tide/?person=ada"]),
        ("Bob Bob: 1 highlight", ["/people/bob/", "/tags/tide/?person=bob"]),
    ]
    for row in rows:
        link = row.all("a")[1]
        assert str(len(titles(read(client.get(link.attrs["href"]))))) in link.text


def columns(page):
    return [
        (li.one("a").attrs["href"], li.one("b").text, [rect.attrs["height"] for rect in li.all("rect")])
        for li in page.one("ol", "periods").all("li")
    ]


def test_the_years_are_drawn_and_said(client, years):
    make_highlight(make_episode(published_at=datetime(2024, 1, 1, tzinfo=UTC)), title="Later", tags=["tide"])
    drawn = columns(read(client.get("/tags/tide/")))
    assert drawn == [
        ("/tags/tide/?year=2021", "1 highlight and 0 episodes", ["36", "0"]),
        ("/tags/tide/?year=2022", "0 highlights and 0 episodes", ["0", "0"]),
        ("/tags/tide/?year=2023", "2 highlights and 1 episode", ["72", "28"]),
        ("/tags/tide/?year=2024", "1 highlight and 0 episodes", ["36", "0"]),
    ]
    for href, words, _heights in drawn:
        page = read(client.get(href))
        assert headline(page).lower().replace("one ", "1 ").startswith(words.split(" and ")[0])


def test_a_young_archive_is_drawn_by_months(client):
    for month in (11, 1):
        make_highlight(make_episode(published_at=datetime(2024 - (month > 6), month, 5, tzinfo=UTC)), tags=["tide"])
    drawn = columns(read(client.get("/tags/tide/")))
    assert [(href, words) for href, words, _heights in drawn] == [
        ("/tags/tide/?month=2023-11", "1 highlight and 0 episodes"),
        ("/tags/tide/?month=2023-12", "0 highlights and 0 episodes"),
        ("/tags/tide/?month=2024-01", "1 highlight and 0 episodes"),
    ]
    page = read(client.get("/tags/tide/?month=2024-01"))
    assert headline(page) == "One highlight, 0 episodes, 0 quotes"
    assert "January 2024" in page.one("ul", "chips").text


def test_the_moments_of_each_section_can_be_played(client, years):
    page = read(client.get("/tags/tide/?sort=oldest"))
    links = [link for items in page.all("ol", "moment-list") for link in items.all("a", "play")]
    assert [link.attrs["href"].split("#")[1] for link in links] == ["t=61.5,81.5", "t=60,80", "t=60,80"]
    assert [link.attrs.get("data-offset") for link in links] == ["1500", None, None]
    assert all(link.attrs["data-clip"] and link.attrs["data-episode"].startswith("/shows/") for link in links)
    assert page.one("button", "play-all").text == "Play all 3 moments 1 min"
    assert "hidden" in page.one("button", "play-all").attrs
    assert "Hidden" not in page.one("main").text


def test_the_map_shows_what_stands_together(client):
    for tags in (["a", "b"], ["a", "b"], ["c", "d"], ["c", "d"], ["a", "c"], ["e"]):
        make_highlight(tags=["tide", *tags])
    page = read(client.get("/tags/tide/"))
    drawing = page.one("svg", "tag-map")
    nodes = [(a.attrs["href"], a.attrs["aria-label"]) for a in drawing.all("a")]
    assert nodes == [
        ("/tags/a+tide/", "a, 3"),
        ("/tags/c+tide/", "c, 3"),
        ("/tags/b+tide/", "b, 2"),
        ("/tags/d+tide/", "d, 2"),
        ("/tags/e+tide/", "e, 1"),
    ]
    assert [a.attrs["href"] for a in page.one("nav", "filters").all("a")][::2] == [href for href, _label in nodes]
    assert len(drawing.all("line")) == 3


def test_too_little_is_not_drawn(client):
    make_highlight(tags=["tide", "a", "b"])
    assert read(client.get("/tags/tide/")).all("svg", "tag-map") == []
