"""People: what they took part in and what they said, page by page."""

import pytest

from episodes.models import Credit, Role
from tests.factories import make_episode, make_highlight, make_person, make_quote
from tests.pages import read

pytestmark = pytest.mark.django_db


def test_a_person_is_shown_with_roles_quotes_and_tags(client):
    person = make_person(name="Mina Orso", biography="Records *harbours*.", links="Site https://mina.example")
    episode = make_episode(title="Tides", guest=person)
    Credit.objects.create(episode=episode, person=person, role=Role.WRITER)
    make_quote(make_highlight(episode, tags=["bells"]), text="The sea keeps its own books.", speaker=person)
    page = read(client.get(person.get_absolute_url()))
    assert page.one("h1").text == "Mina Orso"
    head = page.one("header", "plain-head").text
    assert "Records harbours." in head
    assert "bells" in head
    assert page.one("blockquote").text == "The sea keeps its own books."
    assert "guest, writer" in page.one("ul", "results").text


def test_a_host_of_many_episodes_has_several_pages(client):
    host = make_person(name="Host")
    for number in range(25):
        make_episode(title=f"Talk {number}", guest=host)
    first = read(client.get(host.get_absolute_url()))
    assert len(first.one("ul", "results").all("h3")) == 20
    second = read(client.get(host.get_absolute_url() + "?page=2"))
    assert len(second.one("ul", "results").all("h3")) == 5


def test_all_quotes_of_a_person_can_be_reached(client):
    speaker = make_person(name="Speaker")
    highlight = make_highlight()
    for number in range(30):
        make_quote(highlight, text=f"Words {number}.", speaker=speaker)
    page = read(client.get(speaker.get_absolute_url()))
    assert len(page.one("ul", "quotes").all("blockquote")) == 12
    [more] = [a.attrs["href"] for a in page.all("a") if a.text == "All 30 quotes"]
    seen = set()
    for number in (1, 2):
        listed = read(client.get(f"{more}&page={number}")).one("ul", "quotes").all("blockquote")
        seen |= {quote.text for quote in listed}
    assert len(seen) == 30


def test_the_index_counts_public_episodes_once(client):
    person = make_person(name="Twice")
    episode = make_episode(guest=person)
    Credit.objects.create(episode=episode, person=person, role=Role.HOST)
    assert "Twice one episode" in read(client.get("/people/")).one("ul", "people").text
