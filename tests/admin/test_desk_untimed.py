"""A transcript without times on the desk: its lines are read, cited and quoted; clips of them wait to be placed."""

import pytest

from episodes.models import Clip, Quote, Status
from episodes.services.comparisons import compare_quotes
from episodes.services.transcripts import replace_transcript
from episodes.transcripts.cues import Cue
from tests.admin.desks import desk_address, open_desk, press
from tests.factories import make_episode, make_highlight
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    episode = make_episode(status=Status.DRAFT, audio_url="https://a.example/x.mp3")
    make_highlight(episode, title="Part", body="A claim.", status=Status.DRAFT)
    replace_transcript(episode, [Cue(None, None, "First words.", "Ada"), Cue(None, None, "Second words.", "Bob")])
    return episode


def test_its_lines_are_shown_without_times(editor, episode):
    page = read(editor.get(desk_address(episode)))
    rows = [row for row in page.all("li") if row.attrs.get("data-start") is not None]
    assert [row.attrs["data-start"] for row in rows] == ["", ""]
    assert not [link for link in page.all("a") if "#t=" in (link.attrs.get("href") or "")]


@pytest.mark.parametrize("button", ["cite_cue", "quote_cue"])
def test_a_line_is_taken_and_its_clip_waits_for_a_time(editor, episode, button):
    line = episode.cues.get(text="Second words.")
    for _time in (1, 2):
        assert press(editor, episode, open_desk(editor, episode), button, line.pk).status_code in (200, 302)
    clip = Clip.objects.get()
    assert (clip.start_ms, clip.end_ms, clip.excerpt) == (None, None, "Second words.")
    if button == "quote_cue":
        compare_quotes(episode.pk)
        assert set(Quote.objects.values_list("text", "clip", "comparison")) == {("Second words.", clip.pk, "exact")}
    else:
        assert episode.highlights.get().body.count("[1]") == 2
