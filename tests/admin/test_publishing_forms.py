"""Publishing by the ordinary forms: the checklist holds there, too, and nothing that was typed is lost by it."""

import pytest

from episodes.models import Episode, Highlight, Revision
from tests.admin.forms import errors, row, send
from tests.factories import make_clip, make_episode, make_highlight

pytestmark = pytest.mark.django_db


def form_of(obj):
    return f"/admin/episodes/{obj._meta.model_name}/{obj.pk}/change/"


def test_what_is_in_order_is_published_as_one_revision(editor):
    episode = make_episode(status="draft", published_at=None)
    make_highlight(episode)
    assert send(editor, form_of(episode), status="published", title="New title").status_code == 302
    assert Episode.objects.published().get().title == "New title"
    assert Revision.objects.of(episode.pk).count() == 2


def test_an_error_keeps_it_from_readers_and_the_rest_is_saved(editor):
    episode = make_episode(status="review", duration_ms=60_000)
    clip = {"title": "Late", "start_ms": "2:00", "end_ms": "3:00", "number": "", "id": "", "episode": str(episode.pk)}
    response = editor.get(send(editor, form_of(episode), status="published", **row("clips", 0, **clip))["Location"])
    assert "Everything is saved, but" in response.content.decode()
    assert "the audio ends at 1:00" in response.content.decode()
    episode.refresh_from_db()
    assert (episode.status, episode.clips.get().title) == ("review", "Late")


def test_the_same_form_puts_the_error_right_and_publishes(editor):
    episode = make_episode(status="draft", duration_ms=60_000)
    make_clip(episode, 1, start_ms=50_000, end_ms=90_000)
    send(editor, form_of(episode), status="published", clips__0__end_ms="0:58")
    assert Episode.objects.published().exists()


def test_a_time_to_come_schedules(editor):
    episode = make_episode(status="draft")
    send(editor, form_of(episode), status="published", published_at_0="2099-01-01", published_at_1="10:00:00")
    episode.refresh_from_db()
    assert episode.is_scheduled


def test_a_section_with_no_text_stays_a_draft(editor):
    highlight = make_highlight(status="draft", body="")
    send(editor, form_of(highlight), status="published", takeaway="Kept.")
    highlight.refresh_from_db()
    assert (highlight.status, highlight.takeaway) == ("draft", "Kept.")


@pytest.mark.parametrize("make", [make_episode, make_highlight])
def test_withdrawing_needs_a_reason_which_goes_when_it_comes_back(editor, make):
    thing = make()
    assert any("Say why" in sentence for sentence in errors(send(editor, form_of(thing), status="withdrawn")))
    send(editor, form_of(thing), status="withdrawn", withdrawn_reason="A guest asked.")
    thing.refresh_from_db()
    assert (thing.status, thing.withdrawn_reason) == ("withdrawn", "A guest asked.")
    send(editor, form_of(thing), status="draft")
    thing.refresh_from_db()
    assert (thing.status, thing.withdrawn_reason) == ("draft", "")


def test_a_new_highlight_may_be_published_at_once(editor):
    episode = make_episode()
    address = f"/admin/episodes/highlight/add/?episode={episode.pk}"
    send(editor, address, title="At once", body="A claim.", status="published", episode=str(episode.pk))
    assert Highlight.objects.published().get().title == "At once"
