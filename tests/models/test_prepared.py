"""What is public is compiled once, and still told by the time at which it is asked, wherever it is asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from episodes.models import Clip, Credit, Episode, Person, Quote, Show, Tag, TaggedEpisode

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    show = Show.objects.create(title="Tides")
    return Episode.objects.create(show=show, title="Ebb", status="published", published_at=timezone.now())


@pytest.fixture
def public(episode):
    """One row each of what the episode makes public."""
    person, tag = Person.objects.create(name="Ada"), Tag.objects.create(name="moon")
    Credit.objects.create(person=person, episode=episode)
    TaggedEpisode.objects.create(tag=tag, content_object=episode)
    return [person, tag, Clip.objects.create(episode=episode, number=1, title="Low water", speaker=person)]


def _shown(things):
    return [type(thing).objects.published().filter(pk=thing.pk).exists() for thing in things]


def test_when_its_time_comes_it_is_public_and_not_before(episode, public, monkeypatch):
    assert _shown(public) == [True, True, True]
    come = timezone.now() + timedelta(days=2)
    Episode.objects.update(published_at=come)
    assert _shown(public) == [False, False, False]
    monkeypatch.setattr(timezone, "now", lambda: come + timedelta(seconds=1))
    assert _shown(public) == [True, True, True]


def test_a_draft_hides_it(episode, public):
    Episode.objects.update(status="draft")
    assert _shown(public) == [False, False, False]


def test_it_is_asked_of_the_row_that_is_meant_within_other_questions(episode, public):
    person, _tag, clip = public
    Person.objects.create(name="Nobody heard")
    clips = Clip.objects.filter(speaker__in=Person.objects.published(), pk__in=Clip.objects.published())
    assert list(clips) == [clip]
    assert list(Person.objects.exclude(pk__in=Person.objects.published()).values_list("name", flat=True)) == [
        "Nobody heard"
    ]
    assert list(Person.objects.filter(clips__in=Clip.objects.published())) == [person]
    assert not Quote.objects.filter(speaker__in=Person.objects.published()).exists()
