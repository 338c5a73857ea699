"""Other recordings of an episode: typed in its form, kept in its history, offered to listeners."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from episodes.models import AudioVersion, Episode, Revision
from episodes.services.restoring import restore
from tests.admin.forms import shown
from tests.factories import make_clip, make_episode, make_highlight, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    return make_episode(make_show(), title="Main", audio_url="https://a.example/x.mp3")


def form_of(client, episode):
    return shown(client.get(f"/admin/episodes/episode/{episode.pk}/change/"))


def save(client, episode, values=None, **typed):
    values = values or form_of(client, episode)
    values |= {name.replace("versions_", "audio_versions-"): value for name, value in typed.items()}
    return client.post(f"/admin/episodes/episode/{episode.pk}/change/", values)


def add(client, episode, **row):
    values = form_of(client, episode)
    index = int(values["audio_versions-TOTAL_FORMS"])
    values |= {"audio_versions-TOTAL_FORMS": str(index + 1)}
    row = {"kind": "ad-free", "url": "", "offset_ms": "", "position": "0", **row}
    values |= {f"audio_versions-{index}-{name}": value for name, value in row.items()}
    return save(client, episode, values)


@pytest.mark.parametrize(
    ("typed", "ms"), [("+31.5", 31_500), ("-2", -2_000), ("-0:31.5", -31_500), ("1:02", 62_000), ("", 0), ("0", 0)]
)
def test_offsets_are_typed_with_their_sign(editor, episode, typed, ms):
    assert add(editor, episode, url="https://a.example/free.mp3", offset_ms=typed).status_code == 302
    assert AudioVersion.objects.get().offset_ms == ms
    assert save(editor, episode, audio_offset_ms=typed).status_code == 302
    assert Episode.objects.get().audio_offset_ms == ms
    assert save(editor, episode).status_code == 302, "what the form shows is what it takes"
    assert AudioVersion.objects.get().offset_ms == Episode.objects.get().audio_offset_ms == ms


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"url": ""}, "A version is an address or a file: one of them, not both."),
        ({"url": "https://a.example/x.mp3", "offset_ms": "soon"}, "“soon” is not a time."),
    ],
)
def test_what_cannot_be_gets_a_sentence(editor, episode, row, sentence):
    response = add(editor, episode, **row)
    assert sentence in response.content.decode()
    assert not AudioVersion.objects.exists()


def test_two_of_a_kind_are_refused(editor, episode):
    add(editor, episode, url="https://a.example/1.mp3")
    assert "of this kind already" in (text := add(editor, episode, url="https://a.example/2.mp3").content.decode()) or (
        "same kind" in text
    )
    assert AudioVersion.objects.count() == 1


def test_an_upload_knows_its_type_and_size(editor, episode, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sound = SimpleUploadedFile("free.ogg", b"x" * 321)
    assert add(editor, episode, file=sound).status_code == 302
    version = AudioVersion.objects.get()
    assert (version.type, version.bytes) == ("audio/ogg", 321)
    assert version.audio.startswith("/media/audio/free")


def test_the_history_tells_of_them_and_brings_them_back(editor, episode, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    add(editor, episode, file=SimpleUploadedFile("free.mp3", b"x"), offset_ms="-2")
    before = AudioVersion.objects.values("kind", "file", "offset_ms", "bytes").get()
    kept = Revision.objects.of(episode.pk).first()
    assert [row["offset_ms"] for row in kept.document["audio"].values()] == [-2000]
    values = form_of(editor, episode)
    save(editor, episode, values | {"audio_versions-0-DELETE": "on", "audio_offset_ms": "+5"})
    assert not AudioVersion.objects.exists()
    page = editor.get(f"/admin/episodes/episode/{episode.pk}/history/{kept.number}/compare/").content.decode()
    assert "Audio version" in page
    assert "+0:05" in page
    restore(kept, user=editor.user, seen=Revision.objects.of(episode.pk).first().number)
    assert AudioVersion.objects.values("kind", "file", "offset_ms", "bytes").get() == before
    assert Episode.objects.get().audio_offset_ms == 0


def test_a_second_save_of_the_same_version_is_refused(editor, manager, episode):
    AudioVersion.objects.create(episode=episode, kind="video", url="https://v.example/x.mp4")
    first, second = form_of(editor, episode), form_of(manager, episode)
    assert save(editor, episode, first | {"audio_versions-0-offset_ms": "+1"}).status_code == 302
    response = save(manager, episode, second | {"audio_versions-0-offset_ms": "+9"})
    assert response.status_code == 409
    assert AudioVersion.objects.get().offset_ms == 1_000


def test_every_page_with_a_player_offers_them_and_asks_no_more(client, episode, count_queries):
    clip = make_clip(episode, 1)
    highlight = make_highlight(episode, body="[1]")
    quote = make_quote(highlight, clip=clip)
    episode.cues.create(start_ms=0, end_ms=900, text="Hello")
    pages = [
        episode.get_absolute_url(),
        highlight.get_absolute_url(),
        quote.get_absolute_url(),
        clip.get_absolute_url(),
        episode.get_transcript_url(),
    ]
    client.get(pages[0])
    before = [count_queries(lambda url=url: client.get(url)) for url in pages]
    assert before[0] <= 8
    AudioVersion.objects.create(
        episode=episode, kind="video", url="https://v.example/x.mp4", offset_ms=-500, position=2
    )
    AudioVersion.objects.create(episode=episode, kind="ad-free", file="audio/free.mp3", position=1)
    assert [count_queries(lambda url=url: client.get(url)) for url in pages] == before
    for url in pages:
        told = json.loads(read(client.get(url)).one("listen-here").attrs["data-versions"])
        assert told == [
            {"kind": "ad-free", "label": "without advertising", "url": "/media/audio/free.mp3", "offset_ms": 0},
            {"kind": "video", "label": "video", "url": "https://v.example/x.mp4", "offset_ms": -500},
        ]
