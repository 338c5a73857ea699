"""Noting corrections in the admin."""

import pytest
from django.utils import timezone

from episodes.models import Correction, Status
from episodes.services.revisions import keep, recording
from tests.admin.forms import shown
from tests.factories import make_episode, make_highlight
from tests.pages import read

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


def test_the_history_and_the_desk_lead_to_a_form_that_is_filled_in(editor, contributor):
    episode = make_episode(title="Main")
    keep(episode.pk)
    with recording(editor.user):
        episode.summary = "It is six."
        episode.save()
    page = editor.get(f"/admin/episodes/episode/{episode.pk}/history/")
    [link, *_older] = [
        a.attrs["href"] for a in read(page).all("a") if "correction/add/?episode" in a.attrs.get("href", "")
    ]
    values = shown(editor.get(link))
    assert values["episode"] == str(episode.pk)
    assert "ummary" in values["text"]
    desk = editor.get(f"/admin/episodes/episode/{episode.pk}/desk/").content.decode()
    assert f"/admin/episodes/correction/add/?episode={episode.pk}" in desk
    assert (
        "correction/add/?episode"
        not in contributor.get(f"/admin/episodes/episode/{episode.pk}/history/").content.decode()
    )
    episode.status = Status.DRAFT
    episode.save()
    assert (
        "correction/add/?episode" not in editor.get(f"/admin/episodes/episode/{episode.pk}/history/").content.decode()
    )


def test_a_section_of_another_episode_is_refused(editor):
    other = make_highlight()
    response = post(editor, episode=make_episode().pk, highlight=other.pk)
    assert "This highlight belongs to another episode." in response.content.decode()
    assert not Correction.objects.exists()
