"""The public log of corrections, and its feed."""

from datetime import timedelta

import feedparser
import pytest
from django.utils import timezone

from episodes.models import Correction, Status
from tests.factories import LONG_AGO, make_episode, make_highlight, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db
SECRET = "zanzibar"


@pytest.fixture
def show():
    return make_show(title="Show", slug="show")


def note(episode, text="It said *five*; it is six.", **values):
    return Correction.objects.create(episode=episode, text=text, **values)


def test_the_log_has_the_latest_first_with_links_to_what_was_corrected(client, show):
    episode = make_episode(show, title="Main")
    highlight = make_highlight(episode, title="Scaling")
    old = note(episode, noted_at=LONG_AGO)
    new = note(episode, "New **number**.", highlight=highlight)
    page = read(client.get("/shows/show/corrections/"))
    items = page.one("ol", "corrections").all("li")
    assert [item.attrs["id"] for item in items] == [new.anchor, old.anchor]
    assert items[0].one("strong").text == "number"
    assert items[0].all("a", href=highlight.get_absolute_url())[0].text == "Scaling"
    assert items[1].one("h2").text == "Main"
    assert client.get("/shows/show/").content.decode().count("/shows/show/corrections/") == 1


def test_the_feed_says_the_same_to_another_parser(client, show):
    episode = make_episode(show, title="Main & more")
    note(episode, noted_at=LONG_AGO)
    response = client.get("/shows/show/corrections/feed.xml")
    feed = feedparser.parse(response.content)
    assert not feed.bozo
    [entry] = feed.entries
    assert entry.title == "Main & more"
    assert entry.id.startswith("urn:uuid:")
    assert entry.link.endswith(episode.get_absolute_url())
    assert entry.content[0].value == "<p>It said <em>five</em>; it is six.</p>"
    assert entry.updated == "2024-01-01T12:00:00Z"
    assert response["Access-Control-Allow-Origin"] == "*"
    again = client.get("/shows/show/corrections/feed.xml", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_an_empty_log_says_so_and_its_feed_is_valid(client, show):
    make_episode(show)
    assert "Nothing has been corrected so far." in client.get("/shows/show/corrections/").content.decode()
    assert feedparser.parse(client.get("/shows/show/corrections/feed.xml").content).entries == []


@pytest.mark.parametrize("address", ["/shows/show/corrections/", "/shows/show/corrections/feed.xml"])
@pytest.mark.parametrize(
    "hidden",
    [
        {"status": Status.DRAFT},
        {"status": Status.WITHDRAWN},
        {"published_at": timezone.now() + timedelta(days=1)},
    ],
)
def test_what_is_not_public_is_not_told(client, show, address, hidden):
    make_episode(show)
    note(make_episode(show, title=f"{SECRET} title", **hidden), f"{SECRET} text")
    public = make_episode(show)
    secret = make_highlight(public, title=f"{SECRET} highlight", status=Status.DRAFT)
    note(public, "Told", highlight=secret)
    content = client.get(address).content.decode()
    assert "Told" in content
    assert SECRET not in content


@pytest.mark.parametrize("ending", ["", "feed.xml"])
def test_old_addresses_of_the_show_lead_on_and_others_nowhere(client, show, ending):
    make_episode(show)
    show.slug = "renamed"
    show.save()
    response = client.get(f"/shows/show/corrections/{ending}")
    assert (response.status_code, response["Location"]) == (301, f"/shows/renamed/corrections/{ending}")
    assert client.get(f"/shows/nothing/corrections/{ending}").status_code == 404
    assert client.post(f"/shows/renamed/corrections/{ending}").status_code == 405


def test_hostile_text_is_harmless(client, show):
    note(make_episode(show), "<script>alert(1)</script>\x0b [x](javascript:alert(1))")
    assert "<script>alert" not in client.get("/shows/show/corrections/").content.decode()
    feed = feedparser.parse(client.get("/shows/show/corrections/feed.xml").content)
    assert not feed.bozo
    assert "javascript" not in str(feed.entries[0].content[0].value.split("href")[1:])


def test_an_episode_says_when_it_was_corrected_last(client, show):
    episode = make_episode(show)
    make_highlight(episode)
    assert "Corrected on" not in client.get(episode.get_absolute_url()).content.decode()
    note(episode, noted_at=LONG_AGO)
    correction = note(episode)
    assert correction.get_absolute_url() in client.get(episode.get_absolute_url()).content.decode()


def test_entries_keep_their_names_when_the_address_changes(client, show):
    note(make_episode(show))

    def names():
        feed = feedparser.parse(client.get(show.get_corrections_feed_url()).content)
        return feed.feed.id, feed.entries[0].id

    before = names()
    show.slug = "renamed"
    show.save()
    assert names() == before
