"""The transcript: turns and lines, each with an address, and what refers to them; never the words of a draft."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from episodes.models import Cue, Status
from episodes.services.comparisons import compare_quotes
from episodes.services.transcripts import replace_transcript
from episodes.transcripts import cues as plain
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote
from tests.pages import read

pytestmark = pytest.mark.django_db

SAID = [
    (0, 4000, "Ada", "Welcome back to the show."),
    (4000, 4400, "Ada", "Well,"),
    (4400, 9000, "Ada", "today we talk about the first run & its end."),
    (3_723_000, 3_729_000, "Tomas", "The first run at that scale failed on the second day,"),
    (3_729_000, 3_735_000, "Tomas", "and nobody noticed <until> the week was over."),
]


@pytest.fixture
def episode():
    make_person(name="Ada")
    episode = make_episode(audio_url="https://audio.example/one.mp3?a=1&b=50%", audio_offset_ms=1500)
    replace_transcript(episode, [plain.Cue(start, end, text, name) for start, end, name, text in SAID])
    return episode


def lines(page):
    return page.one("transcript-follow").all("li")


def transcript(client, episode):
    return read(client.get(episode.get_transcript_url()))


def test_turns_are_read_one_after_another(client, episode):
    page = transcript(client, episode)
    turns = page.all("div", "turn")
    assert [turn.one("h2").text for turn in turns] == ["Ada", "Tomas"]
    assert turns[0].one("h2").one("a").attrs["href"] == "/people/ada/"
    assert turns[1].one("h2").all("a") == []
    assert [line.one("p").text for line in lines(page)] == [text for *_times, text in SAID]


def test_every_second_in_which_a_line_begins_is_an_address_once(client, episode):
    ids = [line.attrs.get("id") for line in lines(transcript(client, episode))]
    assert ids == ["t=0:00", "t=0:04", None, "t=1:02:03", "t=1:02:09"]


def test_a_time_plays_from_there_in_the_episodes_own_audio(client, episode):
    hrefs = [line.one("a", "time").attrs["href"] for line in lines(transcript(client, episode))]
    assert hrefs[2:4] == [
        "https://audio.example/one.mp3?a=1&b=50%#t=5.9",
        "https://audio.example/one.mp3?a=1&b=50%#t=3724.5",
    ]
    episode.audio_offset_ms = -90_000
    episode.save()
    assert lines(transcript(client, episode))[0].one("a", "time").attrs["href"].endswith("#t=0")


def test_without_audio_a_time_leads_to_its_line(client, episode):
    episode.audio_url = ""
    episode.save()
    page = transcript(client, episode)
    assert lines(page)[3].one("a", "time").attrs["href"] == "#t=1:02:03"
    assert page.all(id="follow") == []


def test_public_clips_are_marked_where_they_lie(client, episode):
    clip = make_clip(episode, 7, title="It failed", start_ms=3_723_000, end_ms=3_734_000)
    found = lines(transcript(client, episode))
    assert ["in" in line.classes for line in found] == [False, False, False, True, True]
    [mark] = found[3].all("a", "mark")
    assert (mark.attrs["href"], mark.text, mark.attrs["aria-label"]) == (
        clip.get_absolute_url(),
        "7",
        "Clip 7: It failed",
    )
    assert found[4].all("a", "mark") == []


def test_public_quotes_are_underlined_and_lead_to_their_pages(client, episode):
    highlight = make_highlight(episode)
    words = "failed on the second day, and nobody noticed"
    quote = make_quote(highlight, text=words)
    placed = make_quote(highlight, text="Welcome back", clip=make_clip(episode, 1, start_ms=0, end_ms=4000))
    compare_quotes(episode.pk)
    found = lines(transcript(client, episode))
    assert [span.text for line in found for span in line.all("span", "said")] == [
        "Welcome back",
        "failed on the second day,",
        "and nobody noticed",
    ]
    assert [a.attrs["href"] for a in found[3].all("a", "mark--quote")] == [quote.get_absolute_url()]
    assert found[0].all("a", "mark--quote")[0].attrs["href"] == placed.get_absolute_url()
    assert found[4].one("p").text == SAID[4][3]


def test_two_quotes_may_lie_over_each_other(client, episode):
    highlight = make_highlight(episode)
    make_quote(highlight, text="first run at that scale")
    make_quote(highlight, text="at that scale failed")
    compare_quotes(episode.pk)
    line = lines(transcript(client, episode))[3]
    assert line.one("p").text == SAID[3][3]
    assert len(line.all("a", "mark--quote")) == 2


def test_what_only_a_draft_refers_to_is_not_marked(client, episode):
    draft = make_highlight(episode, body="Claim [1].", status=Status.DRAFT)
    make_clip(episode, 1, start_ms=0, end_ms=4000)
    draft.save()
    make_quote(draft, text="Welcome back to the show")
    compare_quotes(episode.pk)
    page = transcript(client, episode)
    assert page.all("a", "mark") == []
    assert page.all("span", "said") == []
    assert not any("in" in line.classes for line in lines(page))


def test_a_transcript_without_times_says_so(client, episode):
    Cue.objects.update(start_ms=None, end_ms=None)
    make_clip(episode, 1)
    page = transcript(client, episode)
    assert page.one("p", "untimed").text.startswith("This transcript has no times")
    assert [line.attrs["id"] for line in lines(page)] == [f"line-{n}" for n in range(1, 6)]
    assert page.all("a", "time") == []


def test_the_same_is_offered_as_files(client, episode):
    page = transcript(client, episode)
    links = page.one("p", "files").all("a")
    assert [link.text for link in links] == ["WebVTT", "SubRip", "JSON", "Text"]
    assert {client.get(link.attrs["href"]).status_code for link in links} == {200}
    Cue.objects.update(start_ms=None, end_ms=None)
    assert [link.text for link in transcript(client, episode).one("p", "files").all("a")] == ["Text"]


def quote_link(client, quote):
    compare_quotes(quote.highlight.episode_id)
    links = read(client.get(quote.get_absolute_url())).one("figure", "quote--front").all("a", "evidence")
    return [(link.text, link.attrs["href"].partition("#")[2]) for link in links if "transcript" in link.attrs["href"]]


def test_a_quote_leads_to_its_line(client, episode):
    highlight = make_highlight(episode)
    clip = make_clip(episode, start_ms=0, end_ms=5000)
    exact = ("Word for word in the transcript", "t=1:02:03")
    assert quote_link(client, make_quote(highlight, text="failed on the second day, and nobody noticed")) == [exact]
    assert quote_link(client, make_quote(highlight, text="failed on the second day", clip=clip)) == [exact]
    assert quote_link(client, make_quote(highlight, text="Welcome to the show", clip=clip)) == [
        ("Trimmed; in the transcript", "t=0:00")
    ]
    assert quote_link(client, make_quote(highlight, text="Never said by anybody")) == []
    Cue.objects.update(start_ms=None, end_ms=None)
    assert quote_link(client, make_quote(highlight, text="the first run at that scale"))[0][1] == "line-4"


def test_a_clip_leads_to_the_line_in_which_it_begins(client, episode):
    clip = make_clip(episode, start_ms=3_725_000, end_ms=3_734_000)
    page = read(client.get(clip.get_absolute_url()))
    [link] = [a for a in page.all("a") if a.text == "Exact words in the transcript"]
    assert link.attrs["href"].endswith("/transcript/#t=1:02:03")


def test_a_long_turn_is_cut_for_the_browser_and_named_once(client):
    episode = make_episode()
    replace_transcript(episode, [plain.Cue(n * 1000, n * 1000 + 900, f"Line {n}.", "Ada") for n in range(100)])
    page = transcript(client, episode)
    assert [len(turn.all("li")) for turn in page.all("div", "turn")] == [40, 40, 20]
    assert len(page.all("div", "turn")[0].all("h2")) == len(page.one("transcript-follow").all("h2")) == 1


def test_queries_do_not_grow_with_lines_clips_or_quotes(client):
    counts = []
    for many in (1, 30):
        episode = make_episode()
        speakers = [make_person() for _ in range(many)]
        replace_transcript(
            episode,
            [plain.Cue(n * 2000, n * 2000 + 1900, f"Words of line {n}.", speakers[n % many].name) for n in range(many)],
        )
        highlight = make_highlight(episode)
        for n in range(many):
            make_clip(episode, n + 1, start_ms=n * 2000, end_ms=n * 2000 + 1900)
            make_quote(highlight, text=f"words of line {n}", clip=None if n % 2 else episode.clips.last())
        compare_quotes(episode.pk)
        with CaptureQueriesContext(connection) as queries:
            page = transcript(client, episode)
        assert len(page.all("span", "said")) == many
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7
