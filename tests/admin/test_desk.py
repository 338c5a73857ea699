"""The desk, by form post alone: everything it offers is there without scripts."""

import pytest

from episodes.models import Citation, Clip, Evidence, Highlight, Person, Quote, Revision, Tag
from episodes.services.transcripts import replace_transcript
from episodes.transcripts.cues import Cue
from tests.admin.desks import added, desk_address, fields, open_desk, press, typed
from tests.admin.forms import shown
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    """A draft with two sections, two clips, a quote and a transcript."""
    speaker = make_person(name="Tomas Reyk")
    episode = make_episode(status="draft", guest=speaker, duration_ms=300_000)
    one = make_clip(episode, 1, start_ms=10_000, end_ms=20_000, excerpt="It is the data.", speaker=speaker)
    make_clip(episode, 2, start_ms=30_000, end_ms=40_000)
    highlight = make_highlight(episode, title="Data", body="Data decides [1].", position=1, tags=["data"])
    make_highlight(episode, title="Seeds", body="Noise [2].", position=2, status="draft")
    make_quote(highlight, text="It is the data.", clip=one, speaker=speaker)
    replace_transcript(
        episode,
        [Cue(10_000, 20_000, "It is the data.", "Tomas Reyk"), Cue(50_000, 58_000, "We counted twice.", "Tomas Reyk")],
    )
    return episode


def saved(response):
    assert response.status_code == 302, response.content.decode()[:2000]
    return response


def refused(response, *sentences):
    assert response.status_code == 422
    page = response.content.decode()
    for sentence in sentences:
        assert sentence in page
    return page


def bodies(episode):
    return list(episode.highlights.values_list("body", flat=True))


def titles(episode):
    return list(episode.highlights.values_list("title", flat=True))


class TestWriting:
    def test_every_word_is_saved_as_one_revision(self, editor, episode):
        values = typed(
            open_desk(editor, episode),
            highlights__0__title="Data first",
            highlights__0__body="Data decides [1].\r\n\r\nAlways.",
            highlights__0__takeaway="Clean it.",
            highlights__0__tags="data, small labs",
            highlights__0__quotes__0__text="It is the data!",
            clips__1__start="0:31.5",
        )
        before = Revision.objects.of(episode.pk).count()
        saved(press(editor, episode, values))
        highlight = episode.highlights.first()
        assert (highlight.title, highlight.body) == ("Data first", "Data decides [1].\n\nAlways.")
        assert highlight.takeaway == "Clean it."
        assert {tag.name for tag in highlight.tags.all()} == {"data", "small labs"}
        assert highlight.quotes.get().text == "It is the data!"
        assert episode.clips.get(number=2).start_ms == 31_500
        assert Revision.objects.of(episode.pk).count() == before + 1
        assert Revision.objects.of(episode.pk).first().made_by == editor.user

    def test_saving_what_was_shown_changes_nothing(self, editor, episode):
        values = open_desk(editor, episode)
        before = Revision.objects.of(episode.pk).count()
        saved(press(editor, episode, values))
        assert Revision.objects.of(episode.pk).count() == before

    def test_new_sections_clips_and_quotes_refer_to_each_other(self, editor, episode):
        values = open_desk(editor, episode)
        values = added(values, "clips", number="3", start="50", end="58", excerpt="We counted twice.")
        values = added(values, "highlights", title="Counting", body="Twice [3].", ORDER="3", tags="")
        values["highlights-2-quotes-TOTAL_FORMS"] = "0"
        values = added(values, "highlights-2-quotes", text="We counted twice.", clip="3", speaker="Tomas Reyk")
        saved(press(editor, episode, values))
        section = episode.highlights.get(title="Counting")
        assert section.status == "draft"
        clip = section.citations.get().clip
        assert (clip.number, clip.title, clip.start_ms, clip.end_ms) == (3, "We counted twice.", 50_000, 58_000)
        quote = section.quotes.get()
        assert (quote.clip, quote.speaker.name) == (clip, "Tomas Reyk")
        assert "Word for word" in editor.get(desk_address(episode)).content.decode()

    def test_an_empty_new_section_is_no_section(self, editor, episode):
        values = added(open_desk(editor, episode), "highlights", title=" ", body="", ORDER="3")
        saved(press(editor, episode, values))
        assert titles(episode) == ["Data", "Seeds"]

    def test_a_draft_s_address_follows_its_title_and_a_published_one_s_stays(self, editor, episode):
        values = typed(open_desk(editor, episode), highlights__0__title="Out", highlights__1__title="Still a draft")
        before = episode.highlights.first().slug
        saved(press(editor, episode, values))
        assert list(episode.highlights.values_list("slug", flat=True)) == [before, "still-a-draft"]

    def test_a_removed_row_is_gone(self, editor, episode):
        values = typed(open_desk(editor, episode), highlights__1__DELETE="on", highlights__0__quotes__0__DELETE="on")
        saved(press(editor, episode, values))
        assert titles(episode) == ["Data"]
        assert not Quote.objects.exists()


class TestRefusals:
    def test_a_marker_without_a_clip_is_named_and_nothing_is_lost(self, editor, episode):
        values = typed(open_desk(editor, episode), highlights__0__body="Data [9].", highlights__1__title="Kept")
        page = refused(press(editor, episode, values), "[9] refers to clip 9", "all you typed is still here")
        assert "Data [9]." in page
        assert 'value="Kept"' in page
        assert titles(episode) == ["Data", "Seeds"]

    @pytest.mark.parametrize(
        ("name", "value", "sentence"),
        [
            ("clips__0__start", "1:75", "minutes and seconds after a colon stay below 60"),
            ("clips__0__start", "soon", "is not a time"),
            ("clips__0__end", "", "needs an end"),
            ("clips__0__end", "5", "ends after its start"),
            ("highlights__0__title", "", "needs a title"),
            ("highlights__0__title", "x" * 201, "at most 200"),
            ("highlights__0__quotes__0__clip", "7", "There is no clip 7"),
            ("highlights__0__quotes__0__speaker", "Nobody Known", "There is no person “Nobody Known”"),
            ("highlights__0__tags", "x" * 101, "at most 100"),
        ],
    )
    def test_bad_input_gets_a_sentence(self, editor, episode, name, value, sentence):
        values = typed(open_desk(editor, episode), **{name: value})
        refused(press(editor, episode, values), sentence)
        assert Revision.objects.of(episode.pk).count() == 1

    def test_a_clip_that_is_used_stays_and_says_where(self, editor, episode):
        values = open_desk(editor, episode)
        refused(press(editor, episode, values, "clip_delete", "0"), "Clip 1 is cited in “Data” and quoted in “Data”")
        assert episode.clips.count() == 2

    def test_a_clip_whose_last_marker_was_just_taken_out_goes(self, editor, episode):
        values = typed(open_desk(editor, episode), highlights__1__body="Noise.")
        saved(press(editor, episode, values, "clip_delete", "1"))
        assert list(episode.clips.values_list("number", flat=True)) == [1]

    def test_a_new_tag_that_is_nearly_another_is_asked_about_once(self, editor, episode):
        Tag.objects.create(name="interpretability")
        values = typed(open_desk(editor, episode), highlights__0__tags="data, interpretabilty")
        refused(press(editor, episode, values), "Did you mean “interpretability”", "Create “interpretabilty” anyway")
        agreed = values | {"highlights-0-tags_anyway": "interpretabilty"}
        saved(press(editor, episode, agreed))
        assert Tag.objects.filter(name="interpretabilty").exists()

    def test_a_forged_form_is_refused(self, editor, episode):
        assert press(editor, episode, {"version": "x"}).status_code == 422
        assert press(editor, episode, open_desk(editor, episode) | {"version": "99"}).status_code == 422
        assert titles(episode) == ["Data", "Seeds"]


class TestButtons:
    def test_sections_move_split_double_and_go(self, editor, episode):
        saved(press(editor, episode, open_desk(editor, episode), "move_down", "0"))
        assert titles(episode) == ["Seeds", "Data"]
        values = typed(open_desk(editor, episode), highlights__1__body="Data decides [1].\n---\nMore.")
        saved(press(editor, episode, values, "split", "1"))
        assert bodies(episode) == ["Noise [2].", "Data decides [1].", "More."]
        saved(press(editor, episode, open_desk(editor, episode), "duplicate", "0"))
        assert bodies(episode) == ["Noise [2].", "Noise [2].", "Data decides [1].", "More."]
        saved(press(editor, episode, open_desk(editor, episode), "remove", "1"))
        assert bodies(episode) == ["Noise [2].", "Data decides [1].", "More."]

    def test_sections_are_put_in_order_by_number(self, editor, episode):
        values = typed(open_desk(editor, episode), highlights__0__ORDER="9")
        saved(press(editor, episode, values))
        assert titles(episode) == ["Seeds", "Data"]
        for index, place, now in ((1, "1", ["Data", "Seeds"]), (0, "2", ["Seeds", "Data"])):
            saved(press(editor, episode, open_desk(editor, episode) | {f"highlights-{index}-ORDER": place}))
            assert titles(episode) == now

    def test_a_line_is_cited_and_quoted_in_the_open_section(self, editor, episode):
        cue = episode.cues.last()
        values = typed(open_desk(editor, episode), open="1")
        saved(press(editor, episode, values, "cite_cue", str(cue.pk)))
        assert bodies(episode)[1] == "Noise [2][3]."
        clip = episode.clips.get(number=3)
        assert (clip.start_ms, clip.end_ms, clip.excerpt) == (50_000, 58_000, "We counted twice.")
        assert clip.speaker.name == "Tomas Reyk"
        saved(press(editor, episode, typed(open_desk(editor, episode), open="1"), "quote_cue", str(cue.pk)))
        quote = Quote.objects.get(highlight__title="Seeds")
        assert (quote.text, quote.clip, quote.speaker) == ("We counted twice.", clip, clip.speaker)
        assert episode.clips.count() == 3

    def test_renumbering_keeps_the_evidence(self, editor, episode):
        Citation.objects.filter(clip__number=2).update(evidence=Evidence.HEARD)
        heard = Citation.objects.get(evidence=Evidence.HEARD)
        values = typed(open_desk(editor, episode), highlights__0__body="First [2], then [1].")
        saved(press(editor, episode, values, "renumber"))
        assert bodies(episode) == ["First [1], then [2].", "Noise [1]."]
        assert Citation.objects.get(evidence=Evidence.HEARD).pk == heard.pk
        assert Clip.objects.get(pk=heard.clip_id).number == 1

    def test_a_clip_and_a_quote_to_fill_in(self, editor, episode):
        saved(press(editor, episode, open_desk(editor, episode), "clip_add"))
        assert not episode.clips.get(number=3).is_placed
        response = saved(press(editor, episode, open_desk(editor, episode), "quote_add", "1"))
        values = fields(editor.get(response["Location"].partition("#")[0]))
        saved(press(editor, episode, typed(values, highlights__1__quotes__0__text="Said.")))
        assert Quote.objects.get(highlight__title="Seeds").text == "Said."

    def test_related_episodes_are_chosen_ordered_and_left(self, editor, episode):
        others = [make_episode(tags=["data"]) for _ in range(2)]
        for other in others:
            saved(press(editor, episode, open_desk(editor, episode), "related_add", str(other.pk)))
        saved(press(editor, episode, open_desk(editor, episode), "related_up", "1"))
        assert [choice.related for choice in episode.related_choices.all()] == others[::-1]
        saved(press(editor, episode, open_desk(editor, episode), "related_remove", "0"))
        assert [choice.related for choice in episode.related_choices.all()] == others[:1]
        for nonsense in (episode.pk, 10**12, "x"):
            saved(press(editor, episode, open_desk(editor, episode), "related_add", str(nonsense)))
        assert episode.related_choices.count() == 1

    def test_related_episodes_are_suggested_with_the_reason(self, editor, episode):
        make_episode(title="Also on data", tags=["data"])
        page = editor.get(desk_address(episode)).content.decode()
        assert "Also on data" in page
        assert "Shares data" in page

    @pytest.mark.parametrize(
        "button", ["split", "duplicate", "move_up", "quote_add", "cite_cue", "related_up", "remove"]
    )
    @pytest.mark.parametrize("value", ["99", "x", "", "-1", "9" * 30])
    def test_nonsense_in_a_button_only_saves(self, editor, episode, button, value):
        saved(press(editor, episode, open_desk(editor, episode), button, value))
        assert bodies(episode) == ["Data decides [1].", "Noise [2]."]


class TestPublishing:
    def test_from_draft_to_page(self, editor, episode, client):
        response = saved(press(editor, episode, open_desk(editor, episode), "publish", "1"))
        assert "checklist" in response["Location"]
        assert client.get(episode.get_absolute_url()).status_code == 404
        saved(press(editor, episode, open_desk(editor, episode), "publish", "confirmed"))
        page = client.get(episode.get_absolute_url()).content.decode()
        assert "Data decides" in page
        assert "Noise" in page

    def test_a_section_that_is_not_ticked_stays_a_draft(self, editor, episode, client):
        values = open_desk(editor, episode) | {"with-offered": "1"}
        values.pop("with", None)
        saved(press(editor, episode, values, "publish", "confirmed"))
        assert "Noise" not in client.get(episode.get_absolute_url()).content.decode()

    def test_an_error_blocks_and_what_was_typed_is_saved(self, editor, episode):
        values = typed(open_desk(editor, episode), clips__1__end="9:00", highlights__0__title="Kept")
        page = editor.get(press(editor, episode, values, "publish", "confirmed")["Location"]).content.decode()
        assert "the audio ends at 5:00" in page
        episode.refresh_from_db()
        assert episode.status == "draft"
        assert titles(episode)[0] == "Kept"

    @pytest.mark.parametrize(
        ("state", "more", "stored"),
        [
            ("review", {}, "review"),
            ("scheduled", {"publish_at": "2099-01-01T10:00"}, "published"),
            ("withdrawn", {"withdrawn_reason": "A guest asked."}, "withdrawn"),
            ("scheduled", {"publish_at": "yesterday"}, "draft"),
            ("scheduled", {"publish_at": "2001-01-01T10:00"}, "draft"),
            ("withdrawn", {}, "draft"),
            ("nonsense", {}, "draft"),
        ],
    )
    def test_states(self, editor, episode, state, more, stored):
        values = open_desk(editor, episode) | {"status": state, **more}
        saved(press(editor, episode, values, "set_state"))
        episode.refresh_from_db()
        assert episode.status == stored
        if state == "scheduled" and stored == "published":
            assert episode.is_scheduled

    def test_contributors_write_and_do_not_publish(self, contributor, episode):
        values = typed(open_desk(contributor, episode), highlights__0__takeaway="Mine.")
        saved(press(contributor, episode, values))
        assert episode.highlights.first().takeaway == "Mine."
        for button, value, more in (
            ("publish", "confirmed", {}),
            ("set_state", "1", {"status": "published"}),
            ("set_state", "1", {"status": "scheduled", "publish_at": "2099-01-01T10:00"}),
            ("set_state", "1", {"status": "withdrawn", "withdrawn_reason": "No."}),
        ):
            press(contributor, episode, open_desk(contributor, episode) | more, button, value)
            episode.refresh_from_db()
            assert episode.status == "draft"
        saved(press(contributor, episode, open_desk(contributor, episode) | {"status": "review"}, "set_state"))
        episode.refresh_from_db()
        assert episode.status == "review"


class TestDoors:
    def test_what_is_out_is_closed_to_contributors(self, contributor, editor, episode):
        values = open_desk(contributor, episode)
        type(episode).objects.update(status="published")
        page = contributor.get(desk_address(episode))
        assert page.status_code == 200
        assert 'name="save"' not in page.content.decode()
        assert press(contributor, episode, values).status_code == 403
        assert press(contributor, episode, values, accept="json").json()["sentence"]

    def test_who_may_not_see_it(self, nobody, client, episode):
        assert nobody.get(desk_address(episode)).status_code == 403
        assert client.get(desk_address(episode)).status_code == 302
        answer = press(client, episode, {}, accept="json")
        assert (answer.status_code, list(answer.json())) == (401, ["login"])

    def test_no_post_without_its_token(self, editor, episode):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.force_login(editor.user)
        for address in (desk_address(episode), f"{desk_address(episode)}look/", f"{desk_address(episode)}presence/"):
            assert strict.post(address, {"version": "1"}).status_code == 403
            assert strict.post(address, {"version": "1"}, headers={"accept": "application/json"}).status_code == 403

    def test_looking_and_presence_are_posts(self, editor, episode):
        for name in ("look", "presence"):
            assert editor.get(f"{desk_address(episode)}{name}/").status_code == 405

    @pytest.mark.parametrize("key", ["0", "999999", "x", "9" * 30])
    def test_no_episode_no_desk(self, editor, db, key):
        assert editor.get(f"/admin/episodes/episode/{key}/desk/").status_code == 404


def test_queries_do_not_grow(editor, count_queries):
    make_highlight(tags=["tag 1"])
    counts = []
    for rows in (1, 30):
        episode = make_episode(status="draft", guest=make_person())
        for number in range(1, rows + 1):
            clip = make_clip(episode, number)
            highlight = make_highlight(episode, body=f"[{number}]", tags=[f"tag {number}"], status="draft")
            make_quote(highlight, clip=clip, speaker=make_person())
            episode.related_choices.create(related=make_episode(), position=number)
        replace_transcript(episode, [Cue(n * 1000, n * 1000 + 900, "Words.") for n in range(rows)])
        editor.get(desk_address(episode))
        counts.append(count_queries(lambda episode=episode: editor.get(desk_address(episode))))
    assert counts[0] == counts[1], counts


def test_without_transcript_and_audio_it_says_so(editor):
    page = editor.get(desk_address(make_episode(status="draft"))).content.decode()
    assert "neither audio nor a transcript" in page


def test_the_desk_is_reached_from_the_episode_and_from_a_highlight(editor, episode):
    for address in (
        f"/admin/episodes/episode/{episode.pk}/change/",
        f"/admin/episodes/highlight/{episode.highlights.first().pk}/change/",
        "/admin/episodes/episode/",
        "/admin/episodes/highlight/",
    ):
        assert desk_address(episode) in editor.get(address).content.decode()


def test_names_of_people_and_tags_are_those_that_are_there(editor, episode):
    Tag.objects.create(name="training")
    values = typed(open_desk(editor, episode), highlights__0__tags="Training", clips__1__speaker="tomas reyk")
    saved(press(editor, episode, values))
    assert Tag.objects.filter(key="training").count() == 1
    assert episode.clips.get(number=2).speaker == Person.objects.get(name="Tomas Reyk")
    assert Highlight.objects.first().tags.get().name == "training"


def test_fields_shown_are_fields_read(editor, episode):
    """Every field of the page is in the form that it sends."""
    assert "highlights-1-body" in shown(editor.get(desk_address(episode)))
