"""The checklist says each thing that is wrong with an episode once, and nothing of one that is right."""

import pytest
from django.conf import settings

from episodes.models import Quote, Status
from episodes.services.checklist import problems_of_document, summary
from episodes.services.comparisons import compare_quotes
from episodes.services.documents import read
from tests.factories import make_clip, make_episode, make_highlight, make_quote
from tests.services.checklist.finished import both, change, clip, section

pytestmark = pytest.mark.django_db


def requote(episode, text):
    change(Quote.objects.get(highlight__episode=episode), text=text)
    compare_quotes(episode.pk)


#: What is done to the episode, and the one problem that it makes: level, its words, and where it is put right.
WRONG = {
    "a marker without clip": (
        lambda e: change(section(e), body="They looked [1][9], and again [2], [9]."),
        ("error", "Section 1 cites [9], and there is no clip 9.", "body"),
    ),
    "a section without title": (
        lambda e: change(section(e, 2), title=" "),
        ("error", "Section 2 has no title.", "title"),
    ),
    "a section without text": (
        lambda e: make_highlight(e, body="\n", tags=["speech"]),
        ("error", "Section 3 has no text.", "body"),
    ),
    "a clip that ends beyond the audio": (
        lambda e: change(clip(e, 3), start_ms=3_590_000, end_ms=3_601_000),
        ("error", "Clip 3 ends at 1:00:01, and the audio ends at 1:00:00.", "end_ms"),
    ),
    "a clip that starts beyond the audio": (
        lambda e: change(e, duration_ms=170_000),
        ("error", "Clip 3 starts at 3:00, and the audio ends at 2:50.", "start_ms"),
    ),
    "a clip that is not placed": (
        lambda e: change(clip(e, 2), start_ms=None, end_ms=None),
        ("warning", "Clip 2 has no time yet.", "start_ms"),
    ),
    "a clip that nothing uses": (lambda e: make_clip(e, 7), ("warning", "Clip 7 is never cited.", "")),
    "a quote that differs": (
        lambda e: requote(e, "We looked at the logs every evening"),
        ("warning", "Section 1 has a quote that differs from the transcript.", "text"),
    ),
    "a quote that is not found": (
        lambda e: requote(e, "Nobody ever looks"),
        ("warning", "Section 1 has a quote that is not found in the transcript.", "text"),
    ),
    "no takeaway": (
        lambda e: change(section(e, 2), takeaway=""),
        ("warning", "Section 2 has no takeaway.", "takeaway"),
    ),
    "no tags": (lambda e: section(e).tags.clear(), ("warning", "Section 1 has no tags.", "tags")),
    "no audio": (lambda e: change(e, audio_url=""), ("warning", "The episode has no audio.", "audio_url")),
    "a dead link in a body": (
        lambda e: change(section(e), body="[1][2] See [there](/shows/none/such/)."),
        ("warning", "Section 1 links to /shows/none/such/, where nothing public is.", "body"),
    ),
    "a dead link in the show notes": (
        lambda e: change(e, show_notes=f"See <{settings.SITE_URL}/tags/none/>."),
        ("warning", f"The episode links to {settings.SITE_URL}/tags/none/, where nothing public is.", "show_notes"),
    ),
    "an anchor that is not there": (
        lambda e: change(e, show_notes="See [below](#model-scalling)."),
        ("warning", "The episode links to #model-scalling, where nothing public is.", "show_notes"),
    ),
}


def test_a_finished_episode_has_no_problem(episode):
    assert both(episode) == []
    assert summary([]) == {"errors": 0, "warnings": 0, "words": "Ready to publish"}


@pytest.mark.parametrize(("make_wrong", "expected"), WRONG.values(), ids=WRONG)
def test_each_problem_is_named_once(episode, make_wrong, expected):
    make_wrong(episode)
    episode.refresh_from_db()
    [problem] = both(episode)
    assert (problem.level, str(problem), problem.field) == expected
    assert problem.blocks == (problem.level == "error")
    assert problem.episode_id == episode.pk
    where = {"Sec": problem.highlight_id, "Cli": problem.clip_id, "The": problem.episode_id}[str(problem)[:3]]
    assert where
    assert bool(problem.quote_id) == (problem.field == "text")


def test_a_problem_leads_to_its_row(episode):
    requote(episode, "Nobody ever looks")
    [problem] = both(episode)
    assert (problem.highlight_id, problem.quote_id) == (section(episode).pk, Quote.objects.get().pk)
    change(clip(episode, 2), start_ms=None, end_ms=None)
    assert both(episode)[1].clip_id == clip(episode, 2).pk


def test_an_episode_without_sections_says_so():
    episode = make_episode(audio_url="https://cdn.example/a.mp3")
    [problem] = both(episode)
    assert (problem.level, str(problem)) == ("warning", "The episode has no sections yet.")


def test_errors_come_first_and_are_counted(episode):
    change(section(episode), takeaway="")
    change(section(episode, 2), body="[3][1][8][9]")
    change(episode, audio_url="")
    found = both(episode)
    assert [problem.level for problem in found] == ["error", "error", "warning", "warning"]
    assert summary(found) == {"errors": 2, "warnings": 2, "words": "2 to fix, 2 to look at"}
    assert summary(found[:1])["words"] == "1 to fix"
    assert summary(found[2:])["words"] == "2 to look at"


def test_what_is_withdrawn_does_not_count(episode):
    change(section(episode), status=Status.WITHDRAWN, body="[9]", takeaway="", title="")
    change(section(episode, 2), takeaway="")
    # Clip 2 was cited there only; the other section keeps its number.
    assert [str(problem) for problem in both(episode)] == ["Section 2 has no takeaway.", "Clip 2 is never cited."]
    change(clip(episode, 2), featured=True)
    assert [str(problem) for problem in both(episode)] == ["Section 2 has no takeaway."]
    change(section(episode, 2), status=Status.WITHDRAWN)
    assert "The episode has no sections yet." in map(str, both(episode))


def test_a_quoted_clip_is_used(episode):
    third = make_highlight(episode, body="So it was.", tags=["speech"])
    make_quote(third, text="It looked fine", clip=make_clip(episode, 7))
    compare_quotes(episode.pk)
    assert both(episode) == []
    change(third, status=Status.WITHDRAWN)
    assert [str(problem) for problem in both(episode)] == ["Clip 7 is never cited."]


def test_a_rounded_duration_is_no_reason_to_doubt_the_last_clip(episode):
    change(clip(episode, 3), end_ms=3_600_999)
    assert both(episode) == []
    change(episode, duration_ms=None)
    change(clip(episode, 3), end_ms=9_000_000)
    assert both(episode) == []


# Typed values that cannot be stored.
TYPED = {
    "a time that is none": ({"start_ms": "1:75"}, ["Clip 3 has a start that can’t be read."], "start_ms"),
    "two times that are none": (
        {"start_ms": "x", "end_ms": "y"},
        ["Clip 3 has a start that can’t be read.", "Clip 3 has an end that can’t be read."],
        "start_ms",
    ),
    "an end before the start": ({"start_ms": 9000, "end_ms": 8000}, ["Clip 3 does not end after its start."], "end_ms"),
    "an end and no start": ({"start_ms": None}, ["Clip 3 has an end and no start."], "start_ms"),
    "a start and no end": ({"end_ms": ""}, ["Clip 3 has a start and no end."], "end_ms"),
    "neither": ({"start_ms": "", "end_ms": " "}, ["Clip 3 has no time yet."], "start_ms"),
}


@pytest.mark.parametrize(("typed", "sentences", "field"), TYPED.values(), ids=TYPED)
def test_times_that_are_typed_are_read(episode, typed, sentences, field):
    document = read(episode.pk)
    document["clip"][str(clip(episode, 3).pk)].update(typed)
    found = problems_of_document(document)
    assert [str(problem) for problem in found] == sentences
    assert found[0].field == field
    assert found[0].blocks == ("no time yet" not in sentences[0])


def test_rows_that_are_not_stored_are_checked_by_their_keys(episode):
    document = read(episode.pk)
    document["clip"]["new-1"] = {**document["clip"][str(clip(episode, 1).pk)], "number": 8}
    document["highlight"]["new-2"] = {
        **document["highlight"][str(section(episode).pk)],
        "position": 1_000_000,
        "body": "So [8] and [9].",
        "slug": "",
    }
    document["quote"]["new-3"] = {
        "highlight_id": "new-2",
        "text": "We looked at the sky every morning",
        "clip_id": "new-1",
        "speaker_id": None,
        "position": 1,
    }
    marker, quote = problems_of_document(document)
    assert (str(marker), marker.highlight_id) == ("Section 3 cites [9], and there is no clip 9.", "new-2")
    assert (quote.code, quote.highlight_id, quote.quote_id) == ("quote differs", "new-2", "new-3")


def test_an_episode_that_is_not_stored_yet_is_checked(episode):
    document = read(episode.pk)
    document["episode"] = {"new": {**document["episode"].pop(str(episode.pk)), "slug": ""}}
    assert problems_of_document(document) == []
