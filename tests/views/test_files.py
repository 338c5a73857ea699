"""Transcripts and chapters as files."""

import json

import pytest

from episodes.models import Episode, Status
from episodes.services.chapters import replace_chapters
from episodes.transcripts import chapters as plain
from episodes.transcripts.formats import read
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_show

pytestmark = pytest.mark.django_db
TYPES = {"vtt": "text/vtt", "srt": "application/x-subrip", "json": "application/json", "txt": "text/plain"}


@pytest.fixture
def episode():
    episode = make_episode(make_show(slug="show"), title="Main", slug="main", duration_ms=600_000)
    speaker = make_person(name="Ada Lovelace")
    episode.cues.create(start_ms=0, end_ms=1500, text="Hello & welcome.", speaker_name="ada", speaker=speaker)
    episode.cues.create(start_ms=1500, end_ms=4000, text="Thank you.", speaker_name="Bob")
    return episode


@pytest.mark.parametrize("ending", TYPES)
def test_a_transcript_comes_in_each_format(client, episode, ending):
    response = client.get(f"/shows/show/main/transcript.{ending}")
    assert response["Content-Type"].partition(";")[0] == TYPES[ending]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response
    cues = read(response.content.decode(), f"x.{ending}").cues
    assert [(cue.start_ms, cue.speaker, cue.text) for cue in cues] == [
        (0, "Ada Lovelace", "Hello & welcome."),
        (1500, "Bob", "Thank you."),
    ]
    again = client.get(f"/shows/show/main/transcript.{ending}", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_without_times_there_is_only_text(client, episode):
    episode.cues.update(start_ms=None, end_ms=None)
    assert {ending: client.get(f"/shows/show/main/transcript.{ending}").status_code for ending in TYPES} == {
        "vtt": 404,
        "srt": 404,
        "json": 404,
        "txt": 200,
    }


def test_chapters_are_the_highlights_by_time(client, episode):
    make_clip(episode, 1, start_ms=90_000, end_ms=99_000)
    make_clip(episode, 2, start_ms=30_500, end_ms=40_000)
    make_clip(episode, 3, start_ms=None, end_ms=None)
    late = make_highlight(episode, title="Late", body="A [3] and [1], [2].")
    early = make_highlight(episode, title="Early", body="A [2].")
    make_highlight(episode, title="Unplaced", body="A [3].")
    make_highlight(episode, title="Secret", body="A [1].", status=Status.DRAFT)
    replace_chapters(episode, [plain.Chapter(0, title="Imported")])
    found = client.get("/shows/show/main/chapters.json")
    assert found["Content-Type"] == "application/json+chapters"
    assert json.loads(found.content)["chapters"] == [
        {"startTime": 30.5, "title": "Early", "url": f"http://127.0.0.1:8000{early.get_absolute_url()}"},
        {"startTime": 90, "title": "Late", "url": f"http://127.0.0.1:8000{late.get_absolute_url()}"},
    ]
    vtt = client.get("/shows/show/main/chapters.vtt").content.decode()
    assert "00:00:30.500 --> 00:01:30.000\nEarly\n\n00:01:30.000 --> 00:10:00.000\nLate" in vtt


def test_without_placed_highlights_the_imported_chapters_stand(client, episode):
    chapters = [plain.Chapter(0, title="Intro"), plain.Chapter(5000, 9000, "", "", "https://a.example/i.png", False)]
    replace_chapters(episode, chapters)
    assert plain.parse_json(client.get("/shows/show/main/chapters.json").content.decode()) == chapters


def test_nothing_there_is_not_found(client, episode):
    assert client.get("/shows/show/main/chapters.json").status_code == 404
    episode.cues.all().delete()
    assert client.get("/shows/show/main/transcript.vtt").status_code == 404
    assert client.get("/shows/show/main/transcript.doc").status_code == 404


@pytest.mark.parametrize("name", ["transcript.vtt", "chapters.json"])
def test_drafts_have_no_files_and_old_addresses_lead_on(client, episode, name):
    replace_chapters(episode, [plain.Chapter(0, title="Intro")])
    episode.slug = "renamed"
    episode.save()
    moved = client.get(f"/shows/show/main/{name}")
    assert (moved.status_code, moved["Location"]) == (301, f"/shows/show/renamed/{name}")
    assert client.get(moved["Location"]).status_code == 200
    Episode.objects.update(status=Status.DRAFT)
    assert client.get(f"/shows/show/renamed/{name}").status_code == 404


def test_a_file_asks_the_same_however_long_it_is(client, episode, django_assert_max_num_queries):
    for number in range(1, 20):
        make_clip(episode, number)
        make_highlight(episode, body=f"A [{number}].")
        episode.cues.create(start_ms=number * 5000, end_ms=number * 5000 + 1, text="More")
    for name in ("transcript.json", "chapters.json"):
        with django_assert_max_num_queries(3):
            client.get(f"/shows/show/main/{name}")
