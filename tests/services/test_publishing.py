"""States, and what keeps a page from its readers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from episodes.models import Episode, Highlight, Revision, Status
from episodes.services.publishing import PublishingRefused, publish, set_status
from tests.factories import LONG_AGO, make_clip, make_episode, make_highlight

pytestmark = pytest.mark.django_db


def test_publishing_makes_it_public_now():
    episode = make_episode(status="draft", published_at=None)
    set_status(episode, Status.PUBLISHED)
    assert episode in Episode.objects.published()


def test_a_time_to_come_schedules():
    episode, soon = make_episode(status="draft"), timezone.now() + timedelta(hours=1)
    stored = set_status(episode, Status.PUBLISHED, at=soon)
    assert stored.is_scheduled
    assert stored.published_at == soon
    assert episode not in Episode.objects.published()


def test_publishing_what_was_scheduled_does_not_wait():
    episode = make_episode(published_at=timezone.now() + timedelta(days=3))
    set_status(episode, Status.PUBLISHED)
    assert episode in Episode.objects.published()


def test_coming_back_keeps_address_and_date():
    episode = make_episode(published_at=LONG_AGO)
    address = episode.get_absolute_url()
    set_status(episode, Status.DRAFT)
    set_status(episode, Status.WITHDRAWN, reason="A guest asked us to.")
    back = set_status(episode, Status.PUBLISHED)
    assert (back.get_absolute_url(), back.published_at, back.withdrawn_reason) == (address, LONG_AGO, "")


def test_withdrawing_needs_a_reason():
    highlight = make_highlight()
    with pytest.raises(PublishingRefused, match="Say why"):
        set_status(highlight, Status.WITHDRAWN, reason="  ")
    assert Highlight.objects.get(pk=highlight.pk).status == Status.PUBLISHED
    assert set_status(highlight, Status.WITHDRAWN, reason=" Two\nlines ").withdrawn_reason == "Two lines"


def test_an_error_blocks_and_is_named():
    episode = make_episode(status="draft")
    highlight = make_highlight(episode, body="Cites [9].", status="draft")
    with pytest.raises(PublishingRefused, match="9"):
        publish(episode, [highlight.pk])
    assert not Episode.objects.published().exists()
    assert Highlight.objects.get().status == "draft"


def test_an_error_in_a_section_that_stays_a_draft_blocks_nothing():
    episode = make_episode(status="draft")
    good = make_highlight(episode, body="Cites [1].", status="review")
    bad = make_highlight(episode, body="Cites [9].", status="draft")
    make_clip(episode, 1)
    publish(episode, [good.pk])
    assert list(Highlight.objects.published()) == [good]
    bad.refresh_from_db()
    assert bad.status == "draft"


def test_a_warning_blocks_nothing():
    episode = make_episode(status="draft")
    publish(episode, [make_highlight(episode, takeaway="", status="draft").pk])
    assert Highlight.objects.published().count() == 1


def test_only_the_state_is_written():
    """What another has saved since this row was read stays."""
    episode = make_episode(status="draft", title="Read")
    Episode.objects.filter(pk=episode.pk).update(title="Saved since")
    set_status(episode, Status.PUBLISHED)
    assert Episode.objects.get().title == "Saved since"


def test_a_change_of_state_is_a_revision():
    episode = make_episode(status="draft")
    publish(episode, [make_highlight(episode, status="draft").pk])
    assert Revision.objects.of(episode.pk).count() == 2


def test_what_was_deleted_meanwhile_is_not_published():
    episode = make_episode(status="draft")
    Episode.objects.all().delete()
    with pytest.raises(PublishingRefused, match="deleted"):
        set_status(episode, Status.PUBLISHED)
