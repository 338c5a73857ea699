"""The episode page: what stands on it, in which order, and what vanishes."""

import pytest

from episodes.models import Citation, Credit, Evidence, RelatedEpisode, Role
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    """An episode with everything, after one and before another of its show."""
    show = make_show(title="Harbour Talk")
    earlier = make_episode(show, title="The one before")
    guest, host = make_person(name="Mina Orso"), make_person(name="Tom Reyl")
    episode = make_episode(
        show,
        title="Tides: A conversation",
        tags=["tides", "software engineering"],
        guest=guest,
        audio_url="https://a.example/t.mp3",
    )
    Credit.objects.create(episode=episode, person=host, role=Role.HOST, position=1)
    clips = [make_clip(episode, speaker=guest) for _ in range(3)]
    first = make_highlight(
        episode,
        title="Water levels",
        body="Levels rise [1]. They fall [2], and fall [2].",
        tags=["tides"],
        takeaway="It moves.",
    )
    second = make_highlight(episode, title="Harbour bells", body="Bells carry [3][1].")
    make_quote(first, text="The sea keeps its own books.", speaker=guest, clip=clips[1])
    Citation.objects.filter(highlight=first).update(evidence=Evidence.HEARD)
    other = make_episode(show, title="The one after")
    RelatedEpisode.objects.create(episode=episode, related=earlier, reason="The same quay")
    episode.parts = (first, second, other)
    return episode


def get(client, episode):
    return read(client.get(episode.get_absolute_url()))


def test_parts_come_in_order(client, episode):
    page = get(client, episode)
    headings = [e.text for e in page.one("main").walk() if e.tag in ("h1", "h2")]
    assert headings == [
        "Tides: A conversation",
        "Where in the episode",
        "Popular Clips",
        "Episode Highlights",
        "Moments cited",
        "Related Episodes",
    ]
    head = page.one("header", "episode-head").text
    facts = [
        "Harbour Talk",
        "Tides: A conversation",
        "Mina Orso guest",
        "Tom Reyl host",
        episode.summary,
        "tides",
        "software engineering",
    ]
    assert [head.index(words) for words in facts] == sorted(head.index(words) for words in facts)


def test_a_section_has_body_quote_takeaway_tags_and_permalink(client, episode):
    section = get(client, episode).one("section", id="water-levels")
    assert section.one("h3").text == "Water levels"
    assert section.one("blockquote").text == "The sea keeps its own books."
    assert "Mina Orso" in section.one("figcaption").text
    assert section.one("p", "takeaway").text == "Takeaway It moves."
    assert [a.text for a in section.one("ul", "tags").all("a")] == ["tides"]
    assert section.one("a", "permalink").attrs["href"] == episode.parts[0].get_absolute_url()


def test_every_citation_leads_to_its_clip_and_back(client, episode):
    page = get(client, episode)
    chips = page.all("a", "cite")
    assert [(chip.text, chip.attrs["href"], chip.attrs["id"]) for chip in chips] == [
        ("1", "#clip-1", "cite-1"),
        ("2", "#clip-2", "cite-2"),
        ("2", "#clip-2", "cite-2-2"),
        ("3", "#clip-3", "cite-3"),
        ("1", "#clip-1", "cite-1-2"),
    ]
    backs = {
        li.attrs["id"]: [a.attrs["href"] for a in li.one("p", "back").all("a")]
        for li in page.one("ol", "clip-list").all("li")
    }
    assert backs == {"clip-1": ["#cite-1", "#cite-1-2"], "clip-2": ["#cite-2", "#cite-2-2"], "clip-3": ["#cite-3"]}
    texts = [a.text for a in page.one(id="clip-2").one("p", "back").all("a")]
    assert texts == ["Water levels", "again"]


def test_evidence_shows_on_chips_and_in_the_count(client, episode):
    page = get(client, episode)
    unchecked = [chip.attrs["id"] for chip in page.all("a", "cite--unchecked")]
    assert unchecked == ["cite-3", "cite-1-2"]
    assert (
        page.one("section", id="moments")
        .one("div", "part__head")
        .text.endswith("1 of 3 moments checked by the editors")
    )


def test_identifiers_on_the_page_are_unique(client, episode):
    ids = [e.attrs["id"] for e in get(client, episode).walk() if "id" in e.attrs]
    assert len(ids) == len(set(ids))


def test_a_clip_without_a_place_has_no_play_control(client, episode):
    clip = make_clip(episode, title="Somewhere in it", start_ms=None, end_ms=None, featured=True)
    popular = get(client, episode).one("ul", "clips").all("li")[0]
    assert clip.title in popular.text
    assert popular.all("a", "play") == []


def test_popular_clips_are_picks_first_then_the_most_cited(client, episode):
    make_clip(episode, 9, title="The pick", featured=True)
    make_clip(episode, 10, title="Never cited")
    titles = [h3.text for h3 in get(client, episode).one("ul", "clips").all("h3")]
    assert titles == ["The pick", "Clip 1", "Clip 2", "Clip 3"]


def test_a_play_link_is_a_media_fragment(client, episode):
    hrefs = {a.attrs["href"] for a in get(client, episode).all("a", "play")}
    assert "https://a.example/t.mp3#t=60,80" in hrefs


def test_related_previous_and_next(client, episode):
    page = get(client, episode)
    related = page.one("section", "related").all("li")
    assert next(li.text for li in related).startswith("The same quay The one before")
    assert page.one("a", rel="prev").text == "Previous The one before"
    assert page.one("a", rel="next").text == "Next The one after"


def test_empty_parts_vanish(client):
    page = get(client, make_episode(title="Bare", summary=""))
    assert [e.text for e in page.one("main").walk() if e.tag in ("h1", "h2")] == ["Bare"]
    main = page.one("main")
    assert main.all("audio") == main.all("nav") == main.all("ul") == main.all("svg", "coverage__strip") == []


def test_content_carries_the_language_of_its_show(client):
    episode = make_episode(make_show(title="عنوان", language="ar"), title="حلقة")
    article = get(client, episode).one("article")
    assert (article.attrs["lang"], article.attrs["dir"]) == ("ar", "rtl")


def test_a_marker_without_a_clip_stays_text(client, episode):
    make_highlight(episode, title="Odd one", body="A claim [77].")
    section = get(client, episode).one("section", id="odd-one")
    assert "[77]" in section.text
    assert section.all("a", "cite") == []


def test_the_strip_shows_each_cited_moment_at_its_place(client, episode):
    strip = get(client, episode).one("svg", "coverage__strip")
    flags = {e.one("a").attrs["href"]: e.attrs["x"] for e in strip.all("svg", "coverage__mark")}
    assert flags == {"#clip-1": "1.67%", "#clip-2": "3.33%", "#clip-3": "5%"}


def test_no_name_of_a_section_takes_an_identifier_of_the_page(client, episode):
    for name in ("Minor", "Coverage title", "Popular title", "Title 1", "Content", "Moments", "Clip 1", "Quote 1"):
        make_highlight(episode, title=name, body="Claim [1].")
    ids = [e.attrs["id"] for e in get(client, episode).walk() if "id" in e.attrs]
    assert len(ids) == len(set(ids))


def test_links_of_an_episode_stand_with_its_notes(client):
    episode = make_episode(links="The paper https://paper.example/1")
    [link] = [a for a in get(client, episode).all("a") if a.text == "The paper"]
    assert link.attrs["href"] == "https://paper.example/1"


def test_a_related_title_carries_the_language_of_its_own_show(client, episode):
    other = make_episode(make_show(title="عنوان", language="ar"), title="حلقة")
    RelatedEpisode.objects.create(episode=episode, related=other)
    languages = {
        li.one("h3").text: li.attrs.get("lang") for li in get(client, episode).one("section", "related").all("li")
    }
    assert languages["حلقة"] == "ar"
    assert languages["The one before"] == "en"
