"""Quotes: browsed by person, tag and show, and a page each with its neighbours."""

import pytest

from episodes.models import Status, Tag, TagAlias
from tests.factories import make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def voices():
    """``{words: quote}``: two people, two tags, two shows."""
    mina, ada = make_person(name="Mina Orso"), make_person(name="Ada")
    tone, tide = make_show(title="Room Tone"), make_show(title="Low Tide")
    said = [
        ("first", mina, tone, ["sea"]),
        ("second", mina, tone, ["sea", "bells"]),
        ("third", mina, tide, ["bells"]),
        ("fourth", ada, tide, ["sea"]),
    ]
    return {
        words: make_quote(make_highlight(make_episode(show), tags=tags), text=words, speaker=person)
        for words, person, show, tags in said
    }


def shown(page):
    return [quote.text for quote in page.all("blockquote")]


def facets(page):
    """``{heading: {name: number}}`` of what narrows a list."""
    menu = page.one("nav", "filters")
    lists = [{item.one("a").text: int(item.one("span").text) for item in ul.all("li")} for ul in menu.all("ul")]
    return dict(zip([heading.text for heading in menu.all("h2")], lists, strict=True))


def test_the_list_is_narrowed_by_person_tag_and_show(client, voices):
    everything = read(client.get("/quotes/"))
    assert shown(everything) == ["fourth", "third", "second", "first"]
    assert facets(everything) == {
        "Person": {"Mina Orso": 3, "Ada": 1},
        "Tag": {"sea": 3, "bells": 2},
        "Show": {"Room Tone": 2, "Low Tide": 2},
    }
    by_mina = read(client.get("/quotes/?person=mina-orso"))
    assert shown(by_mina) == ["third", "second", "first"]
    assert facets(by_mina) == {"Tag": {"sea": 2, "bells": 2}, "Show": {"Room Tone": 2, "Low Tide": 1}}
    of_sea = read(client.get("/quotes/?person=mina-orso&tag=sea"))
    assert shown(of_sea) == ["second", "first"]
    assert facets(of_sea) == {"Show": {"Room Tone": 2}}
    assert shown(read(client.get("/quotes/?person=mina-orso&tag=bells&show=low-tide"))) == ["third"]


def test_every_number_is_what_its_link_shows(client, voices):
    for question in ("", "?person=mina-orso", "?tag=sea", "?show=low-tide", "?tag=bells&show=room-tone"):
        menu = read(client.get(f"/quotes/{question}")).all("nav", "filters")
        for item in [item for nav in menu for item in nav.all("li")]:
            left = read(client.get(item.one("a").attrs["href"]))
            assert len(shown(left)) == int(item.one("span").text), (question, item.text)


def test_what_was_chosen_can_be_taken_back_by_itself(client, voices):
    page = read(client.get("/quotes/?show=room-tone&tag=sea&person=mina-orso"))
    chips = {chip.text: chip.attrs["href"] for chip in page.one("ul", "chips").all("a")}
    assert chips == {
        "Remove Mina Orso ×": "/quotes/?tag=sea&show=room-tone",
        "Remove sea ×": "/quotes/?person=mina-orso&show=room-tone",
        "Remove Room Tone ×": "/quotes/?person=mina-orso&tag=sea",
    }


def test_aliases_and_past_addresses_are_understood(client, voices):
    TagAlias.objects.create(tag=Tag.objects.get(name="sea"), name="Ocean")
    mina = voices["first"].speaker
    mina.slug = "mina"
    mina.save()
    assert shown(read(client.get("/quotes/?tag=ocean&person=mina-orso"))) == ["second", "first"]


@pytest.mark.parametrize(
    "question",
    ["?tag=nothing", "?person=%00", "?show=" + "x" * 6000, "?tag=sea%2Bbells", "?tag=a&tag=b", "?page=" + "9" * 400],
)
def test_any_question_gives_a_page(client, voices, question):
    assert client.get(f"/quotes/{question}").status_code == 200


def test_what_nobody_has_leaves_nothing_and_can_be_removed(client, voices):
    page = read(client.get("/quotes/?tag=nothing&show=low-tide"))
    assert shown(page) == []
    chips = [chip.attrs["href"] for chip in page.one("ul", "chips").all("a")]
    assert chips == ["/quotes/?show=low-tide", "/quotes/?tag=nothing"]


def test_the_list_has_pages_that_keep_the_question(client):
    person = make_person(name="Mina")
    highlight = make_highlight(make_episode())
    for number in range(45):
        make_quote(highlight, text=f"Words {number:02}", speaker=person)
    seen, url = [], "?person=mina"
    while url:
        page = read(client.get(f"/quotes/{url}"))
        seen += shown(page)
        url = next((a.attrs["href"] for a in page.all("a", rel="next")), None)
    assert seen == [f"Words {number:02}" for number in range(45)]


def test_drafts_count_nowhere(client, voices):
    hidden = make_person(name="Hidden")
    make_quote(make_highlight(status=Status.DRAFT, tags=["sea", "secret"]), speaker=hidden)
    make_quote(make_highlight(make_episode(status=Status.DRAFT), tags=["sea"]), speaker=voices["first"].speaker)
    page = read(client.get("/quotes/"))
    assert facets(page)["Tag"] == {"sea": 3, "bells": 2}
    assert facets(page)["Person"] == {"Mina Orso": 3, "Ada": 1}
    assert "hidden" not in read(client.get("/quotes/?person=hidden")).one("div", "reading").text.lower()


def test_a_quote_stands_among_others(client, voices):
    page = read(client.get(voices["third"].get_absolute_url()))
    titles = [part.one("h2").text for part in page.all("section")]
    assert titles == ["More from Mina Orso", "More about bells"][: len(titles)]
    assert shown(page)[:3] == ["third", "second", "first"]
    pager = page.one("nav", "pager")
    assert [a.text for a in pager.all("a")] == ["Newer quote fourth", "Older quote second"]


def test_neighbours_lead_through_all_quotes_once(client, voices):
    quote = make_quote(voices["fourth"].highlight, text="fifth")
    make_quote(make_highlight(voices["fourth"].highlight.episode, status=Status.DRAFT), text="draft")
    seen, url = [], voices["fourth"].get_absolute_url()
    assert not read(client.get(url)).all("a", rel="prev")
    while url:
        page = read(client.get(url))
        seen.append(shown(page)[0])
        url = next((a.attrs["href"] for a in page.all("a", rel="next")), None)
    assert seen == ["fourth", "fifth", "third", "second", "first"]
    assert "From the same episode" in read(client.get(quote.get_absolute_url())).text
