"""Editors who rewrite a sentence or move a clip are told that nobody has heard it; others keep what was heard."""

import pytest

from episodes.models import Revision
from tests.admin.desks import open_desk, press
from tests.admin.forms import send
from tests.heard import ALL, heard, heard_episode

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    return heard_episode()


class TestDesk:
    def test_another_sentence_and_another_moment(self, editor, episode):
        values = open_desk(editor, episode)
        press(editor, episode, values | {"highlights-0-body": "First claim [1]. Second thought [2]."})
        assert heard() == [("One", 1), ("Two", 1)]
        press(editor, episode, open_desk(editor, episode) | {"clips-0-end": "1:19"})
        assert heard() == []
        assert "no longer checked" in editor.get(f"/admin/episodes/episode/{episode.pk}/history/").content.decode()

    def test_a_script_is_told_that_it_was_taken_back(self, editor, episode):
        values = open_desk(editor, episode) | {"clips-0-end": "1:19"}
        answer = press(editor, episode, values, accept="json").json()
        assert "reload" not in answer
        assert {name: "Not checked" in html for name, html in answer["evidence"].items()} == {
            "clips-0": True,
            "clips-1": False,
        }
        answer = press(editor, episode, open_desk(editor, episode), accept="json").json()
        assert "evidence" not in answer

    def test_renumbering_and_moving_keep_it(self, editor, episode):
        values = open_desk(editor, episode) | {"highlights-0-body": "Second claim [2]. First claim [1]."}
        press(editor, episode, values, "renumber", "1")
        assert episode.highlights.get(title="One").body == "Second claim [1]. First claim [2]."
        assert heard() == [("One", 1), ("One", 2), ("Two", 2)]
        press(editor, episode, open_desk(editor, episode), "move_down", "0")
        assert len(heard()) == 3

    def test_two_editors_in_one_section(self, editor, episode):
        mine, theirs = open_desk(editor, episode), open_desk(editor, episode)
        press(editor, episode, theirs | {"highlights-0-takeaway": "Theirs."})
        response = press(editor, episode, mine | {"highlights-1-body": "Mine on the same [1]."})
        assert response.status_code == 302
        assert heard() == [("One", 1), ("One", 2)]


def test_the_forms_take_it_back_as_well(editor, episode):
    two = episode.highlights.get(title="Two")
    send(editor, f"/admin/episodes/highlight/{two.pk}/change/", body="Rewritten on the same [1].")
    assert heard() == [("One", 1), ("One", 2)]
    clip = episode.clips.get(number=2)
    send(editor, f"/admin/episodes/clip/{clip.pk}/change/", end_ms="2:30")
    assert heard() == [("One", 1)]
    before = Revision.objects.of(episode.pk).first().document["citation"]
    assert len(before) == 1, "and the history knows"


def test_what_is_heard_in_the_form_that_rewrites_it_is_heard(editor, episode):
    two = episode.highlights.get(title="Two")
    send(editor, f"/admin/episodes/highlight/{two.pk}/change/", body="Rewritten on the same [1].")
    send(editor, f"/admin/episodes/highlight/{two.pk}/change/", citations__0__evidence="heard")
    assert heard() == ALL
