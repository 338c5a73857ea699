"""Structured data: what extruct, which is not ours, finds on each page is what schema.org calls it."""

import json
import re

import extruct
import pytest
from django.core.files.base import ContentFile

from episodes.models import Credit, Episode, Role, Show, SiteSettings, Status
from episodes.text.html import json_data
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read
from tests.seo.vocabulary import RECOMMENDED, every, problems
from tests.views.test_hostile import HOSTILE, fill

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def episode():
    show = make_show(
        title="Show",
        slug="show",
        description="About *models*.",
        author="Ada",
        language="de",
        site_url="https://s.example/",
    )
    guest = make_person(name="Grace Hopper", slug="grace", biography="She *made* it.", links="Site https://g.example/")
    episode = make_episode(
        show,
        title="Main",
        slug="main",
        summary="A summary.",
        tags=["t", "u"],
        guest=guest,
        number=7,
        season=2,
        audio_url="https://audio.example/a b.mp3",
        audio_type="audio/mpeg",
        audio_bytes=123,
        audio_offset_ms=2_500,
    )
    Credit.objects.create(episode=episode, person=make_person(name="Pro", slug="pro"), role=Role.PRODUCER)
    clip = make_clip(episode, 2, title="Later", excerpt="Her words, and more.", speaker=guest)
    make_clip(episode, 1, title="Sooner")
    make_clip(episode, 3, title="Unplaced", start_ms=None, end_ms=None, featured=True)
    highlight = make_highlight(
        episode, title="Part", slug="part", body="Claim [2] and [1].", takeaway="So.", tags=["t"], featured=True
    )
    make_quote(highlight, text="Her words.", clip=clip, speaker=guest)
    return episode


def graph(client, url):
    """The nodes that an independent reader finds, each by its type; every page has one data block."""
    response = client.get(url)
    blocks = read(response).all("script", type="application/ld+json")
    assert len(blocks) == 1, url
    [found] = extruct.extract(response.content.decode(), base_url=SITE + url, syntaxes=["json-ld"])["json-ld"]
    assert found["@context"] == "https://schema.org"
    assert list(problems(found["@graph"])) == [], url
    return {node["@type"]: node for node in found["@graph"]}


def way(nodes):
    return [(step["name"], step["item"].removeprefix(SITE)) for step in nodes["BreadcrumbList"]["itemListElement"]]


def test_an_episode(client, episode):
    nodes = graph(client, episode.get_absolute_url())
    said = nodes["PodcastEpisode"]
    assert RECOMMENDED["PodcastEpisode"] <= said.keys()
    assert (said["name"], said["description"], said["inLanguage"]) == ("Main", "A summary.", "de")
    assert said["url"] == said["@id"] == SITE + episode.get_absolute_url()
    assert (said["episodeNumber"], said["partOfSeason"]["seasonNumber"]) == (7, 2)
    assert said["timeRequired"] == "PT60M0S"
    assert said["partOfSeries"]["name"] == "Show"
    assert [person["url"] for person in said["actor"]] == [f"{SITE}/people/grace/"]
    assert [person["name"] for person in said["producer"]] == ["Pro"]
    assert said["keywords"] == ["t", "u"]
    assert said["datePublished"] == episode.published_at.isoformat()
    audio = said["associatedMedia"]
    assert (audio["contentUrl"], audio["encodingFormat"]) == ("https://audio.example/a%20b.mp3", "audio/mpeg")
    # Where they are heard: the recording begins two and a half seconds early.
    clips = [(clip["name"], clip["startOffset"], clip["endOffset"]) for clip in said["hasPart"]]
    assert clips == [("Sooner", 62.5, 82.5), ("Later", 122.5, 142.5)]
    assert said["hasPart"][1]["url"] == SITE + episode.clips.get(number=2).get_absolute_url()
    assert way(nodes) == [("Home", "/"), ("Show", "/shows/show/"), ("Main", "/shows/show/main/")]


def test_a_show(client, episode):
    nodes = graph(client, "/shows/show/")
    said = nodes["PodcastSeries"]
    assert RECOMMENDED["PodcastSeries"] <= said.keys()
    assert (said["webFeed"], said["author"]["name"]) == (f"{SITE}/shows/show/feed.xml", "Ada")
    assert (said["sameAs"], said["isFamilyFriendly"]) == (["https://s.example/"], True)
    assert way(nodes) == [("Home", "/"), ("Shows", "/shows/"), ("Show", "/shows/show/")]
    Show.objects.update(author="", explicit=True)
    said = graph(client, "/shows/show/")["PodcastSeries"]
    assert "author" not in said and said["isFamilyFriendly"] is False


def test_a_highlight(client, episode):
    nodes = graph(client, episode.highlights.get().get_absolute_url())
    said = nodes["Article"]
    assert RECOMMENDED["Article"] <= said.keys()
    assert (said["headline"], said["abstract"], said["isPartOf"]["name"]) == ("Part", "So.", "Main")
    assert [clip["name"] for clip in said["citation"]] == ["Later", "Sooner"]
    assert [quote["text"] for quote in said["hasPart"]] == ["Her words."]
    assert way(nodes)[-1] == ("Part", "/shows/show/main/highlights/part/")


def test_a_clip(client, episode):
    clip = episode.clips.get(number=2)
    nodes = graph(client, clip.get_absolute_url())
    said = nodes["Clip"]
    assert RECOMMENDED["Clip"] <= said.keys()
    assert (said["startOffset"], said["actor"]["name"]) == (122.5, "Grace Hopper")
    assert said["associatedMedia"]["contentUrl"] == "https://audio.example/a%20b.mp3#t=122.5,142.5"
    unplaced = graph(client, episode.clips.get(number=3).get_absolute_url())["Clip"]
    assert not {"startOffset", "endOffset", "associatedMedia"} & unplaced.keys()


def test_a_quote(client, episode):
    quote = episode.highlights.get().quotes.get()
    nodes = graph(client, quote.get_absolute_url())
    said = nodes["Quotation"]
    assert RECOMMENDED["Quotation"] <= said.keys()
    assert said["text"] == "Her words."
    assert said["spokenByCharacter"] == said["creator"]
    assert said["spokenByCharacter"]["url"] == f"{SITE}/people/grace/"
    assert said["isBasedOn"]["name"] == "Later"
    assert way(nodes)[1:] == [("Quotes", "/quotes/"), ("Her words.", quote.get_absolute_url())]


def test_a_person(client, episode):
    nodes = graph(client, "/people/grace/")
    said = nodes["Person"]
    assert RECOMMENDED["Person"] <= said.keys()
    assert (said["description"], said["sameAs"]) == ("She made it.", ["https://g.example/"])
    assert said["knowsAbout"] == ["t", "u"]
    assert nodes["ProfilePage"]["mainEntity"] == {"@id": said["@id"]}


def test_the_site_and_its_search(client, episode):
    site = SiteSettings(name="Site", tagline="Line")
    site.logo.save("logo.png", ContentFile(PIXEL))
    said = graph(client, "/")["WebSite"]
    assert (said["name"], said["description"], said["url"]) == ("Site", "Line", f"{SITE}/")
    action = said["potentialAction"]
    assert action["target"]["urlTemplate"] == f"{SITE}/search/?q={{search_term_string}}"
    assert action["query-input"] == "required name=search_term_string"
    assert said["publisher"]["logo"]["url"].startswith(f"{SITE}/media/logos/logo")
    site.logo.delete()


def test_every_page_says_where_it_is(client, episode):
    Episode.objects.filter(pk=episode.pk).update(speech={"0": "M0 0h5"})
    episode.cues.create(start_ms=0, end_ms=900, text="Words")
    SiteSettings(about="About us.").save()
    for url, kind, steps in [
        ("/tags/", "CollectionPage", [("Tags", "/tags/")]),
        ("/tags/t/", "CollectionPage", [("Tags", "/tags/"), ("t", "/tags/t/")]),
        ("/people/", "CollectionPage", [("People", "/people/")]),
        ("/quotes/", "CollectionPage", [("Quotes", "/quotes/")]),
        ("/shows/", "CollectionPage", [("Shows", "/shows/")]),
        ("/about/", "WebPage", [("About", "/about/")]),
    ]:
        nodes = graph(client, url)
        assert kind in nodes, url
        assert way(nodes) == [("Home", "/"), *steps]
    nodes = graph(client, episode.get_transcript_url())
    assert nodes["WebPage"]["mainEntity"]["name"] == "Main"
    assert way(nodes)[-1] == ("Transcript", episode.get_transcript_url())
    assert graph(client, "/tags/t/")["CollectionPage"]["about"][0]["name"] == "t"


def test_what_is_not_public_is_not_said(client, episode):
    draft = make_highlight(episode, title="Secret", body="[4]", status=Status.DRAFT)
    make_clip(episode, 4, title="Secret")
    make_quote(draft, text="Secret")
    for url in ("/", "/shows/show/", episode.get_absolute_url(), "/people/grace/"):
        assert "Secret" not in json.dumps(graph(client, url))
    assert read(client.get("/nothing/"), 404).all("script", type="application/ld+json") == []


@pytest.mark.parametrize("words", [*HOSTILE, "</script ><!-- <script>", "]]> \u2028 \u0000"])
def test_hostile_words_stay_in_the_block(client, words):
    if "\x00" not in words:
        for url in fill(words):
            blocks = read(client.get(url)).all("script", type="application/ld+json")
            assert len(blocks) == 1, url
            found = json.loads("".join(blocks[0].children))
            assert list(problems(found["@graph"])) == [], url
            assert all("<" not in block and ">" not in block for block in blocks[0].children), url
    text = json_data({"words": words})
    assert not re.search("[<>&]", text)
    assert json.loads(text) == {"words": words}


def test_the_words_are_those_that_were_typed(client):
    fill(HOSTILE[0])
    url = Episode.objects.get(summary=HOSTILE[0]).get_absolute_url()
    [said] = [node for node in every(list(graph(client, url).values())) if node.get("description") == HOSTILE[0]]
    assert said["name"] == HOSTILE[0]


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db000"
    "00000049454e44ae426082"
)
