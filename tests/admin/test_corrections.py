"""Noting corrections in the admin."""

import pytest
from django.utils import timezone

from episodes.models import Correction, Status
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db


def post(client, **values):
    now = timezone.now()
    data = {"text": "It said five.", "noted_at_0": f"{now:%Y-%m-%d}", "noted_at_1": f"{now:%H:%M}", **values}
    return client.post("/admin/episodes/correction/add/", data)


def test_an_editor_notes_one_and_is_remembered(editor):
    episode = make_episode()
    assert post(editor, episode=episode.pk).status_code == 302
    assert Correction.objects.get().noted_by == editor.user


def test_what_nobody_has_read_needs_none(editor):
    response = post(editor, episode=make_episode(title="Draft", status=Status.DRAFT).pk)
    assert "Nobody has read “Draft” yet." in response.content.decode()


def test_a_section_of_another_episode_is_refused(editor):
    other = make_highlight()
    response = post(editor, episode=make_episode().pk, highlight=other.pk)
    assert "This highlight belongs to another episode." in response.content.decode()
    assert not Correction.objects.exists()
