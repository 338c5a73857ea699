"""What the desk's scripts are told: saved, refused, in conflict, how it looks, who else is there."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from episodes.models import Highlight, Revision
from episodes.services.transcripts import replace_transcript
from episodes.transcripts.cues import Cue
from tests.admin.desks import added, desk_address, fields, open_desk, press, typed
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    speaker = make_person(name="Tomas Reyk")
    episode = make_episode(status="draft", guest=speaker, duration_ms=300_000)
    clip = make_clip(episode, 1, start_ms=10_000, end_ms=20_000)
    one = make_highlight(episode, title="Data", body="Data decides [1].", position=1, tags=["data"])
    make_highlight(episode, title="Seeds", body="Noise.", position=2)
    make_quote(one, text="It is the data.", clip=clip, speaker=speaker)
    replace_transcript(episode, [Cue(10_000, 20_000, "It is the data.", "Tomas Reyk")])
    return episode


@pytest.fixture
def marta(editor):
    """Another editor."""
    user = User.objects.create_user("marta", first_name="Marta", last_name="Keller", is_staff=True)
    user.groups.set(editor.user.groups.all())
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def answer(client, episode, values, button="save", value="1", status=200):
    response = press(client, episode, values, button, value, accept="json")
    assert response.status_code == status, response.content.decode()[:1500]
    return response.json()


def look(client, episode, values, section="highlights-0"):
    response = client.post(f"{desk_address(episode)}look/", {**values, "section": section})
    assert response.status_code == 200
    return response.json()


def test_a_save_tells_version_keys_and_what_was_changed(editor, episode):
    values = open_desk(editor, episode)
    values = added(values, "clips", number="1", start="62", end="70", excerpt="Twice.")
    values = added(values, "highlights", title="Counting", body="Twice [1].", ORDER="3", tags="")
    said = answer(editor, episode, values)
    section, clip = Highlight.objects.get(title="Counting"), episode.clips.get(number=2)
    assert said["ids"]["highlights-2-id"] == str(section.pk)
    assert said["ids"]["clips-1-id"] == str(clip.pk)
    assert said["renamed"]["clips-1-number"] == "2"
    assert said["renamed"]["clips-1-title"] == "Twice."
    assert said["renamed"]["clips-1-start"] == "1:02"
    assert said["version"] == Revision.objects.of(episode.pk).first().number
    assert "reload" not in said
    again = typed(values, highlights__2__id=said["ids"]["highlights-2-id"], clips__1__id=said["ids"]["clips-1-id"])
    again |= {"version": said["version"]} | said["renamed"]
    assert answer(editor, episode, again)["version"] == said["version"]
    assert episode.highlights.count() == 3


def test_a_refusal_names_the_field(editor, episode):
    values = typed(open_desk(editor, episode), highlights__0__body="Data [9].", clips__0__start="1:75")
    said = answer(editor, episode, values, status=422)
    assert "[9]" in said["errors"]["highlights-0-body"][0]
    assert "below 60" in said["errors"]["clips-0-start"][0]
    assert "all you typed is still here" in said["sentence"]


def test_a_button_that_changes_rows_says_where_to_go_on(editor, episode):
    said = answer(editor, episode, open_desk(editor, episode), "duplicate", "0")
    assert said["reload"].startswith(desk_address(episode))
    values = fields(editor.get(said["reload"].partition("#")[0]))
    assert [values[f"highlights-{index}-title"] for index in range(3)] == ["Data", "Data", "Seeds"]


def test_publishing_says_how_it_went(editor, episode):
    said = answer(editor, episode, open_desk(editor, episode), "publish", "confirmed")
    assert said["state"]["name"] == "published"
    episode.clips.update(end_ms=9_000_000)
    said = answer(editor, episode, open_desk(editor, episode) | {"status": "published"}, "set_state")
    assert "checklist" in said["reload"]


class TestTwoEditors:
    def test_different_sections_are_both_saved_and_the_second_is_told(self, editor, marta, episode):
        hers, his = open_desk(marta, episode), open_desk(editor, episode)
        answer(marta, episode, typed(hers, highlights__1__title="Hers"))
        said = answer(editor, episode, typed(his, highlights__0__title="His"))
        assert list(episode.highlights.values_list("title", flat=True)) == ["His", "Hers"]
        page = editor.get(said["reload"].partition("#")[0]).content.decode()
        assert "Marta Keller saved other things meanwhile" in page

    def test_the_same_section_is_put_side_by_side(self, editor, marta, episode):
        hers, his = open_desk(marta, episode), open_desk(editor, episode)
        answer(marta, episode, typed(hers, highlights__0__title="Hers", highlights__0__tags="data, held-out"))
        mine = typed(his, highlights__0__title="His", highlights__0__takeaway="Only his.")
        panel = answer(editor, episode, mine, status=409)["conflict"]
        for words in ("Marta Keller", "Hers", "His", "Merged by itself"):
            assert words in panel
        assert list(episode.highlights.values_list("title", flat=True)) == ["Hers", "Seeds"]

    @pytest.mark.parametrize(("choice", "title"), [("mine", "His"), ("theirs", "Hers"), ("third", "Both")])
    def test_each_field_is_chosen(self, editor, marta, episode, choice, title):
        hers, his = open_desk(marta, episode), open_desk(editor, episode)
        answer(marta, episode, typed(hers, highlights__0__title="Hers", highlights__0__tags="data, held-out"))
        mine = typed(his, highlights__0__title="His", highlights__0__takeaway="Only his.")
        page = press(editor, episode, mine)
        assert page.status_code == 409
        values = fields(page)
        name = next(name for name in values if name.startswith("merge-highlight") and name.endswith("-title"))
        assert press(editor, episode, values | {name: choice, f"{name}-text": "Both"}, "merge").status_code == 302
        section = episode.highlights.first()
        assert (section.title, section.takeaway) == (title, "Only his.")
        assert {tag.name for tag in section.tags.all()} == {"data", "held-out"}

    def test_a_third_version_that_can_t_stand_is_refused(self, editor, marta, episode):
        hers, his = open_desk(marta, episode), open_desk(editor, episode)
        answer(marta, episode, typed(hers, highlights__0__body="Hers [1]."))
        values = fields(press(editor, episode, typed(his, highlights__0__body="His [1].")))
        name = next(name for name in values if name.startswith("merge-highlight") and name.endswith("-body"))
        refused = press(editor, episode, values | {name: "third", f"{name}-text": "Third [8]."}, "merge", accept="json")
        assert refused.status_code == 422
        assert "[8]" in refused.json()["sentence"]

    def test_choices_are_asked_again_when_a_third_editor_saves(self, editor, marta, operator, episode):
        hers, his = open_desk(marta, episode), open_desk(editor, episode)
        answer(marta, episode, typed(hers, highlights__0__title="Hers"))
        values = fields(press(editor, episode, typed(his, highlights__0__title="His")))
        answer(operator, episode, typed(open_desk(operator, episode), highlights__0__title="Third"))
        panel = answer(editor, episode, values, "merge", status=409)["conflict"]
        assert "Third" in panel
        assert episode.highlights.first().title == "Third"

    def test_a_section_that_the_other_removed_is_asked_about(self, editor, marta, episode):
        hers, his = open_desk(marta, episode), open_desk(editor, episode)
        answer(marta, episode, typed(hers, highlights__1__DELETE="on"))
        page = press(editor, episode, typed(his, highlights__1__body="Written since."))
        values = fields(page)
        name = next(name for name in values if name.startswith("merge-highlight") and name.endswith("-row"))
        assert press(editor, episode, values | {name: "mine"}, "merge").status_code == 302
        assert list(episode.highlights.values_list("body", flat=True)) == ["Data decides [1].", "Written since."]

    def test_two_new_clips_get_two_numbers(self, editor, marta, episode):
        for client, name, words in (
            (marta, "highlights-0-body", "Hers [2]."),
            (editor, "highlights-1-body", "His [2]."),
        ):
            client.values = added(open_desk(client, episode), "clips", number="2", start="30", end="40", excerpt=words)
            client.values[name] = words
        answer(marta, episode, marta.values)
        answer(editor, episode, editor.values)
        assert list(episode.highlights.values_list("body", flat=True)) == ["Hers [2].", "His [3]."]
        assert dict(episode.clips.values_list("number", "excerpt")) == {1: "", 2: "Hers [2].", 3: "His [2]."}


class TestLooking:
    def test_it_is_the_public_page_s_own_section(self, editor, episode, client):
        shown = look(editor, episode, open_desk(editor, episode))["preview"]
        type(episode).objects.update(status="published")
        page = client.get(episode.get_absolute_url()).content.decode()
        start = page.index('<div class="highlight__body">')
        assert page[start : page.index("</div>", start)] in shown
        assert "It is the data." in shown

    def test_it_says_what_is_typed_and_saves_nothing(self, editor, episode):
        values = typed(
            open_desk(editor, episode),
            highlights__0__body="Typed *now* [1][7].",
            highlights__0__quotes__0__text="It is the date.",
            highlights__1__body="Also [1].",
        )
        said = look(editor, episode, values)
        assert "<em>now</em>" in said["preview"]
        assert said["checks"]["errors"] == 1
        assert "[7]" in said["metas"]["highlights-0"]
        assert "[7]" in said["errors"]["highlights-0-body"][0]
        assert said["compare"]["highlights-0-quotes-0"]["name"] == "differs"
        assert said["where"]["clips-0"].count("<a ") == 2
        assert "cites [7], and there is no clip 7." in said["fragments"]["checklist"]
        assert Highlight.objects.first().body == "Data decides [1]."

    def test_half_typed_times_and_hostile_words_are_looked_at(self, editor, episode):
        values = typed(
            open_desk(editor, episode), clips__0__start="1:", highlights__0__body="<script>alert(1)</script> \x00 [1]"
        )
        said = look(editor, episode, values)
        assert "<script>" not in said["preview"]
        assert "can’t be read" in said["fragments"]["checklist"]

    def test_its_queries_do_not_grow(self, editor, count_queries):
        counts = []
        for rows in (1, 30):
            episode = make_episode(status="draft")
            for number in range(1, rows + 1):
                make_quote(make_highlight(episode, body=f"[{number}]", tags=["a"]), clip=make_clip(episode, number))
            values = open_desk(editor, episode)
            counts.append(count_queries(lambda episode=episode, values=values: look(editor, episode, values)))
        assert counts[0] == counts[1]


def test_others_are_seen_on_the_page(editor, marta, episode):
    open_desk(marta, episode)
    section = episode.highlights.last()
    marta.post(f"{desk_address(episode)}presence/", {"place": f"section-{section.pk}"})
    said = editor.post(f"{desk_address(episode)}presence/", {"place": ""}).json()
    assert said == {
        "words": "Marta Keller in section 2",
        "places": {f"section-{section.pk}": "Marta Keller is here"},
    }
    assert "Marta Keller in section 2" in editor.get(desk_address(episode)).content.decode()


def test_who_is_at_the_desk_is_told_in_the_ordinary_forms(editor, marta, episode):
    open_desk(marta, episode)
    for address in (
        f"/admin/episodes/episode/{episode.pk}/change/",
        f"/admin/episodes/highlight/{episode.highlights.first().pk}/change/",
    ):
        assert "Marta Keller has this episode open, too." in editor.get(address).content.decode()
        assert "open, too" not in editor.get(f"/admin/episodes/episode/{make_episode().pk}/change/").content.decode()
