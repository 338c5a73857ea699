"""What is not public is not found, and what is public no more is found no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from episodes.models import (
    SearchDocument,
    SearchWord,
    Status,
)
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote
from tests.search.find.asking import KINDS, found, rich_episode

pytestmark = pytest.mark.django_db


HIDDEN = {
    "draft": {"status": Status.DRAFT},
    "in review": {"status": Status.REVIEW},
    "withdrawn": {"status": Status.WITHDRAWN},
    "scheduled": {"published_at": timezone.now() + timedelta(days=1)},
}


@pytest.mark.parametrize("values", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_not_public_is_not_found(values):
    rich_episode(**values)
    assert found("salt") == set()
    assert not SearchDocument.objects.exists()
    assert not SearchWord.objects.exists()


@pytest.mark.parametrize("values", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_is_public_no_more_is_found_no_more_and_again_when_it_is(values):
    episode = rich_episode()
    before = found("salt")
    assert {type(thing) for thing in before} == set(KINDS.values())
    public = {name: getattr(episode, name) for name in values}
    for name, value in values.items():
        setattr(episode, name, value)
    episode.save()
    assert found("salt") == set()
    for name, value in public.items():
        setattr(episode, name, value)
    episode.save()
    assert found("salt") == before


def test_what_is_deleted_is_gone():
    rich_episode().delete()
    assert found("salt") == set()
    assert not SearchDocument.objects.exists()


def test_an_unpublished_highlight_takes_its_quotes_along():
    highlight = make_highlight(body="salt", tags=["marsh"])
    make_quote(highlight, text="salt")
    assert len(found("salt")) == 2
    highlight.status = Status.DRAFT
    highlight.save()
    assert found("salt") == found("marsh") == set()


def test_people_are_found_as_long_as_they_are_heard():
    guest = make_person(name="Ada Stone")
    assert found("stone") == set()
    clip = make_clip(make_episode(), 1, speaker=guest)
    assert found("stone") == {guest}
    clip.speaker = None
    clip.save()
    assert found("stone") == set()


def test_a_person_who_is_deleted_is_gone_everywhere():
    guest = make_person(name="Ada Stone")
    quote = make_quote(text="salt", speaker=guest)
    pk = guest.pk
    assert found("stone salt") == {quote}
    guest.delete()
    assert found("stone") == set()
    assert found("salt", shelves=[f"p{pk}"]) == set()
