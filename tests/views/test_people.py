"""People: what they took part in and said, what about and with whom, and the index of all."""

import pytest

from episodes.models import Credit, PastSlug, Role, Status
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


def section(page, title):
    """The part of a page below a heading."""
    [found] = [part for part in page.all("section") if part.one("h2").text == title]
    return found


def counts(part):
    """``{name: number}`` of a list of names with numbers."""
    return {item.one("a").text: int(item.one("span").text) for item in part.one("ul", "counted").all("li")}


def test_a_person_is_shown_with_roles_quotes_and_tags(client):
    person = make_person(name="Mina Orso", biography="Records *harbours*.", links="Site https://mina.example")
    episode = make_episode(title="Tides", guest=person)
    Credit.objects.create(episode=episode, person=person, role=Role.WRITER)
    make_quote(make_highlight(episode, tags=["bells"]), text="The sea keeps its own books.", speaker=person)
    page = read(client.get(person.get_absolute_url()))
    assert page.one("h1").text == "Mina Orso"
    head = page.one("header", "episode-head").text
    assert "Guest in one episode, behind the scenes of one episode" in head
    assert "Records harbours." in head
    assert counts(section(page, "Speaks about")) == {"bells": 1}
    assert page.one("blockquote").text == "The sea keeps its own books."
    assert "guest, writer" in section(page, "Episodes").text


def test_a_host_is_shown_with_shows_first_and_those_who_were_there(client):
    host, often, once = (make_person(name=name) for name in ("Host", "Often", "Once"))
    show, other = make_show(title="Room Tone"), make_show(title="Low Tide")
    for show_of, guest in ((show, often), (show, often), (other, once)):
        episode = make_episode(show_of, guest=guest)
        Credit.objects.create(episode=episode, person=host, role=Role.HOST)
    page = read(client.get(host.get_absolute_url()))
    assert next(part.one("h2").text for part in page.all("section")) == "Hosts"
    assert section(page, "Hosts").text.endswith("Room Tone 2 L Low Tide 1")
    assert counts(section(page, "Together with")) == {"Often": 2, "Once": 1}
    assert "Host of 3 episodes" in page.one("p", "roles").text


def test_a_host_of_many_episodes_has_several_pages(client):
    host = make_person(name="Host")
    for number in range(25):
        make_episode(title=f"Talk {number}", guest=host)
    first = read(client.get(host.get_absolute_url()))
    assert [h.text for h in first.one("ul", "results").all("h3")] == [f"Talk {number}" for number in range(24, 4, -1)]
    second = read(client.get(host.get_absolute_url() + "?page=2"))
    assert [h.text for h in second.one("ul", "results").all("h3")] == [f"Talk {number}" for number in range(4, -1, -1)]


def test_all_quotes_of_a_person_can_be_reached(client):
    speaker = make_person(name="Speaker")
    highlight = make_highlight(make_episode(guest=speaker))
    for number in range(30):
        make_quote(highlight, text=f"Words {number}.", speaker=speaker)
    page = read(client.get(speaker.get_absolute_url()))
    assert len(page.one("ul", "quotes").all("blockquote")) == 6
    [more] = [a.attrs["href"] for a in page.all("a") if a.text == "All 30 quotes"]
    seen = set()
    for number in (1, 2):
        listed = read(client.get(f"{speaker.get_absolute_url()}{more}&page={number}"))
        seen |= {quote.text for quote in listed.one("ul", "quotes").all("blockquote")}
    assert len(seen) == 30


def test_the_highlights_in_which_somebody_is_heard(client):
    speaker = make_person()
    episode = make_episode()
    make_clip(episode, 1, speaker=speaker)
    make_highlight(episode, title="Heard here", body="Claim [1].")
    make_highlight(episode, title="Not here")
    page = read(client.get(speaker.get_absolute_url()))
    assert [h.text for h in section(page, "Heard in").all("h3")] == ["Heard here"]


@pytest.mark.parametrize("kind", ["nothing", "", "quotes", "\x00", "9" * 5000])
def test_any_kind_that_an_address_names_gives_a_page(client, kind):
    person = make_person()
    make_episode(guest=person, title="Tides")
    page = read(client.get(person.get_absolute_url(), {"kind": kind, "page": "10" * 20}))
    assert [h.text for h in section(page, "Episodes").all("h3")] == ["Tides"]


def test_drafts_count_nowhere(client):
    person, other = make_person(name="Mina"), make_person(name="Only in a draft")
    make_highlight(make_episode(guest=person), tags=["sea"])
    draft = make_episode(status=Status.DRAFT, guest=person, tags=["secret"])
    Credit.objects.create(episode=draft, person=other)
    make_quote(make_highlight(draft, tags=["secret"]), speaker=person)
    make_quote(make_highlight(status=Status.DRAFT, tags=["secret"]), speaker=person)
    page = read(client.get(person.get_absolute_url()))
    assert "secret" not in page.text
    assert "Together with" not in page.text
    assert next(row.text for row in page.one("dl", "facts").all("dd")) == "1"
    index = read(client.get("/people/"))
    assert "Only in a draft" not in index.text
    assert index.one("h2").text == "One person"
    assert client.get(other.get_absolute_url()).status_code == 404


class TestIndex:
    def test_counts_public_episodes_once(self, client):
        person = make_person(name="Twice")
        episode = make_episode(make_show(title="Room Tone"), guest=person)
        Credit.objects.create(episode=episode, person=person, role=Role.HOST)
        assert "Twice Hosts Room Tone · one episode" in read(client.get("/people/")).one("ul", "people").text

    def test_narrows_by_part_and_by_name(self, client):
        for name, role in (("Ana Gale", Role.HOST), ("Ben Gale", Role.GUEST), ("Cy", Role.SOUND)):
            Credit.objects.create(episode=make_episode(), person=make_person(name=name), role=role)

        def names(**asked):
            page = read(client.get("/people/", asked))
            return [a.text for people in page.all("ul", "people") for a in people.all("a")]

        assert names() == ["Ana Gale", "Ben Gale", "Cy"]
        assert names(role="hosts") == ["Ana Gale"]
        assert names(role="crew") == ["Cy"]
        assert names(q="gale") == ["Ana Gale", "Ben Gale"]
        assert names(q="gale", role="guests") == ["Ben Gale"]
        assert names(q="nobody\x00") == []
        menu = read(client.get("/people/")).one("nav", "kinds").text
        assert menu == "Everybody 3 Hosts 1 Guests 1 Behind the scenes 1"

    def test_stands_by_letter_on_several_pages(self, client):
        episode = make_episode()
        for number in range(130):
            Credit.objects.create(episode=episode, person=make_person(name=f"{'ae'[number % 2]}-{number:03}"))
        Credit.objects.create(episode=episode, person=make_person(name="Édith"))
        first = read(client.get("/people/"))
        links = {a.text: a.attrs["href"] for a in first.one("nav", "letters").all("a")}
        assert links == {"A": "#letter-A", "E": "#letter-E"}
        second = read(client.get("/people/?page=2")).one("ul", "people")
        assert [h.text for h in second.all("h3")] == ["E"]
        assert second.all("a")[-1].text == "Édith"

    def test_has_those_who_are_only_heard(self, client):
        speaker = make_person(name="Only in the transcript")
        make_episode().cues.create(start_ms=0, end_ms=900, text="Words", speaker=speaker)
        page = read(client.get("/people/"))
        assert [a.text for a in page.one("ul", "people").all("a")] == ["Only in the transcript"]


def test_a_past_address_leads_on(client):
    person = make_person(name="Mina")
    make_episode(guest=person)
    before = person.get_absolute_url()
    person.slug = "mina-orso"
    person.save()
    assert PastSlug.objects.exists()
    response = client.get(f"{before}?kind=quotes")
    assert response["Location"] == "/people/mina-orso/?kind=quotes"
