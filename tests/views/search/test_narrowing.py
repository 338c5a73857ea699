"""What is found is narrowed, sorted and turned page by page."""

import sys
from datetime import UTC, datetime

import pytest

from episodes.models import Episode
from tests.factories import make_episode, make_highlight
from tests.pages import read
from tests.views.search.reading import ask, chips, counts, facet, hits, query, titles

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("label", "name", "parameter"),
    [
        ("Show", "Sea Talk", ("show", "sea-talk")),
        ("Person", "Ada Reyes", ("person", "ada-reyes")),
        ("Tag", "moon", ("tag", "moon")),
        ("Year", "2023", ("year", "2023")),
        ("Audio", "with audio", ("audio", "1")),
    ],
)
def test_every_facet_says_how_many_are_left(client, site, label, name, parameter):
    page = ask(client, "tide", sort="newest")
    left, url = facet(page, label)[name]
    assert query(url) == {"q": "tide", "sort": "newest", parameter[0]: parameter[1]}
    narrowed = read(client.get(url))
    assert len(hits(narrowed)) == left < len(hits(page))
    # It can be taken off again.
    words = f"{'' if label == 'Audio' else label} {name}".strip()
    assert query(chips(narrowed)[words]) == {"q": "tide", "sort": "newest"}
    assert name not in facet(narrowed, label)


def test_kinds_are_a_facet(client, site):
    page = ask(client, "tide", show="sea-talk")
    link = next(one for one in page.one("nav", "kinds").all("a") if one.text.startswith("Quotes"))
    assert query(link.attrs["href"]) == {"q": "tide", "show": "sea-talk", "kind": "quotes"}
    only = read(client.get(link.attrs["href"]))
    assert [section.attrs["aria-labelledby"] for section in only.all("section", "hits")] == ["quotes"]
    assert counts(only) == counts(page)


def test_facets_combine(client, site):
    make_highlight(site["first"], title="Low water", body="The tide is out.", tags=["water"])
    page = ask(client, "tide", tag=["water", "moon"], year="2023", kind="highlights", audio="1")
    assert titles(page, "highlights") == ["High water"]
    assert len(chips(page)) == 4
    rest = {"q": "tide", "tag": "water", "year": "2023", "kind": "highlights", "audio": "1"}
    assert query(chips(page)["Tag moon"]) == rest
    assert set(titles(ask(client, **rest), "highlights")) == {"High water", "Low water"}


def test_a_tag_can_be_left_out(client, site):
    page = ask(client, "tide", kind="highlights")
    link = next(one for one in page.all("a", "not") if one.text == "not water")
    assert query(link.attrs["href"]) == {"q": "tide -tag:water", "kind": "highlights"}
    narrowed = read(client.get(link.attrs["href"]))
    assert titles(narrowed, "highlights") == ["A dry bed"]
    assert "Tag not water" in chips(narrowed)


def test_a_filter_of_the_question_can_be_taken_off(client, site):
    page = ask(client, 'tide -tag:ground before:2024-05 "high water"')
    assert {words: query(url)["q"] for words, url in chips(page).items()} == {
        "Tag not ground": 'tide "high water" before:2024-05',
        "before May 2024": 'tide "high water" -tag:ground',
    }


def test_the_form_keeps_the_conditions(client, site):
    form = ask(client, "tide", tag="water", kind="highlights", page="3").one("form", role="search")
    kept = {field.attrs["name"]: field.attrs["value"] for field in form.all("input", type="hidden")}
    assert kept == {"tag": "water", "kind": "highlights"}
    assert form.one("input", type="search").attrs["value"] == "tide"


def test_newest_first(client, site):
    assert titles(ask(client, "talk", sort="newest"), "episodes") == ["Dry Ground", "The Tide Tables"]
    Episode.objects.filter(title="Dry Ground").update(published_at=datetime(2020, 1, 1, tzinfo=UTC))
    site["second"].refresh_from_db()
    site["second"].save()
    assert titles(ask(client, "talk", sort="newest"), "episodes") == ["The Tide Tables", "Dry Ground"]


def test_newest_first_goes_by_the_date_however_many_are_found(client, site, monkeypatch):
    monkeypatch.setattr("episodes.search.find.MOST_RANKED", 2)
    monkeypatch.setattr("episodes.search.find.RANKED_OF_MANY", 2)
    # As feeds are read: the newest episode is written first.
    for year in range(2022, 2016, -1):
        make_episode(site["sea"], title=f"Swell of {year}", published_at=datetime(year, 1, 1, tzinfo=UTC))
    newest = [f"Swell of {year}" for year in range(2022, 2016, -1)]
    assert titles(ask(client, "swell", kind="episodes", sort="newest"), "episodes") == newest
    assert titles(ask(client, show="sea-talk", kind="episodes"), "episodes") == ["The Tide Tables", *newest]


def test_a_kind_has_pages(client, site):
    for number in range(45):
        make_highlight(site["first"], title=f"Wave {number}", body="A wave.")
    first, last = (ask(client, "wave", kind="highlights", page=page) for page in ("1", "99999999999999999999"))
    assert (len(hits(first)), len(hits(last))) == (20, 5)
    assert query(first.one("a", rel="next").attrs["href"]) == {"q": "wave", "kind": "highlights", "page": "2"}
    shown = [titles(ask(client, "wave", kind="highlights", page=page), "highlights") for page in (1, 2, 3)]
    assert len({title for some in shown for title in some}) == 45
    assert len(hits(ask(client, "wave"))) == 5


def test_what_was_not_counted_to_its_end_says_so(client, site, monkeypatch):
    for module in ("episodes.search.find", "episodes.views.search"):
        monkeypatch.setattr(sys.modules[module], "MOST_COUNTED", 3)
    for number in range(5):
        make_highlight(site["first"], title=f"Wave {number}", body="A wave.", tags=["waves", f"wave {number}"])
    page = ask(client, "wave")
    assert page.one("h2", id="found").text.startswith("More than ")
    assert counts(page)["Highlights"] == "3+"
    assert all(item.all("span")[0].text.endswith("+") for item in page.one("nav", "filters").all("li"))
    assert page.one("section", "hits--highlights").one("h2").text == "Highlights 3+"


def test_an_empty_kind_leads_to_the_others(client, site):
    page = ask(client, "ebb", kind="quotes")
    assert "Nothing of this kind" in page.text
    assert "kind=transcripts" in page.one("div", "search-nothing").one("a").attrs["href"]
