"""Who is counted as a listener, by what a request says."""

import pytest
from django.core.cache import cache

from episodes.models import Clip, Revision
from episodes.services import plays
from tests.factories import make_clip, make_episode, make_highlight
from tests.pages import read

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()
    plays._salts.clear()


@pytest.fixture
def clip():
    return make_clip(make_episode(), 1)


def post(client, clip, agent=FIREFOX, **headers):
    response = client.post(f"/clips/{clip.pk}/plays/", headers={"user-agent": agent, **headers})
    assert response.status_code == 204
    assert not response.cookies
    return Clip.objects.get(pk=clip.pk).plays


def test_a_browser_counts_once(client, clip):
    assert post(client, clip, **{"sec-fetch-site": "same-origin", "origin": "http://testserver"}) == 1
    assert post(client, clip) == 1
    assert Revision.objects.count() == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"agent": ""},
        {"agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
        {"agent": "curl/8.5"},
        {"agent": "python-requests/2.32"},
        {"agent": "Mozilla/5.0 HeadlessChrome/140"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "https://elsewhere.example"},
        {"sec-purpose": "prefetch"},
    ],
)
def test_robots_and_other_sites_do_not_count(client, clip, headers):
    assert post(client, clip, **headers) == 0


def test_visitors_are_told_apart_behind_the_web_server_of_this_machine(client, clip):
    assert post(client, clip, **{"x-forwarded-for": "203.0.113.1"}) == 1
    assert post(client, clip, **{"x-forwarded-for": "made up, 203.0.113.1"}) == 1, "only the last is the server's word"
    assert post(client, clip, **{"x-forwarded-for": "203.0.113.2"}) == 2
    assert post(client, clip, **{"x-forwarded-for": "no address"}) == 3


def test_only_posts_count(client, clip):
    assert client.get(f"/clips/{clip.pk}/plays/").status_code == 405
    assert client.post(f"/clips/{10**30}/plays/", headers={"user-agent": FIREFOX}).status_code == 204


def test_popular_clips_are_the_editors_picks_then_what_is_played(client):
    episode = make_episode()
    for number, plays_, featured in ((1, 0, False), (2, 5, False), (3, 9, False), (4, 0, True)):
        make_clip(episode, number, plays=plays_, featured=featured, title=f"Clip {number}")
    make_clip(episode, 5, plays=99, title="Nobody cites it")
    make_highlight(episode, body="[1][2][3][1]")
    page = read(client.get(episode.get_absolute_url()))
    assert [title.text for title in page.one("ul", "clips").all("h3")] == ["Clip 4", "Clip 3", "Clip 2", "Clip 1"]
