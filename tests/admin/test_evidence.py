"""What editors say of citations: on the desk, in the list of what is to be heard, in the lists' filters."""

import pytest

from episodes.models import Citation, Evidence, Revision, Status
from tests.admin.desks import open_desk, press
from tests.factories import LONG_AGO, make_clip, make_episode, make_highlight, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db
LIST = "/admin/episodes/citation/"


@pytest.fixture
def episode():
    episode = make_episode(make_show(title="Show"), title="Main", audio_url="https://a.example/x.mp3")
    for number in (1, 2):
        make_clip(episode, number)
    make_highlight(episode, title="One", body="First claim [1]. Second claim [2].")
    make_highlight(episode, title="Two", body="Another on the same [1].")
    return episode


def states():
    rows = Citation.objects.order_by("highlight", "clip__number")
    return [(row.highlight.title, row.clip.number, row.evidence) for row in rows]


class TestDesk:
    def test_a_clip_is_heard_disputed_and_taken_back_with_one_press(self, editor, episode):
        for button, evidence in (
            ("clip_heard", "heard"),
            ("clip_disputed", "disputed"),
            ("clip_unchecked", "unchecked"),
        ):
            press(editor, episode, open_desk(editor, episode), button, "0")
            assert states() == [("One", 1, evidence), ("One", 2, "unchecked"), ("Two", 1, evidence)]
            page = read(editor.get(f"/admin/episodes/episode/{episode.pk}/desk/"))
            words = page.one("li", id="clip-1").one("span", "evidence").text
            assert words.startswith(str(Evidence(evidence).label))
            assert ("eda" in words) == (evidence != "unchecked")
        assert {row.checked_by for row in Citation.objects.all()} == {None}

    def test_who_and_when_are_kept_and_the_history_says_it(self, editor, episode):
        press(editor, episode, open_desk(editor, episode), "clip_heard", "1")
        citation = Citation.objects.get(evidence=Evidence.HEARD)
        assert (citation.clip.number, citation.checked_by) == (2, editor.user)
        assert citation.checked_at
        assert Revision.objects.of(episode.pk).first().what == "Heard"

    def test_what_was_typed_with_it_is_saved_first(self, editor, episode):
        values = open_desk(editor, episode)
        [name] = [name for name, value in values.items() if value == "Another on the same [1]."]
        press(editor, episode, values | {name: "Now it cites [2]."}, "clip_heard", "1")
        assert states() == [("One", 1, "unchecked"), ("One", 2, "heard"), ("Two", 2, "heard")]

    def test_two_editors_mark_different_clips(self, editor, episode):
        first, second = open_desk(editor, episode), open_desk(editor, episode)
        press(editor, episode, first, "clip_heard", "0")
        press(editor, episode, second, "clip_disputed", "1")
        assert states() == [("One", 1, "heard"), ("One", 2, "disputed"), ("Two", 1, "heard")]

    def test_a_script_gets_the_words_of_every_clip(self, editor, episode):
        answer = press(editor, episode, open_desk(editor, episode), "clip_heard", "0", accept="json").json()
        assert "reload" not in answer
        assert {prefix: "Heard, eda" in html for prefix, html in answer["evidence"].items()} == {
            "clips-0": True,
            "clips-1": False,
        }

    def test_a_clip_that_nothing_cites_has_nothing_to_say(self, editor, episode):
        make_clip(episode, 3)
        page = read(editor.get(f"/admin/episodes/episode/{episode.pk}/desk/"))
        assert page.one("li", id="clip-3").all("span", "evidence") == []


def test_what_is_heard_again_needs_no_recheck_any_more(editor, episode):
    Citation.objects.filter(clip__number=2).update(evidence=Evidence.HEARD)
    episode.clips.filter(number=2).update(recheck="audio")
    press(editor, episode, open_desk(editor, episode), "clip_heard", "1")
    assert episode.clips.get(number=2).recheck == ""
    assert Citation.objects.get(clip__number=2).checked_by == editor.user


class TestList:
    def act(self, client, action, *citations):
        data = {"action": action, "_selected_action": [row.pk for row in citations]}
        return client.post(LIST, data, follow=True).content.decode()

    def test_it_shows_the_claim_and_marks_many_at_once(self, editor, episode):
        page = editor.get(LIST).content.decode()
        assert "Second claim." in page
        assert "https://a.example/x.mp3#t=60,80" in page
        assert "2 citations are “Heard” now." in self.act(
            editor, "mark_heard", *Citation.objects.filter(clip__number=1)
        )
        assert states() == [("One", 1, "heard"), ("One", 2, "unchecked"), ("Two", 1, "heard")]
        assert set(Citation.objects.filter(evidence="heard").values_list("checked_by__username", flat=True)) == {"eda"}
        assert Revision.objects.of(episode.pk).first().made_by == editor.user

    def test_what_is_published_is_left_to_those_who_may_publish(self, contributor, editor, episode):
        assert Citation.objects.count() == 3
        assert "mark_heard" not in contributor.get(LIST).content.decode()
        self.act(contributor, "mark_heard", *Citation.objects.all())
        assert not Citation.objects.filter(evidence="heard").exists()

    def test_it_asks_the_same_however_many_there_are(self, editor, episode, count_queries):
        few = count_queries(lambda: editor.get(LIST))
        for number in range(3, 30):
            make_clip(episode, number)
            make_highlight(make_episode(), body="[1]")
            make_highlight(episode, body=f"Claim [{number}].")
        assert count_queries(lambda: editor.get(LIST)) == few

    def test_filters(self, editor, episode):
        Citation.objects.filter(clip__number=2).update(evidence=Evidence.DISPUTED)
        assert "Second claim" in editor.get(f"{LIST}?evidence__exact=disputed").content.decode()
        assert "Another on" not in editor.get(f"{LIST}?evidence__exact=disputed").content.decode()
        episodes = "/admin/episodes/episode/"
        assert "1 episode" in editor.get(f"{episodes}?evidence=disputed").content.decode()
        assert "0 episodes" in editor.get(f"{episodes}?evidence=heard").content.decode()
        Citation.objects.update(evidence=Evidence.HEARD)
        assert "1 episode" in editor.get(f"{episodes}?evidence=heard").content.decode()


def test_readers_see_it_quietly(client, episode):
    Citation.objects.filter(clip__number=1).update(evidence=Evidence.HEARD, checked_at=LONG_AGO)
    Citation.objects.filter(clip__number=2).update(evidence=Evidence.DISPUTED)
    page = read(client.get(episode.get_absolute_url()))
    assert "1 of 2 moments checked by the editors, one disputed" in page.one("section", "moments").text
    chips = {chip.text: chip for chip in page.all("a", "cite")}
    assert chips["1"].classes == ["cite"]
    assert chips["2"].classes == ["cite", "cite--disputed"]
    assert "disputed" in chips["2"].attrs["aria-label"]
    clip = read(client.get(episode.clips.get(number=1).get_absolute_url()))
    assert "heard by the editors January 1, 2024" in clip.text
    assert "eda" not in clip.text


def test_a_draft_says_nothing_of_what_was_heard(client, episode):
    Citation.objects.update(evidence=Evidence.HEARD, checked_at=LONG_AGO)
    episode.highlights.filter(title="Two").update(status=Status.DRAFT)
    assert "Two" not in client.get(episode.clips.get(number=1).get_absolute_url()).content.decode()
