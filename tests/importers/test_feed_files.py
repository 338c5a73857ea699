"""What a feed links to is fetched before anything is written, once, and never over an editor's work."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

from episodes.importers.feed_files import Files, best_transcript
from episodes.importers.feed_parse import parse
from episodes.importers.feed_plan import plan_feed
from episodes.importers.feed_values import Item, TranscriptLink
from episodes.importers.report import ImportRefused
from episodes.models import Chapter, Cue, Episode, FeedImport, Show
from episodes.services.importing import write_feed
from episodes.services.pictures import cleaned
from tests.importers.feeds import item, rss

pytestmark = pytest.mark.django_db
VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\n<v Ann>Hello there.\n"
CHAPTERS = json.dumps({"version": "1.2.0", "chapters": [{"startTime": 0, "title": "One"}, {"startTime": 9.5}]})
LINKS = (
    '<podcast:transcript url="https://x.example/1.vtt" type="text/vtt"/>'
    '<podcast:chapters url="https://x.example/1.json" type="application/json+chapters"/>'
    '<itunes:image href="https://x.example/1.png"/>'
)
CHANNEL = '<title>The Show</title><itunes:image href="https://x.example/logo.png"/>'


def png(colour="red"):
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def web():
    """``{address: body}``; ``web.asked`` are the addresses that were fetched."""
    pages = {
        "https://x.example/1.vtt": VTT.encode(),
        "https://x.example/1.json": CHAPTERS.encode(),
        "https://x.example/1.png": png(),
        "https://x.example/logo.png": png("blue"),
    }
    asked = []

    def fetch(url, *, accept="", most_bytes=0):
        asked.append(url)
        if url not in pages:
            raise ImportRefused(f"{url} is not there.")
        return SimpleNamespace(url=url, body=pages[url], content_type="", charset="")

    return SimpleNamespace(pages=pages, asked=asked, fetch=fetch)


def load(web, *items, refresh=False, files=True):
    fetching = Files(web.fetch, cleaned, refresh) if files else None
    plan = plan_feed(parse(rss(*items, channel=CHANNEL)), source="feed.xml", files=fetching)
    write_feed(plan)
    return plan.report


def test_transcript_chapters_and_pictures_come_along(web):
    report = load(web, item(1, LINKS))
    episode, show = Episode.objects.get(), Show.objects.get()
    assert list(Cue.objects.values_list("start_ms", "speaker_name", "text")) == [(0, "Ann", "Hello there.")]
    assert list(Chapter.objects.values_list("start_ms", "title")) == [(0, "One"), (9_500, "")]
    assert (episode.artwork_width, show.logo_width) == (8, 8)
    assert Path(episode.artwork.path).read_bytes() == png() and show.logo_hue is not None
    assert episode.speech
    assert "the transcript of “Episode 1”, 1 line" in report.made and "2 chapters of “Episode 1”" in report.made


def test_they_are_fetched_once(web):
    load(web, item(1, LINKS))
    assert len(web.asked) == 4
    assert load(web, item(1, LINKS)).nothing
    assert len(web.asked) == 4
    assert load(web, item(1, LINKS), refresh=True).nothing
    assert len(web.asked) == 8


def test_what_changed_there_is_taken_when_it_is_fetched_again(web):
    load(web, item(1, LINKS))
    web.pages["https://x.example/1.vtt"] = VTT.replace("Hello", "Goodbye").encode()
    web.pages["https://x.example/1.png"] = png("green")
    report = load(web, item(1, LINKS), refresh=True)
    assert Cue.objects.get().text == "Goodbye there."
    assert Path(Episode.objects.get().artwork.path).read_bytes() == png("green")
    assert report.made == ["the transcript of “Episode 1”", "the picture of “Episode 1”"]


def test_what_was_edited_here_stays(web):
    load(web, item(1, LINKS))
    Cue.objects.update(text="Ours")
    Chapter.objects.update(title="Ours")
    Show.objects.update(logo="logos/ours.png")
    for page in web.pages:
        web.pages[page] += b"\n"
    report = load(web, item(1, LINKS), refresh=True)
    assert Cue.objects.get().text == "Ours"
    assert set(Chapter.objects.values_list("title", flat=True)) == {"Ours"}
    assert Show.objects.get().logo.name == "logos/ours.png"
    assert [sentence.partition(" is here")[0] for sentence in report.kept] == [
        "“Episode 1”: the list of chapters",
        "“Episode 1”: the transcript",
        "the logo: the picture",
    ]


def test_a_failure_is_a_doubt_and_is_tried_again(web):
    body = web.pages.pop("https://x.example/1.vtt")
    web.pages["https://x.example/1.json"] = b"<html>"
    web.pages["https://x.example/1.png"] = b"GIF89a no picture"
    report = load(web, item(1, LINKS))
    assert Episode.objects.count() == 1 and not Cue.objects.exists()
    assert report.doubted == [
        "“Episode 1”: the list of chapters was left out. There is no chapter in it.",
        "“Episode 1”: the transcript was left out. https://x.example/1.vtt is not there.",
        "“Episode 1”: the picture was left out. "
        "This file can't be read as a picture; JPEG, PNG, WebP, AVIF and GIF can.",
    ]
    web.pages["https://x.example/1.vtt"] = body
    load(web, item(1, LINKS))
    assert Cue.objects.exists()


def test_a_picture_that_is_too_large_is_left_out(web, monkeypatch):
    monkeypatch.setattr("episodes.services.pictures.MOST_PIXELS", 10)
    report = load(web, item(1, LINKS))
    assert not Episode.objects.get().artwork and not Show.objects.get().logo
    assert "8 × 8 pixels" in report.doubted[0]


def test_the_cover_of_the_show_is_no_picture_of_an_episode(web):
    load(web, item(1, '<itunes:image href="https://x.example/logo.png"/>'))
    assert web.asked == ["https://x.example/logo.png"]
    assert not Episode.objects.get().artwork


def test_without_files_nothing_is_fetched(web):
    load(web, item(1, LINKS), files=False)
    assert web.asked == [] and "files" in FeedImport.objects.get().channel


def test_files_of_an_import_that_failed_are_taken_away(web, monkeypatch, tmp_path):
    monkeypatch.setattr("episodes.importers.feed_apply.free_slugs", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(web, item(1, LINKS))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("links", "best"),
    [
        ([("a", "text/html"), ("b", "application/json"), ("c", "text/vtt")], "c"),
        ([("a", "text/plain"), ("b", "application/x-subrip")], "b"),
        ([("https://x.example/a.txt", ""), ("https://x.example/b.vtt?x=1", "")], "https://x.example/b.vtt?x=1"),
    ],
)
def test_of_several_transcripts_the_best_is_taken(links, best):
    assert best_transcript(Item("k", transcripts=tuple(TranscriptLink(*link) for link in links))).url == best
    assert best_transcript(Item("k")) is None
