"""Answers: what they say of a thing, and how they travel."""

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import pytest
from lxml import html

from episodes.models import Citation, Clip, Episode, Evidence, Highlight, Person, Quote, Show, Status, Tag
from tests.pages import parse
from tests.views.test_hostile import HOSTILE, fill, offences

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
NAMES = {"show": "shows", "episode": "episodes", "highlight": "highlights", "quote": "quotes", "clip": "clips",
         "person": "people", "tag": "tags"}  # fmt: skip


def of(client, site, name):
    return client.get(f"/api/{NAMES[name]}/{site[name].pk}").json()


@pytest.mark.parametrize("name", NAMES)
def test_everything_says_what_it_is_and_where(client, site, name):
    thing = of(client, site, name)
    assert (thing["id"], thing["type"]) == (site[name].pk, name)
    assert thing["url"] == SITE + site[name].get_absolute_url()
    assert thing["api_url"] == f"{SITE}/api/{NAMES[name]}/{site[name].pk}"
    assert client.get(thing["api_url"].removeprefix(SITE)).json() == thing
    assert thing["language"]
    in_list = {item["id"]: item for item in client.get(f"/api/{NAMES[name]}").json()["items"]}
    assert in_list[thing["id"]] == thing


def test_a_highlight_comes_with_all_that_hangs_on_it(client, site):
    Citation.objects.update(evidence=Evidence.HEARD)
    found = of(client, site, "highlight")
    assert found["body"] == "Tides are *slow* [1], see [here](/about/)."
    body = html.fromstring(found["body_html"])
    assert [link.get("href") for link in body.iter("a")] == [
        SITE + site["clip"].get_absolute_url(),
        f"{SITE}/about/",
    ]
    [citation] = found["citations"]
    assert (citation["number"], citation["evidence"], citation["excerpt"]) == (1, "heard", "The tide is slow.")
    assert (citation["clip"]["start_ms"], citation["clip"]["end_ms"]) == (62_000, 94_500)
    assert citation["clip"]["audio"] == "https://a.example/x.mp3#t=62,94.5"
    assert citation["speaker"]["name"] == "Ada"
    [quote] = found["quotes"]
    assert (quote["text"], quote["speaker"]["url"]) == ("The tide is slow.", f"{SITE}/people/ada/")
    assert [tag["name"] for tag in found["tags"]] == ["Tides", "Moon"]
    assert [(link["kind"], link["is_incoming"]) for link in found["links"]] == [("disagrees", False)]
    assert found["links"][0]["highlight"]["id"] == site["other"].pk
    assert found["language"] == "de"
    assert RFC_3339.fullmatch(found["published_at"])
    [link] = of(client, {"highlight": site["other"]}, "highlight")["links"]
    assert (link["is_incoming"], link["highlight"]["title"]) == (True, "Moon")


def test_what_a_clip_is_to_be_rechecked_for_is_not_heard(client, site):
    Citation.objects.update(evidence=Evidence.HEARD)
    Clip.objects.update(recheck="lost")
    assert of(client, site, "highlight")["citations"][0]["evidence"] == "unchecked"
    assert of(client, site, "clip")["cited_in"][0]["evidence"] == "unchecked"


def test_an_episode_names_its_people_audio_and_transcript(client, site):
    found = of(client, site, "episode")
    assert [(credit["role"], credit["person"]["name"]) for credit in found["people"]] == [("guest", "Ada")]
    assert found["audio"]["url"] == "https://a.example/x.mp3"
    lines = client.get(found["transcript_url"].removeprefix(SITE)).json()
    assert [line["text"] for line in lines["items"]] == ["The tide", "is slow."]
    assert [line["speaker"] and line["speaker"]["name"] for line in lines["items"]] == ["Ada", None]
    assert lines["items"][0]["url"] == f"{SITE}{site['episode'].get_transcript_url()}#t=1:01"
    assert [highlight["title"] for highlight in found["highlights"]] == ["Moon"]


def test_counts_are_those_of_what_is_public(client, site):
    assert of(client, site, "show")["counts"] == {"episodes": 2, "highlights": 2, "quotes": 1}
    assert of(client, site, "tag")["counts"] == {"episodes": 0, "highlights": 2, "quotes": 1}
    assert of(client, site, "person")["counts"] == {"episodes": 1, "highlights": 1, "quotes": 1}
    index = client.get("/api/").json()
    assert {name: index[name] for name in ("episodes", "highlights", "quotes")} == {
        "episodes": 2,
        "highlights": 2,
        "quotes": 1,
    }


@pytest.mark.parametrize("url", ["/api/", "/api/tags", "/api/openapi.json", "/api/highlights/{pk}"])
def test_what_is_the_same_is_not_sent_again(client, site, url):
    url = url.format(pk=site["highlight"].pk)
    first = client.get(url)
    same = client.get(url, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert same["Access-Control-Allow-Origin"] == "*"
    assert same["ETag"] == first["ETag"]
    assert "max-age" in first["Cache-Control"] and "public" in first["Cache-Control"]
    Tag.objects.filter(pk=site["tag"].pk).update(name="Tide")
    Show.objects.update(slug="waves")
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == (
        200 if "tags" in url or "highlights" in url else 304
    )


def test_it_says_when_a_thing_last_changed(client, site):
    client.get("/api/")
    changed = Episode.objects.get(pk=site["episode"].pk).changed_at
    response = client.get(f"/api/highlights/{site['highlight'].pk}")
    assert parsedate_to_datetime(response["Last-Modified"]) == changed.replace(microsecond=0)
    assert datetime.fromisoformat(response.json()["updated_at"]) == changed.replace(microsecond=0, tzinfo=UTC)


@pytest.mark.parametrize("url", ["/api/", "/api/tags", "/api/tags/1", "/api/openapi.json", "/api/nowhere"])
def test_every_site_may_ask_and_nobody_may_write(client, site, url):
    asked = client.options(url, headers={"origin": "https://a.example", "access-control-request-method": "GET"})
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for response in (asked, client.get(url), client.head(url), client.delete(url)):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies
    assert client.head(url).content == b""
    for method in ("post", "put", "patch", "delete"):
        response = getattr(client, method)(url)
        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    client.handler.enforce_csrf_checks = True
    assert client.post(url).status_code == 405


def test_only_the_index_is_another_one_for_a_browser(client, site):
    browser = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = client.get("/api/", headers=browser)
    assert page["Content-Type"].startswith("text/html")
    assert "Accept" in page["Vary"] and "Accept" in client.get("/api/")["Vary"]
    links = [link for link in html.fromstring(page.content).iter("a") if link.get("href").startswith("/api/")]
    assert len(links) >= 6
    for link in links:
        assert client.get(link.get("href")).status_code == 200, link.get("href")
    for url in ("/api/tags", "/api/openapi.json", "/api/nowhere"):
        response = client.get(url, headers=browser)
        assert "json" in response["Content-Type"]
        assert "Accept" not in response.get("Vary", "").replace("Accept-Encoding", "")
    assert client.get("/api/", headers={"accept": "*/*"})["Content-Type"] == "application/json"


def test_an_empty_site_has_an_api(client):
    browser = {"accept": "text/html"}
    assert client.get("/api/", headers=browser).status_code == 200
    for name in NAMES.values():
        assert client.get(f"/api/{name}").json() == {"items": [], "next": None}


def test_what_was_withdrawn_is_gone_with_its_reason(client, site):
    Episode.objects.filter(pk=site["episode"].pk).update(status=Status.WITHDRAWN, withdrawn_reason="It was wrong.")
    for name in ("episode", "highlight", "quote", "clip"):
        response = client.get(f"/api/{NAMES[name]}/{site[name].pk}")
        assert response.status_code == 410, name
        assert response.json()["detail"] in ("It was wrong.", "The editors have taken it back.")
    Episode.objects.update(status=Status.DRAFT)
    for name in ("show", "episode", "highlight", "quote", "clip", "person", "tag"):
        assert client.get(f"/api/{NAMES[name]}/{site[name].pk}").status_code == 404, name


@pytest.mark.parametrize("url", ["/api/tags/0", "/api/tags/" + "9" * 30, "/api/clips/" + "9" * 19, "/api/tags/x"])
def test_no_such_thing_is_told_so(client, url):
    response = client.get(url)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_text_is_text_in_json_and_harmless_in_html(client, words):
    fill(words)
    models = {"shows": Show, "episodes": Episode, "highlights": Highlight, "quotes": Quote, "clips": Clip,
              "people": Person, "tags": Tag}  # fmt: skip
    for name, model in models.items():
        found = client.get(f"/api/{name}").json()
        assert len(found["items"]) == model.objects.count()
        for item in found["items"]:
            for key, value in item.items():
                if key.endswith("_html"):
                    assert [offence for part in parse(value).walk() for offence in offences(part)] == []
    assert json.loads(client.get(f"/api/highlights/{Highlight.objects.get().pk}").content)["body"] == f"{words} [1]"
    page = client.get("/api/", headers={"accept": "text/html"}).content.decode()
    assert [offence for part in parse(page).walk() for offence in offences(part)] == []
