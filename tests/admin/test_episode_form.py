"""An episode with its clips, credits and related episodes."""

import pytest

from episodes.models import Clip, Credit, Episode, RelatedEpisode, Status
from tests.admin.forms import errors, row, send, shown
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show

ADD = "/admin/episodes/episode/add/"


def address(episode):
    return f"/admin/episodes/episode/{episode.pk}/change/"


def clip_row(index, number="", title="New", start="", end="", **more):
    return row("clips", index, number=number, title=title, start_ms=start, end_ms=end, excerpt="", speaker="", **more)


@pytest.fixture
def episode(db):
    episode = make_episode()
    for _each in range(3):
        make_clip(episode)
    return episode


@pytest.fixture
def cited(episode):
    make_highlight(episode, title="Model Scaling", body="So [3].")
    return episode.clips.get(number=3)


def test_an_episode_with_everything_is_written_in_one_form(editor):
    guest, other = make_person(), make_episode()
    typed = {
        "show": str(make_show().pk),
        "title": "How models are made",
        "status": "published",
        "tags": "LLM, training",
    }
    typed |= {"duration_ms": "62:33"}
    typed |= clip_row(0, start="1:02:03", end="1h2m30.5s")
    typed |= row("credits", 0, person=str(guest.pk), role="guest", position="0")
    typed |= row("related_choices", 0, related=str(other.pk), reason="Part one", position="0")
    assert send(editor, ADD, **typed).status_code == 302
    episode = Episode.objects.get(title="How models are made")
    clip = episode.clips.get()
    assert (clip.number, clip.start_ms, clip.end_ms) == (1, 3_723_000, 3_750_500)
    assert episode.duration_ms == 3_753_000
    assert Credit.objects.get(episode=episode).person == guest
    assert RelatedEpisode.objects.get(episode=episode).related == other
    assert episode in Episode.objects.published()
    assert sorted(episode.tags.values_list("name", flat=True)) == ["LLM", "training"]


@pytest.mark.parametrize(
    ("typed", "milliseconds"),
    [("1:02:03", 3_723_000), ("62:03", 3_723_000), ("3723", 3_723_000), ("1h2m3s", 3_723_000), ("2:05.5", 125_500)],
)
def test_times_are_typed_in_many_ways_and_shown_in_one(editor, typed, milliseconds):
    episode = make_episode()
    assert send(editor, address(episode), duration_ms=typed).status_code == 302
    episode.refresh_from_db()
    assert episode.duration_ms == milliseconds
    shows = shown(editor.get(address(episode)))["duration_ms"]
    assert shows == ("1:02:03" if milliseconds == 3_723_000 else "2:05.5")
    assert send(editor, address(episode)).status_code == 302
    episode.refresh_from_db()
    assert episode.duration_ms == milliseconds


@pytest.mark.parametrize("typed", ["1:75", "soon", "1:2:3:4", "-5", "999:99:99", "9" * 400, "1:02:03x"])
def test_a_bad_time_keeps_what_was_typed_and_says_why(editor, episode, typed):
    page = send(editor, address(episode), duration_ms=typed, clips__0__start_ms=typed)
    assert len(errors(page)) == 2
    for sentence in errors(page):
        assert sentence.startswith("“")
        assert sentence.endswith(".")
    assert page.content.decode().count(f'value="{typed}"') == 2


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("1:00", "", "A clip with a start needs an end, too."),
        ("", "1:00", "A clip with an end needs a start, too."),
        ("1:00", "0:50", "A clip has a start and a later end, or neither."),
        ("1:00", "1:00", "A clip has a start and a later end, or neither."),
    ],
)
def test_a_clip_is_placed_or_not(editor, episode, start, end, sentence):
    page = send(editor, address(episode), clips__0__start_ms=start, clips__0__end_ms=end)
    assert errors(page) == [sentence]
    assert send(editor, address(episode), clips__0__start_ms="", clips__0__end_ms="").status_code == 302
    assert not episode.clips.get(number=1).is_placed


def test_a_clip_without_a_number_gets_the_next(editor, episode):
    assert send(editor, address(episode), **clip_row(3, title="Four") | clip_row(4, title="Five")).status_code == 302
    assert list(episode.clips.values_list("number", "title"))[3:] == [(4, "Four"), (5, "Five")]


def test_a_number_is_there_once(editor, episode):
    page = send(editor, address(episode), **clip_row(3, number="2"))
    assert "Two clips have the number 2." in errors(page)
    page = send(editor, address(episode), **clip_row(3, number="9") | clip_row(4, number="9"))
    assert errors(page) == ["Two clips have the number 9."]
    page = send(editor, address(episode), clips__0__number="2", clips__1__number="1")
    assert set(errors(page)) == {"Another clip of this episode has this number already."}
    for number in ("0", "-1", "x"):
        assert errors(send(editor, address(episode), **clip_row(3, number=number)))
    assert episode.clips.count() == 3


def test_a_cited_clip_is_not_deleted_with_its_row(editor, episode, cited):
    page = send(editor, address(episode), clips__2__DELETE="on")
    assert errors(page) == ["Clip 3 is cited in “Model Scaling” and can't be deleted"]
    assert send(editor, address(episode), clips__1__DELETE="on").status_code == 302
    assert list(episode.clips.values_list("number", flat=True)) == [1, 3]


def test_a_quoted_clip_is_not_deleted_with_its_row(editor, episode, cited):
    make_quote(make_highlight(episode, title="Fine-Tuning"), clip=cited)
    make_quote(make_highlight(episode, title="Data"), clip=episode.clips.get(number=1))
    page = send(editor, address(episode), clips__0__DELETE="on", clips__1__DELETE="on", clips__2__DELETE="on")
    assert errors(page) == [
        "Clip 1 is quoted in “Data” and can't be deleted",
        "Clip 3 is cited in “Model Scaling” and quoted in “Fine-Tuning” and can't be deleted",
    ]
    assert episode.clips.count() == 3


def test_a_cited_clip_is_not_deleted_on_its_own_page(editor, cited):
    page = editor.get(f"/admin/episodes/clip/{cited.pk}/delete/", follow=True)
    assert "Clip 3 is cited in “Model Scaling” and can&#x27;t be deleted" in page.content.decode()
    assert "Are you sure" not in page.content.decode()
    editor.post(f"/admin/episodes/clip/{cited.pk}/delete/", {"post": "yes"})
    assert Clip.objects.filter(pk=cited.pk).exists()
    free = cited.episode.clips.get(number=1)
    editor.post(f"/admin/episodes/clip/{free.pk}/delete/", {"post": "yes"})
    assert not Clip.objects.filter(pk=free.pk).exists()


def test_a_cited_clip_is_not_deleted_with_others(editor, cited):
    free = cited.episode.clips.get(number=1)
    chosen = {"action": "delete_selected", "_selected_action": [cited.pk, free.pk], "post": "yes"}
    page = editor.post("/admin/episodes/clip/", chosen, follow=True)
    assert "Clip 3 is cited in “Model Scaling” and can&#x27;t be deleted" in page.content.decode()
    assert Clip.objects.count() == 3
    editor.post("/admin/episodes/clip/", {**chosen, "_selected_action": [free.pk]}, follow=True)
    assert Clip.objects.count() == 2


def test_a_cited_clip_keeps_its_number(editor, episode, cited):
    sentence = "Clip 3 is cited in “Model Scaling”, so its number stays"
    assert errors(send(editor, address(episode), clips__2__number="8")) == [sentence]
    assert errors(send(editor, f"/admin/episodes/clip/{cited.pk}/change/", number="8")) == [sentence]
    assert send(editor, address(episode), clips__0__number="8", clips__2__title="Other").status_code == 302
    assert list(episode.clips.values_list("number", flat=True)) == [2, 3, 8]


def test_a_clip_is_added_and_changed_on_its_own_page(editor, episode):
    typed = {"episode": str(episode.pk), "title": "Alone", "start_ms": "1:00", "end_ms": "1:10"}
    assert send(editor, "/admin/episodes/clip/add/", **typed).status_code == 302
    clip = Clip.objects.get(title="Alone")
    assert (clip.number, clip.end_ms) == (4, 70_000)
    change = f"/admin/episodes/clip/{clip.pk}/change/"
    assert errors(send(editor, change, number="2")) == ["Another clip of this episode has this number already."]
    assert send(editor, change, number="").status_code == 302
    clip.refresh_from_db()
    assert clip.number == 4


def test_an_episode_is_not_related_to_itself_nor_twice_to_another(editor, episode):
    itself = row("related_choices", 0, related=str(episode.pk), reason="", position="0")
    assert errors(send(editor, address(episode), **itself)) == ["An episode is not related to itself."]
    other = str(make_episode().pk)
    twice = row("related_choices", 0, related=other, reason="", position="0")
    twice |= row("related_choices", 1, related=other, reason="", position="1")
    assert "An episode is listed twice." in errors(send(editor, address(episode), **twice))


def test_a_person_has_a_role_once(editor, episode):
    person = str(make_person().pk)
    twice = row("credits", 0, person=person, role="guest", position="0")
    twice |= row("credits", 1, person=person, role="guest", position="1")
    assert "A person is listed twice with the same role." in errors(send(editor, address(episode), **twice))


def test_the_form_needs_no_query_a_row(editor, count_queries):
    episode = make_episode()

    def fill(number):
        person = make_person()
        make_clip(episode, number, speaker=person)
        Credit.objects.create(episode=episode, person=person)
        RelatedEpisode.objects.create(episode=episode, related=make_episode(episode.show))
        make_highlight(episode, body=f"So [{number}].")

    fill(1)
    few = count_queries(lambda: editor.get(address(episode)))
    for number in range(2, 31):
        fill(number)
    assert shown(editor.get(address(episode)))["clips-TOTAL_FORMS"] == "30"
    assert count_queries(lambda: editor.get(address(episode))) <= few


def test_highlights_are_listed_with_a_way_to_add_one(editor, episode, cited):
    highlight = episode.highlights.get()
    page = editor.get(address(episode)).content.decode()
    assert f"/admin/episodes/highlight/{highlight.pk}/change/" in page
    assert f"/admin/episodes/highlight/add/?episode={episode.pk}" in page
    form = shown(editor.get(f"/admin/episodes/highlight/add/?episode={episode.pk}"))
    assert form["episode"] == str(episode.pk)
    assert "Save the episode first" in editor.get(ADD).content.decode()


def test_audio_is_an_address_or_a_file(editor, episode):
    from django.core.files.uploadedfile import SimpleUploadedFile

    page = send(
        editor, address(episode), audio_url="https://a.example/a.mp3", audio_file=SimpleUploadedFile("a.mp3", b"ID3")
    )
    assert errors(page) == ["Audio is an address or a file, not both."]


def test_view_on_site_is_there_for_what_is_public(editor, episode):
    assert f'href="{episode.get_absolute_url()}"' in editor.get(address(episode)).content.decode()
    for status in (Status.DRAFT, Status.REVIEW, Status.WITHDRAWN):
        Episode.objects.update(status=status)
        assert "View on site" not in editor.get(address(episode)).content.decode()
