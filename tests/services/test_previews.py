"""Opening and closing links to previews."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from episodes.models import PreviewLink, Status
from episodes.services.previews import DAYS, PreviewRefused, close_preview, open_preview
from tests.factories import make_episode

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", DAYS)
def test_a_link_is_open_for_so_many_days(days):
    user = User.objects.create_user("eda")
    link = open_preview(make_episode(status=Status.DRAFT), user, days)
    assert link.made_by == user
    assert abs(link.expires_at - timezone.now() - timedelta(days=days)) < timedelta(minutes=1)
    assert list(PreviewLink.objects.open()) == [link]


@pytest.mark.parametrize("days", [0, 2, 8, 700, -1])
def test_no_other_number_of_days(days):
    with pytest.raises(PreviewRefused, match="1, 3 or 7 days"):
        open_preview(make_episode(status=Status.DRAFT), None, days)


def test_what_is_public_or_withdrawn_has_none():
    with pytest.raises(PreviewRefused, match="public"):
        open_preview(make_episode(), None, 7)
    with pytest.raises(PreviewRefused, match="withdrawn"):
        open_preview(make_episode(status=Status.WITHDRAWN), None, 7)
    open_preview(make_episode(published_at=timezone.now() + timedelta(days=1)), None, 7)


def test_a_link_is_closed_once_and_through_its_own_episode_only():
    episode, other = make_episode(status=Status.DRAFT), make_episode(status=Status.DRAFT)
    link = open_preview(episode, None, 7)
    assert not close_preview(other, link.pk)
    assert close_preview(episode, link.pk)
    assert not close_preview(episode, link.pk)
    assert not PreviewLink.objects.open().exists()
