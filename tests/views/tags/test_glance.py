"""A tag at a glance: its first and latest, who speaks of it, its years, and what stands beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from episodes.models import Status
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote
from tests.feeds.atom_rules import ATOM, read_atom
from tests.pages import read
from tests.views.tags.reading import headline, titles

pytestmark = pytest.mark.django_db


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
