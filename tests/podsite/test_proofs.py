"""Pages that prove after a change elsewhere that they are right, without being made again."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from episodes.models import Episode, Person, SiteSettings
from podsite import proofs
from podsite.proofs import listening
from tests.factories import make_clip, make_episode, make_highlight, make_show

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def always_worth_it(monkeypatch):
    """Pages of a test are as small as their proofs, and the machine may be busy."""
    monkeypatch.setattr(proofs, "WORTH", 1000)


@pytest.fixture
def episodes():
    """Two of a show that have nothing to do with each other."""
    show = make_show()
    for title, tag in (("Ebb and flow", "tide"), ("Bread", "flour")):
        episode = make_episode(show, title=title)
        make_clip(episode, number=1)
        make_highlight(episode, title=f"Of {tag}", body=f"About {tag} [1].", tags=[tag])
    return list(Episode.objects.order_by("pk"))


def _rename(episode):
    episode.title = f"{episode.title}, again"
    episode.save()


def test_an_edit_makes_anew_what_shows_it_and_proves_the_rest(site, episodes):
    here, there = (episode.get_absolute_url() for episode in episodes)
    before = [site.get(path) for path in (here, there)]
    site.made.clear()
    Episode.objects.filter(pk=episodes[0].pk).update(summary="The sea comes and goes.")
    assert b"The sea comes and goes." in site.get(here)[2]
    status, headers, body = site.get(there)
    assert (status, body, headers["etag"]) == (200, before[1][2], before[1][1]["etag"])
    assert site.made == [here]
    assert body == Client().get(there).content


@pytest.mark.parametrize("page", ["/", "/tags/", "/people/", "/tags/tide/", "/quotes/", "/feed.xml", "/archive/"])
def test_every_kind_of_page_can_be_proved(site, episodes, page):
    site.get(page)
    site.kept.version.touch()
    site.get(page)
    assert site.made == [page]


def test_a_proof_asks_no_more_than_the_page_did_and_an_episode_at_most_six_questions(site, episodes):
    path = episodes[0].get_absolute_url()
    site.get(path)
    site.kept.version.touch()
    site.get("/robots.txt")  # Until when pages are right is asked once for all of them.
    with CaptureQueriesContext(connection) as asked:
        site.get(path)
    assert len(asked) <= 6
    assert site.made == [path, "/robots.txt"]


def test_what_a_page_shows_of_others_is_asked_as_well(site, episodes):
    path = episodes[1].get_absolute_url()
    site.get(path)
    for change in (lambda: SiteSettings(name="Another name").save(), lambda: _rename(episodes[0])):
        change()
        assert site.get(path)[2] == Client().get(path).content
    assert site.made == [path, path, path], "the name of the site is on it, and the episode before it"


def test_a_proof_is_asked_for_as_of_now(episodes):
    due = timezone.now() + timedelta(hours=1)
    make_episode(title="Of tomorrow", published_at=due)
    with listening() as questions:
        Client().get("/")
    proof = questions.proof()
    assert proof.holds()
    Episode.objects.filter(title="Of tomorrow").update(published_at=timezone.now() - timedelta(minutes=1))
    assert not proof.holds()


def test_a_time_that_has_come_since_takes_the_proof_away(episodes, monkeypatch):
    make_episode(title="Of tomorrow", published_at=timezone.now() + timedelta(hours=1))
    with listening() as questions:
        Client().get("/")
    proof = questions.proof()

    class Later(proofs.datetime):
        @classmethod
        def now(cls, zone=None):
            return timezone.now() + timedelta(hours=2)

    monkeypatch.setattr(proofs, "datetime", Later)
    assert not proof.holds()


def test_nothing_proves_what_did_more_than_ask(episodes):
    with listening() as questions:
        Episode.objects.first()
        Person.objects.create(name="Ada")
    assert questions.proof() is None
    with listening() as questions:
        for _time in range(proofs.MOST_ASKED + 1):
            Episode.objects.first()
    assert questions.proof() is None
    with listening() as questions:
        pass
    assert questions.proof() is None


def test_nothing_is_proved_that_is_made_as_fast(episodes, monkeypatch):
    monkeypatch.setattr(proofs, "WORTH", 0)
    with listening() as questions:
        Client().get("/")
    assert questions.proof() is None


def test_where_the_database_does_not_answer_the_page_is_made_anew(site, episodes, monkeypatch):
    def gone(_questions):
        raise OperationalError("server closed the connection")

    site.get("/tags/")
    monkeypatch.setattr(proofs, "_digest", gone)
    site.kept.version.touch()
    assert site.get("/tags/")[0] == 200
    assert site.made == ["/tags/", "/tags/"]
