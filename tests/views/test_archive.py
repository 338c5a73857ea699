"""The archive by year and month, and a highlight by chance."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from episodes.models import Status
from tests.factories import make_episode, make_highlight, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def shows():
    """Two shows: episodes in February and June 2021, and in June 2023; a draft in 2022."""
    tone, tide = make_show(title="Room Tone"), make_show(title="Low Tide")
    for title, show, year, month in (
        ("February", tone, 2021, 2),
        ("June", tone, 2021, 6),
        ("June, too", tide, 2021, 6),
        ("Later", tide, 2023, 6),
    ):
        make_highlight(make_episode(show, title=title, published_at=datetime(year, month, 9, 12, tzinfo=UTC)))
    make_highlight(make_episode(tone, status=Status.DRAFT, published_at=datetime(2022, 1, 9, tzinfo=UTC)))
    make_highlight(make_episode(tone, published_at=timezone.now() + timedelta(days=400)))
    return tone, tide


def titles(page):
    return [heading.text for heading in page.one("ul", "results").all("h3")]


def test_years_are_counted_newest_first_with_their_months(client, shows):
    page = read(client.get("/archive/"))
    years = page.one("ol", "years")
    assert [heading.text for heading in years.all("h3")] == ["2023", "2021"]
    assert "3 episodes, 3 highlights" in years.text
    months = {a.one("b").text: a.attrs["href"] for a in years.all("ol", "months")[1].all("a")}
    assert months == {
        "February 2021, one episode": "/archive/2021/02/",
        "June 2021, 2 episodes": "/archive/2021/06/",
    }


def test_a_year_and_a_month_list_what_came_out(client, shows):
    year = read(client.get("/archive/2021/"))
    assert titles(year) == ["June, too", "June", "February"]
    assert year.all("h2")[0].text == "3 episodes, 3 highlights"
    assert [a.text for a in year.all("nav", "pager")[-1].all("a")] == ["Later 2023"]
    month = read(client.get("/archive/2021/06/"))
    assert month.one("h1").text == "June 2021"
    assert titles(month) == ["June, too", "June"]
    links = {a.text: a.attrs["href"] for a in month.all("nav", "pager")[-1].all("a")}
    assert links == {"Earlier February 2021": "/archive/2021/02/", "Later June 2023": "/archive/2023/06/"}
    crumbs = [a.attrs["href"] for a in month.one("nav", "crumbs").all("a")]
    assert crumbs == ["/archive/", "/archive/2021/"]


def test_it_can_be_narrowed_to_a_show(client, shows):
    page = read(client.get("/archive/?show=room-tone"))
    assert [heading.text for heading in page.one("ol", "years").all("h3")] == ["2021"]
    links = {a.attrs["href"] for a in page.one("ol", "years").all("a")}
    assert links == {f"/archive/2021/{month}?show=room-tone" for month in ("", "02/", "06/")}
    assert titles(read(client.get("/archive/2021/06/?show=room-tone"))) == ["June"]
    assert client.get("/archive/2023/?show=room-tone").status_code == 404
    whole = read(client.get("/archive/2021/"))
    assert {a.attrs["href"] for a in whole.one("ul", "counted").all("a")} == {
        "/archive/2021/?show=room-tone",
        "/archive/2021/?show=low-tide",
    }


NO_TIMES = ["2022/", "2021/03/", "2021/13/", "2021/00/", "0/", "99999/", "9999/12/", "1/1/", "2021/6/6/"]
NO_TIMES += ["²/", "2021/٦/", "9" * 400 + "/", "?show=nothing", "2021/?show=%00", "?show=" + "x" * 5000]


@pytest.mark.parametrize("path", NO_TIMES)
def test_what_is_empty_or_no_time_is_missing(client, shows, path):
    assert client.get(f"/archive/{path}", follow=True).status_code == 404


def test_a_month_has_one_address(client, shows):
    response = client.get("/archive/2021/6/?show=low-tide")
    assert (response.status_code, response["Location"]) == (301, "/archive/2021/06/?show=low-tide")


def test_an_empty_site_has_an_empty_archive(client):
    assert "Nothing has been published yet." in read(client.get("/archive/")).text


class TestSurprise:
    def test_leads_to_every_public_highlight_and_to_no_other(self, client, shows):
        seen = {client.get("/surprise/")["Location"] for _time in range(80)}
        assert len(seen) == 4
        assert {client.get(url).status_code for url in seen} == {200}

    def test_is_not_kept_by_anybody(self, client, shows):
        response = client.get("/surprise/")
        assert response.status_code == 302
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies

    def test_can_be_narrowed(self, client, shows):
        tone, tide = shows
        chosen = make_highlight(make_episode(tide), tags=["sea"])
        make_highlight(make_episode(tone), tags=["sea"])
        assert client.get("/surprise/?tag=sea&show=low-tide")["Location"] == chosen.get_absolute_url()
        assert {client.get("/surprise/?show=room-tone")["Location"].split("/")[2] for _time in range(9)} == {
            "room-tone"
        }

    @pytest.mark.parametrize("question", ["tag=nothing", "show=nothing", "tag=%00", "tag=%2B", "show=" + "x" * 6000])
    def test_nothing_is_left(self, client, question):
        assert client.get(f"/surprise/?{question}").status_code in (302, 404)

    def test_an_empty_site_leads_home(self, client):
        assert client.get("/surprise/")["Location"] == "/"

    def test_is_linked_where_robots_do_not_follow(self, client, shows):
        links = [a for a in read(client.get("/")).all("a") if a.attrs["href"] == "/surprise/"]
        assert links
        assert all("nofollow" in a.attrs["rel"] for a in links)
