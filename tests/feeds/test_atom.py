"""The Atom feeds: what feedparser and the rules of the RFC, read by lxml, find in them is what went in."""

import feedparser
import pytest

from episodes.models import Episode, Highlight, Person, ShelfKind, Show, Status, Tag, shelf_of
from episodes.queries.atom import MOST, atom_entries
from episodes.queries.shelves import Shelves
from tests.conftest import commit
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.feeds.atom_rules import ATOM, read_atom
from tests.views.test_hostile import HOSTILE, fill

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def highlight():
    show = make_show(title="Gradient & Co", slug="show", description="About *models*.", author="Ada", language="ja")
    episode = make_episode(show, title="Main", slug="main")
    clip = make_clip(episode, 1)
    highlight = make_highlight(
        episode, title="番組 <one>", slug="one", body="A claim [1], [see](../).", takeaway="So.", tags=["B", "a c"]
    )
    make_quote(highlight, text="Her words.", clip=clip, speaker=make_person(name="Grace Hopper"))
    return highlight


def test_feedparser_finds_what_went_in(client, highlight):
    feed = feedparser.parse(client.get("/atom.xml").content)
    assert not feed.bozo
    assert (feed.version, feed.feed.title, feed.feed.link) == ("atom10", "Podsite", f"{SITE}/")
    [entry] = feed.entries
    assert (entry.title, entry.link) == ("番組 <one>", f"{SITE}{highlight.get_absolute_url()}")
    assert entry.author == "Ada"
    assert [person.name for person in entry.contributors] == ["Grace Hopper"]
    assert [(tag.term, tag.label, tag.scheme) for tag in entry.tags] == [
        ("b", "B", f"{SITE}/tags/"),
        ("a-c", "a c", f"{SITE}/tags/"),
    ]
    [content] = entry.content
    assert content.language == "ja"
    clip, quote = highlight.episode.clips.get(), highlight.quotes.get()
    for address in (clip.get_absolute_url(), quote.get_absolute_url(), highlight.episode.get_absolute_url()):
        assert f'href="{SITE}{address}"' in content.value
    assert "Her words." in content.value and "So." in content.value
    assert entry.published == f"{highlight.episode.published_at:%Y-%m-%dT%H:%M:%SZ}"


def test_the_feed_keeps_to_the_rules(client, highlight):
    for address in ("/atom.xml", "/shows/show/atom.xml"):
        response = client.get(address)
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        feed = read_atom(response.content)
        [own] = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert own.get("href") == SITE + address


def test_an_entry_changes_with_its_episode_and_keeps_its_name(client, highlight):
    def said(address):
        entry = read_atom(client.get(address).content).find(f"{ATOM}entry")
        return entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")

    commit()
    Episode.objects.update(changed_at="2025-01-01T00:00:00Z")
    name, before = said("/atom.xml")
    assert before == "2025-01-01T00:00:00Z"
    assert said("/shows/show/atom.xml") == (name, before)
    highlight.body, highlight.slug = "Another claim.", "two"
    highlight.save()
    Show.objects.update(slug="elsewhere")
    again, after = said("/atom.xml")
    assert again == name and after > before
    feed = read_atom(client.get("/atom.xml").content)
    assert feed.findtext(f"{ATOM}updated") == after


def test_newest_first_and_no_more_than_readers_need(client):
    episode = make_episode()
    for number in range(MOST + 3):
        make_highlight(episode, title=f"Part {number}", position=number)
    make_highlight(make_episode(), title="Later")
    titles = [
        entry.findtext(f"{ATOM}title") for entry in read_atom(client.get("/atom.xml").content).iter(f"{ATOM}entry")
    ]
    assert titles[:3] == ["Later", "Part 0", "Part 1"]
    assert len(titles) == MOST


def test_an_empty_site_has_an_empty_feed(client):
    feed = read_atom(client.get("/atom.xml").content)
    assert feed.findall(f"{ATOM}entry") == []
    assert feed.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert client.get("/shows/nothing/atom.xml").status_code == 404


def test_what_is_not_public_is_in_no_feed(client, highlight):
    make_highlight(highlight.episode, title="Secret", status=Status.DRAFT)
    make_highlight(make_episode(highlight.episode.show, status=Status.DRAFT), title="Secret")
    draft = make_clip(highlight.episode, 7, title="Secret")
    make_highlight(highlight.episode, body="[7]", status=Status.DRAFT)
    for address in ("/atom.xml", "/shows/show/atom.xml"):
        body = client.get(address).content.decode()
        assert "Secret" not in body and draft.get_absolute_url() not in body
    # Its shelf may still say so: what is withdrawn past all signals is not shown.
    Highlight.objects.update(status=Status.WITHDRAWN)
    assert read_atom(client.get("/atom.xml").content).findall(f"{ATOM}entry") == []


def test_a_moved_show_leads_to_its_feed(client, highlight):
    show = highlight.episode.show
    show.slug = "moved"
    show.save()
    response = client.get("/shows/show/atom.xml")
    assert (response.status_code, response["Location"]) == (301, "/shows/moved/atom.xml")


def test_entries_of_all_kinds_stand_together(highlight):
    other = make_episode(highlight.episode.show, tags=["B"], title="Newest", guest=make_person(name="Guest"))
    commit()
    shelves = Shelves((shelf_of("t", Tag.objects.get(name="B").pk),))
    entries = atom_entries(shelves, ShelfKind.EPISODE, ShelfKind.HIGHLIGHT, ShelfKind.QUOTE)
    assert [entry.thing for entry in entries] == [other, highlight, highlight.quotes.get()]
    assert [person.name for entry in entries for person in entry.people] == ["Guest", "Grace Hopper", "Grace Hopper"]


@pytest.mark.parametrize("words", [*HOSTILE, "control \x0b\x0c and \ufffe"])
def test_hostile_words_keep_the_feed_a_feed(client, words):
    fill(words)
    for address in ["/atom.xml", *(show.get_atom_url() for show in Show.objects.all())]:
        body = client.get(address).content
        assert len(read_atom(body).findall(f"{ATOM}entry")) == 1
        assert not feedparser.parse(body).bozo


def test_the_feed_of_somebody(client, highlight):
    person = Person.objects.get()
    make_episode(highlight.episode.show, title="Newest", guest=person)
    make_quote(highlight, text="Of nobody.")
    make_episode(title="Secret", guest=person, status=Status.DRAFT)
    feed = read_atom(client.get(person.get_feed_url()).content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["Newest", "“Her words.”"]
    assert feed.findtext(f"{ATOM}title") == "Grace Hopper"
    [quote] = [entry for entry in feed.iter(f"{ATOM}entry") if entry.findtext(f"{ATOM}title") == titles[1]]
    assert quote.findtext(f"{ATOM}author/{ATOM}name") == "Grace Hopper"
    assert person.get_feed_url() in client.get(person.get_absolute_url()).content.decode()
    person.slug = "moved"
    person.save()
    assert client.get("/people/grace-hopper/feed.xml")["Location"] == "/people/moved/feed.xml"
    assert client.get("/people/nobody/feed.xml").status_code == 404


def test_the_feed_of_quotes_is_narrowed_as_their_page_is(client, highlight):
    make_quote(highlight, text="Of nobody.")
    make_quote(make_highlight(make_episode(), status=Status.DRAFT), text="Secret")

    def titles(question):
        feed = read_atom(client.get(f"/quotes/feed.xml{question}").content)
        return feed.findtext(f"{ATOM}id"), [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]

    assert titles("") == (f"{SITE}/quotes/feed.xml", ["“Her words.”", "“Of nobody.”"])
    narrowed = f"{SITE}/quotes/feed.xml?person=grace-hopper&tag=b"
    assert titles("?tag=b&utm=x&person=grace-hopper") == (narrowed, ["“Her words.”"])
    assert client.get("/quotes/feed.xml?person=nobody").status_code == 404
    page = client.get("/quotes/?person=grace-hopper").content.decode()
    assert 'href="/quotes/feed.xml?person=grace-hopper"' in page
    assert client.get("/quotes/feed.xml", {"tag": "\x00" + "x" * 60_000, "person": "a+b"}).status_code == 404
