"""Who is on a page is seen by the others, until they leave or fall silent."""

from datetime import timedelta

import pytest
from django.utils import timezone

from episodes.models import Presence
from episodes.services.presence import enter, leave, others
from tests.factories import make_episode

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(django_user_model):
    return [django_user_model.objects.create_user(name) for name in ("jo", "marta")]


def test_others_are_seen_where_they_are(people):
    jo, marta = people
    episode, elsewhere = make_episode(), make_episode()
    enter(episode.pk, jo, "section-1")
    enter(episode.pk, marta)
    enter(episode.pk, marta, "section-3")
    assert [(presence.user, presence.place) for presence in others(episode.pk, jo)] == [(marta, "section-3")]
    assert others(elsewhere.pk, jo) == []


def test_who_leaves_or_falls_silent_is_gone(people):
    jo, marta = people
    episode = make_episode()
    enter(episode.pk, marta)
    leave(episode.pk, marta)
    assert others(episode.pk, jo) == []
    enter(episode.pk, marta)
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=1))
    assert others(episode.pk, jo) == []


def test_old_rows_do_not_pile_up(people):
    jo, marta = people
    enter(make_episode().pk, marta)
    Presence.objects.update(seen_at=timezone.now() - timedelta(hours=2))
    enter(make_episode().pk, jo)
    assert Presence.objects.get().user == jo
