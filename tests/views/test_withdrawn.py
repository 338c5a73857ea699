"""What was taken back answers 410 with the editors' reason, and says nothing else; a draft stays 404."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from episodes.models import Episode, Status
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db
REASON = "The guest asked for it & we <b>agreed</b>."


def gone(client, path):
    """The main part of a page that answers 410."""
    return read(client.get(path), status=410).one("main")


def withdraw(thing, reason=REASON):
    thing.status, thing.withdrawn_reason = Status.WITHDRAWN, reason
    thing.save()
    thing.refresh_from_db()


@pytest.fixture
def episode():
    episode = make_episode(make_show(title="Harbour Talk"), title="Tides", summary="Hidden summary.", tags=["tides"])
    clips = [make_clip(episode, title="Hidden clip", excerpt="Hidden words") for _ in range(3)]
    highlight = make_highlight(episode, title="Hidden part", body="Hidden claim [1].", takeaway="Hidden end.")
    make_quote(highlight, text="Hidden quote", speaker=make_person(name="Hidden Person"), clip=clips[1])
    episode.cues.create(start_ms=0, end_ms=900, text="Hidden line")
    return episode


def addresses(episode):
    highlight = episode.highlights.get()
    return [
        episode.get_absolute_url(),
        episode.get_transcript_url(),
        highlight.get_absolute_url(),
        highlight.quotes.get().get_absolute_url(),
        *(clip.get_absolute_url() for clip in episode.clips.all()),
    ]


def test_an_episode_and_all_that_belongs_to_it(client, episode):
    make_episode(episode.show)
    withdraw(episode)
    for path in addresses(episode):
        main = gone(client, path)
        assert REASON in main.text
        assert "Hidden" not in main.text
        assert "Tides" in main.text
        assert [link.attrs["href"] for link in main.all("a")] == ["/shows/harbour-talk/", "/"]
        assert client.head(path).status_code == 410
        assert client.get(path + "?page=2").status_code == 410
    assert b"<b>agreed" not in client.get(addresses(episode)[0]).content


def test_a_show_with_nothing_else_is_not_named(client, episode):
    withdraw(episode)
    assert "Harbour" not in gone(client, episode.get_absolute_url()).text
    assert client.get("/shows/harbour-talk/").status_code == 404


def test_the_title_is_told_only_where_it_was_to_be_read_once(client):
    draft = make_episode(title="Never shown", status=Status.DRAFT)
    withdraw(draft)
    main = gone(client, draft.get_absolute_url())
    assert "Never shown" not in main.text
    assert REASON in main.text
    put_off = make_episode(title="Never shown", published_at=timezone.now() + timedelta(days=1))
    withdraw(put_off)
    assert "Never shown" not in gone(client, put_off.get_absolute_url()).text


def test_without_a_reason_a_sentence_stands_for_it(client, episode):
    withdraw(episode, reason="")
    assert "The editors have taken it back." in gone(client, episode.get_absolute_url()).text


def test_old_addresses_say_so_too(client, episode):
    old = addresses(episode)[:3]
    for thing, slug in ((episode.show, "new-show"), (episode, "new-episode"), (episode.highlights.get(), "new-part")):
        thing.slug = slug
        thing.save()
    withdraw(episode)
    for path in [*old, *addresses(Episode.objects.get())]:
        assert REASON in gone(client, path).text


def test_a_highlight_of_a_public_episode(client, episode):
    highlight = episode.highlights.get()
    withdraw(highlight)
    quote = highlight.quotes.get()
    cited, quoted, free = episode.clips.all()
    for thing in (highlight, quote, cited, quoted):
        main = gone(client, thing.get_absolute_url())
        assert REASON in main.text
        assert "Hidden" not in main.text
        links = [(link.text, link.attrs["href"]) for link in main.all("a")]
        assert links[:2] == [("Tides", episode.get_absolute_url()), ("Harbour Talk", "/shows/harbour-talk/")]
    assert client.get(free.get_absolute_url()).status_code == 200
    assert client.get(episode.get_absolute_url()).status_code == 200
    cited.featured = True
    cited.save()
    assert client.get(cited.get_absolute_url()).status_code == 200


def test_a_highlight_has_its_own_reason_or_that_of_its_episode(client, episode):
    highlight = episode.highlights.get()
    withdraw(highlight, reason="")
    withdraw(episode, reason="All of it.")
    assert "All of it." in gone(client, highlight.get_absolute_url()).text
    withdraw(highlight, reason="Only this.")
    for path in (highlight.get_absolute_url(), highlight.quotes.get().get_absolute_url()):
        assert "Only this." in gone(client, path).text
        assert "All of it." not in gone(client, path).text


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW])
def test_drafts_stay_unknown(client, episode, status):
    free = episode.clips.get(number=3)
    highlight = episode.highlights.get()
    highlight.status = status
    highlight.save()
    hidden = [path for path in addresses(episode)[2:] if path != free.get_absolute_url()]
    for path in hidden:
        assert client.get(path).status_code == 404
    withdraw(episode)
    for path in hidden:
        assert client.get(path).status_code == 404
    assert client.get(free.get_absolute_url()).status_code == 410
    withdraw(highlight)
    episode.status = status
    episode.save()
    for path in addresses(episode):
        assert client.get(path).status_code == 404


def test_what_was_withdrawn_stands_in_no_list(client, episode):
    make_episode(episode.show, title="Another", tags=["tides"])
    withdraw(episode)
    for path in ("/", "/shows/", "/shows/harbour-talk/", "/tags/", "/tags/tides/", "/people/", "/quotes/"):
        response = client.get(path)
        assert response.status_code == 200
        assert b"Tides" not in response.content
        assert b"Hidden" not in response.content


def test_unpublished_and_published_again_it_keeps_its_address_and_date(client, episode):
    before, path = episode.published_at, episode.get_absolute_url()
    paths = addresses(episode)
    for status, answer in (
        (Status.DRAFT, 404),
        (Status.PUBLISHED, 200),
        (Status.WITHDRAWN, 410),
        (Status.PUBLISHED, 200),
    ):
        episode.status = status
        episode.save()
        assert {client.get(path).status_code for path in paths} == {answer}
    episode.refresh_from_db()
    assert (episode.published_at, episode.get_absolute_url()) == (before, path)


def test_a_slug_that_changed_while_it_was_a_draft_redirects_afterwards(client, episode):
    old = episode.get_absolute_url()
    episode.status = Status.DRAFT
    episode.save()
    episode.slug = "ebb-and-flow"
    episode.save()
    assert client.get(old).status_code == 404
    episode.status = Status.PUBLISHED
    episode.save()
    episode.refresh_from_db()
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, episode.get_absolute_url())
    assert client.get(episode.get_absolute_url()).status_code == 200


def test_an_ordinary_page_asks_nothing_about_it(client, episode):
    for path in addresses(episode):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert not any("withdrawn'" in query["sql"] for query in queries)
