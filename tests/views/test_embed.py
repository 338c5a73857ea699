"""The clip player for other people's pages, and what programs ask about it."""

from urllib.parse import quote

import pytest

from episodes.models import Episode, Status
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import parse, read

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def clip():
    episode = make_episode(
        make_show(title="Show"), title="Main", audio_url="https://a.example/x.mp3", audio_offset_ms=2_000
    )
    return make_clip(episode, 1, title="The <moment>", speaker=make_person(name="Ada"), excerpt="What is said.")


def embed(clip):
    return f"/embed/clips/{clip.pk}/"


def test_it_plays_the_moment_and_leads_to_the_site(client, clip):
    page = read(client.get(embed(clip)))
    assert page.one("audio").attrs["src"] == "https://a.example/x.mp3#t=62,82"
    assert "controls" in page.one("audio").attrs
    assert page.one("h1").one("a").attrs["href"] == f"{SITE}{clip.get_absolute_url()}"
    assert {link.attrs["target"] for link in page.all("a")} == {"_blank"}
    assert page.one("link", rel="canonical").attrs["href"] == f"{SITE}{clip.get_absolute_url()}"
    assert page.one("meta", name="robots").attrs["content"] == "noindex"


def test_it_may_be_framed_and_nothing_else_may(client, clip):
    response = client.get(embed(clip))
    assert "X-Frame-Options" not in response
    assert "frame-ancestors *" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies
    for address in (clip.get_absolute_url(), clip.episode.get_absolute_url(), "/", "/oembed/?url=x", "/feed.xml"):
        other = client.get(address)
        assert other["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_what_is_not_public_or_not_placed_is_not_there(client, clip):
    unplaced = make_clip(clip.episode, 2, start_ms=None, end_ms=None)
    assert client.get(embed(unplaced)).status_code == 404
    for status, code in ((Status.DRAFT, 404), (Status.WITHDRAWN, 410)):
        Episode.objects.update(status=status)
        assert client.get(embed(clip)).status_code == code
    assert client.get("/embed/clips/0/").status_code == 404
    assert client.post(embed(clip)).status_code == 405


def test_the_clip_page_offers_the_code(client, clip):
    page = read(client.get(clip.get_absolute_url()))
    [code] = [field.text for field in page.all("textarea") if "<iframe" in field.text]
    frame = parse(code).one("iframe")
    assert frame.attrs["src"] == f"{SITE}{embed(clip)}"
    assert frame.attrs["title"] == "The <moment>, from Main"
    assert client.get(page.one("link", type="application/json+oembed").attrs["href"]).status_code == 200


def ask(client, url, **more):
    return client.get("/oembed/", {"url": url, **more})


def test_oembed_says_what_to_show(client, clip):
    response = ask(client, f"{SITE}{clip.get_absolute_url()}", maxwidth=400, maxheight=100)
    answer = response.json()
    assert response["Access-Control-Allow-Origin"] == "*"
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", "The <moment>")
    assert (answer["author_name"], answer["width"], answer["height"]) == ("Ada", 400, 100)
    assert parse(answer["html"]).one("iframe").attrs["width"] == "400"


def test_oembed_knows_quotes_by_their_clip(client, clip):
    said = make_quote(make_highlight(clip.episode, body="[1]"), clip=clip)
    assert embed(clip) in ask(client, f"{SITE}{said.get_absolute_url()}").json()["html"]
    assert ask(client, f"{SITE}{make_quote(make_highlight(clip.episode)).get_absolute_url()}").status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x",
        "https://evil.example/clips/1/",
        f"{SITE}/",
        f"{SITE}/clips/999/",
        f"{SITE}/clips/{10**30}/",
        f"{SITE}/admin/",
        "http://[::1/clips/1/",
        "ftp://127.0.0.1:8000/clips/1/",
        quote("\x00"),
        "x" * 5000,
    ],
)
def test_oembed_knows_no_other_address(client, clip, url):
    assert ask(client, url).status_code == 404


def test_oembed_is_json_only_and_takes_nonsense(client, clip):
    url = f"{SITE}{clip.get_absolute_url()}"
    assert ask(client, url, format="xml").status_code == 501
    for nonsense in ("-1", "x", "9" * 30, "٣"):
        answer = ask(client, url, maxwidth=nonsense, maxheight=nonsense).json()
        assert (answer["width"], answer["height"]) == (640, 190)
    Episode.objects.update(status=Status.DRAFT)
    assert ask(client, url).status_code == 404
