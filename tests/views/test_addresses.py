"""Addresses: what moved redirects for good, and nonsense never breaks a page."""

import pytest

from episodes.models import Tag, TagAlias
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    show = make_show(title="Old Show")
    person = make_person(name="Old Name")
    episode = make_episode(show, title="Old Episode", guest=person, tags=["old tag"])
    episode.cues.create(start_ms=0, end_ms=900, text="Words")
    highlight = make_highlight(episode, title="Old Part", tags=["old tag"])
    make_quote(highlight, clip=make_clip(episode))
    return show, episode, highlight, person, Tag.objects.get()


def rename(thing, slug):
    thing.slug = slug
    thing.save()
    thing.refresh_from_db()


def assert_leads_to(client, old, new):
    response = client.get(old + "?page=2")
    assert (response.status_code, response["Location"]) == (301, new + "?page=2")


def test_every_changed_slug_leaves_a_permanent_redirect(client, site):
    show, episode, highlight, _person, _tag = site
    before = [thing.get_absolute_url() for thing in site] + [episode.get_transcript_url()]
    for number, thing in enumerate(site):
        rename(thing, f"new-{number}")
    episode.show = highlight.episode.show = show
    highlight.episode = episode
    after = [thing.get_absolute_url() for thing in site] + [episode.get_transcript_url()]
    for old, new in zip(before, after, strict=True):
        assert_leads_to(client, old, new)
        assert client.get(new).status_code == 200


def test_only_the_episode_renamed_below_a_show_that_keeps_its_name(client, site):
    _show, episode, highlight, _person, _tag = site
    old = highlight.get_absolute_url()
    rename(episode, "renamed")
    highlight.episode = episode
    assert_leads_to(client, old, highlight.get_absolute_url())


def test_an_alias_and_another_case_lead_to_the_tag(client, site):
    tag = site[-1]
    TagAlias.objects.create(tag=tag, name="ancient")
    make_episode(tags=["second"])
    for old in ("/tags/ancient/", "/tags/OLD-TAG/"):
        response = client.get(old)
        if response.status_code != 404:
            assert (response.status_code, response["Location"]) == (301, "/tags/old-tag/")
    assert client.get("/tags/ancient/").status_code == 301


@pytest.mark.parametrize("number", ["0", "-1", "x", "", "1e3", "²", "99999999999999999999", "1" * 60_000, "\x00", "٣"])
@pytest.mark.parametrize("url", ["/", "/quotes/", "/people/", "/tags/", "/tags/old-tag/", "/shows/old-show/"])
def test_a_nonsense_page_number_gives_the_nearest_page(client, site, url, number):
    assert client.get(url, {"page": number}).status_code == 200


def test_a_page_beyond_the_last_is_the_last(client):
    show = make_show(title="Long")
    for _ in range(45):
        make_episode(show)
    last = read(client.get("/shows/long/", {"page": "3"})).one("main").text
    assert read(client.get("/shows/long/", {"page": "10000000000000000000000"})).one("main").text == last


@pytest.mark.parametrize(
    "path",
    [
        "/shows/none/",
        "/shows/none/none/",
        "/shows/old-show/none/",
        "/shows/old-show/old-episode/highlights/none/",
        "/shows/old-show/none/transcript/",
        "/tags/none/",
        "/tags/old-tag+none/",
        "/tags/" + "+".join(f"t{n}" for n in range(2000)) + "/",
        "/tags/%00/",
        "/people/none/",
        "/people/" + "x" * 60_000 + "/",
        "/quotes/999999999999999999999999/",
        "/clips/0/",
        "/clips/99999999999999999999/",
        "/shows/%F0%9F%8E%99/",
        "/shows/%ff/",
    ],
)
def test_what_is_not_there_is_a_404_with_a_way_on(client, site, path):
    response = client.get(path)
    assert response.status_code == 404
    assert b"Latest episodes" in response.content


def test_pages_take_only_get_and_head(client, site):
    assert client.post("/").status_code == 405
    assert client.head(site[1].get_absolute_url()).status_code == 200


def test_anonymous_pages_set_no_cookie_and_vary_on_encoding_only(client, site):
    urls = ["/", "/tags/", "/quotes/", *(thing.get_absolute_url() for thing in site)]
    for url in urls:
        response = client.get(url)
        assert not response.cookies, url
        assert response.get("Vary") == "Accept-Encoding", url


def test_the_policy_allows_nothing_inline(client, site):
    response = client.get(site[1].get_absolute_url())
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert b"style=" not in response.content
    assert b"<style" not in response.content
    assert b"<script>" not in response.content


def test_an_address_in_another_script_never_leads_to_itself(client):
    episode = make_episode(make_show(title="日本語ショー"), title="第一回")
    assert client.get(episode.get_absolute_url()).status_code == 200
    assert client.get(episode.get_transcript_url()).status_code == 404
    canonical = read(client.get(episode.get_absolute_url())).one("link", rel="canonical").attrs["href"]
    assert canonical.endswith(episode.get_absolute_url())
