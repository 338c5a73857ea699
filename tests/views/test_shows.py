"""Shows: the index, and a page with seasons, years, tags and people."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from episodes.models import Credit, Role, ShowKind, Status
from tests.factories import make_episode, make_highlight, make_person, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


def titles(page):
    return [heading.text for heading in page.one("ul", "results").all("h3")]


def spans(page):
    """``{heading: [words of each link]}`` of seasons and years."""
    return {nav.one("h3").text: [a.text for a in nav.all("a")] for nav in page.all("nav", "spans")}


@pytest.fixture
def show():
    """Two seasons over three years, and a draft of a third season."""
    show = make_show(title="Room Tone")
    for number, (season, year) in enumerate([(1, 2021), (1, 2022), (2, 2022), (2, 2023), (2, 2023)]):
        day = datetime(year, 1 + number, 1, tzinfo=UTC)
        make_episode(show, title=f"Talk {number}", season=season, published_at=day)
    make_episode(show, title="Draft", season=3, status=Status.DRAFT)
    make_episode(show, title="To come", season=3, published_at=timezone.now() + timedelta(days=9))
    return show


def test_seasons_and_years_are_counted_newest_first(client, show):
    page = read(client.get(show.get_absolute_url()))
    assert spans(page) == {"Season": ["2 3", "1 2"], "Year": ["2023 2", "2022 2", "2021 1"]}
    assert titles(page) == [f"Talk {number}" for number in (4, 3, 2, 1, 0)]


def test_a_season_and_a_year_have_their_list(client, show):
    page = read(client.get(f"{show.get_absolute_url()}?season=2"))
    assert titles(page) == ["Talk 4", "Talk 3", "Talk 2"]
    assert page.one("h2", id="episodes-title").text == "Season 2"
    assert titles(read(client.get(f"{show.get_absolute_url()}?year=2022"))) == ["Talk 2", "Talk 1"]
    assert titles(read(client.get(f"{show.get_absolute_url()}?season=2&year=2022"))) == ["Talk 2"]


def test_a_serial_show_is_told_from_the_first_on(client, show):
    show.kind = ShowKind.SERIAL
    show.save()
    page = read(client.get(show.get_absolute_url()))
    assert titles(page) == [f"Talk {number}" for number in range(5)]
    assert spans(page)["Season"] == ["1 2", "2 3"]
    for number in range(45):
        make_episode(show, title=f"More {number}", published_at=datetime(2023, 6, 1, number % 24, number, tzinfo=UTC))
    pages = [read(client.get(f"{show.get_absolute_url()}?page={number}")) for number in (1, 2, 3)]
    seen = [title for page in pages for title in titles(page)]
    assert len(set(seen)) == 50
    assert seen[:5] == [f"Talk {number}" for number in range(5)]


@pytest.mark.parametrize("question", ["season=3", "season=x", "season=" + "9" * 500, "year=1", "year=٣", "season=%00"])
def test_a_season_that_is_not_there_is_missing(client, show, question):
    assert client.get(f"{show.get_absolute_url()}?{question}").status_code == 404


def test_tags_and_people_of_a_show(client, show):
    host, guest = make_person(name="Host"), make_person(name="Guest")
    for episode in show.episodes.all():
        Credit.objects.create(episode=episode, person=host, role=Role.HOST)
        episode.tags.set(["sea"])
        make_highlight(episode, tags=["sea", "secret"] if episode.status == Status.DRAFT else ["sea"])
    Credit.objects.create(episode=show.episodes.get(title="Talk 1"), person=guest)
    Credit.objects.create(episode=show.episodes.get(title="Draft"), person=make_person(name="In a draft"))
    page = read(client.get(show.get_absolute_url()))
    menu = page.one("nav", "filters")
    assert menu.text == "Hosts Host 5 Frequent guests Guest 1 Most used tags sea 10"
    facts = page.one("dl", "facts").text
    assert facts.startswith("Episodes 5 Highlights 5 Since January 1, 2021 Latest May 1, 2023")


def test_the_index_counts_what_is_public(client, show):
    make_highlight(show.episodes.get(title="Talk 1"))
    make_show(title="Nothing yet")
    page = read(client.get("/shows/"))
    assert [heading.text for heading in page.all("h2")] == ["Room Tone"]
    assert "5 episodes, one highlight" in page.one("ul", "shows").text
