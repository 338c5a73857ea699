"""The page of an episode's transcript: send, look, confirm; names once a show; chapters."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from episodes.importers import fetch
from episodes.models import Person, Recheck, SpeakerName
from episodes.services.comparisons import compare_quotes
from episodes.services.transcripts import replace_transcript
from episodes.transcripts.cues import Cue
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show

SRT = (
    "1\r\n00:00:01,000 --> 00:00:04,000\r\nIlse (host): The tapes were cleaned by hand.\r\n\r\n"
    "2\r\n00:00:04,000 --> 00:00:09,000\r\nBob: Every one of them.\r\n"
)
CHAPTERS = '{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "Intro"}, {"startTime": 62.5}]}'


def address(episode):
    return reverse("admin:episodes_episode_transcript", args=[episode.pk])


def look(client, episode, **values):
    return client.post(address(episode), {"_look": "Look", **{f"transcript-{k}": v for k, v in values.items()}})


def confirmed(client, episode, **values):
    return client.post(address(episode), {**seen(look(client, episode, **values)), "_import": "Import"}, follow=True)


def seen(response):
    context = response.context
    return {"seen": context["digest"], "name": context["hint"], "transcript-text": context["form"].initial["text"]}


@pytest.mark.parametrize("way", ["text", "file", "address"])
def test_looking_reports_and_writes_nothing_confirming_does(editor, monkeypatch, way):
    ilse = make_person(name="Ilse")
    episode = make_episode()
    replace_transcript(episode, [Cue(0, 1000, "Old.")])
    if way == "address":
        found = fetch.Fetched("https://a.example/x.srt", SRT.encode(), "text/plain", "", "", "")
        monkeypatch.setattr("episodes.admin.transcript_import.fetch", lambda url, **_options: found)
    given = {"text": SRT, "file": SimpleUploadedFile("x.srt", SRT.encode()), "address": "https://a.example/x.srt"}[way]
    response = look(editor, episode, **{way: given})
    content = response.content.decode()
    assert "2 lines, read as SubRip (in place of 1 line)" in content
    assert "Ilse: one line of Ilse" in content and "Bob: one line of nobody" in content
    assert [cue.text for cue in episode.cues.all()] == ["Old."]
    response = editor.post(address(episode), {**seen(response), "_import": "Import"}, follow=True)
    assert "2 lines were imported." in response.content.decode()
    lines = list(episode.cues.values_list("text", "speaker", "speaker_name"))
    assert lines == [("The tapes were cleaned by hand.", ilse.pk, "Ilse"), ("Every one of them.", None, "Bob")]


def test_an_encoding_that_had_to_be_guessed_is_doubted(editor):
    file = SimpleUploadedFile("x.txt", "Zoé:\nC'est l'été.\n".encode("cp1252"))
    content = look(editor, make_episode(), file=file).content.decode()
    assert "read as Windows-1252" in content and "été" in content


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Choose a file, name an address or paste a text."),
        ({"text": "a", "address": "https://a.example/"}, "Send one thing"),
        ({"text": "WEBVTT\n\n00:01.000 --> x\nHi"}, "Line 3 must have two times"),
        ({"address": "http://127.0.0.1/x"}, "127.0.0.1"),
        ({"text": '{"segments": [' + "[" * 5000}, "Line 1 is not a transcript"),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field(editor, values, sentence):
    episode = make_episode()
    content = look(editor, episode, **values).content.decode()
    assert sentence in content and "the reason stands at the field" in content
    assert 'name="_import"' not in content


def test_of_two_who_confirm_the_second_looks_again(editor):
    episode = make_episode()
    mine, theirs = seen(look(editor, episode, text=SRT)), seen(look(editor, episode, text="Bob:\nNo.\n"))
    editor.post(address(episode), {**theirs, "_import": "Import"})
    content = editor.post(address(episode), {**mine, "_import": "Import"}).content.decode()
    assert "Look again before you import." in content
    assert [cue.text for cue in episode.cues.all()] == ["No."]


def test_the_report_says_what_happens_to_clips_and_quotes_and_it_does(editor):
    episode = make_episode()
    replace_transcript(episode, [Cue(0, 5000, "The tapes were cleaned by hand."), Cue(5000, 9000, "Nobody knew why.")])
    clip = make_clip(episode, start_ms=5000, end_ms=9000)
    quote = make_quote(make_highlight(episode), text="Nobody knew why.")
    compare_quotes(episode.pk)
    content = look(editor, episode, text=SRT).content.decode()
    assert "The words of clip 1 are not in it" in content
    assert "The quote “Nobody knew why.” is not found in it." in content
    clip.refresh_from_db()
    quote.refresh_from_db()
    assert clip.recheck == "" and quote.comparison == "exact", "looking has changed nothing"
    confirmed(editor, episode, text=SRT)
    clip.refresh_from_db()
    assert clip.recheck == Recheck.LOST


def test_names_are_said_once_a_show(editor):
    show, person = make_show(), make_person(name="Ilse Varga")
    one, other = make_episode(show), make_episode(show)
    for episode in (one, other):
        replace_transcript(
            episode, [Cue(0, 1000, "Hi.", "Ilse"), Cue(1000, 2000, "Ho.", "Bob"), Cue(2000, 3000, "-", "Eva")]
        )
    page = editor.get(address(one))
    chosen = {field.label: field.html_name for field in page.context["speakers_form"]}
    values = {chosen["Ilse"]: person.pk, chosen["Bob"]: "nobody", chosen["Eva"]: "new", "_names": "Save"}
    response = editor.post(address(one), values, follow=True)
    assert "Saved; it changes 2 episodes." in response.content.decode()
    eva = Person.objects.get(name="Eva")
    for episode in (one, other):
        assert list(episode.cues.values_list("speaker", flat=True)) == [person.pk, None, eva.pk]
    assert dict(SpeakerName.objects.values_list("name", "person")) == {"Ilse": person.pk, "Bob": None, "Eva": eva.pk}
    assert editor.post(address(one), {chosen["Ilse"]: "999999", "_names": "Save"}).status_code == 200


def test_who_may_not_publish_says_no_names(contributor):
    episode = make_episode(status="draft", published_at=None)
    replace_transcript(episode, [Cue(0, 1000, "Hi.", "Ilse")])
    content = contributor.get(address(episode)).content.decode()
    assert "by those who may publish" in content and 'name="_names"' not in content
    contributor.post(address(episode), {"person-0": "nobody", "_names": "Save"})
    assert not SpeakerName.objects.exists()


def test_chapters_are_replaced_and_shown(editor):
    episode = make_episode()
    page = editor.get(address(episode))
    values = {"chapters-text": CHAPTERS, "seen_chapters": page.context["seen_chapters"], "_chapters": "Replace"}
    content = editor.post(address(episode), values, follow=True).content.decode()
    assert "2 chapters were imported." in content and "0:00 Intro" in content
    assert list(episode.chapters.values_list("start_ms", "title")) == [(0, "Intro"), (62_500, "")]
    again = editor.post(address(episode), values).content.decode()
    assert "Somebody else has changed the chapters." in again
    wrong = editor.post(address(episode), {**values, "chapters-text": "WEBVTT\n\n"}).content.decode()
    assert "There is no chapter in it." in wrong


def test_the_form_and_the_desk_lead_there(editor):
    episode = make_episode()
    for name in ("change", "desk"):
        content = editor.get(reverse(f"admin:episodes_episode_{name}", args=[episode.pk])).content.decode()
        assert f'href="{address(episode)}"' in content


def test_queries_do_not_depend_on_the_lines(editor, django_assert_num_queries):
    episode = make_episode()
    replace_transcript(episode, [Cue(0, 1000, "Hi.", "Ilse")])
    editor.get(address(episode))
    with CaptureQueriesContext(connection) as few:
        editor.get(address(episode))
    replace_transcript(episode, [Cue(at, at + 1, "Hi.", f"Name {at}") for at in range(30)])
    with django_assert_num_queries(len(few)):
        editor.get(address(episode))
