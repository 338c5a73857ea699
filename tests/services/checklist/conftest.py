"""An episode of which nothing is wrong, and its parts."""

import pytest

from episodes.models import Cue, Status
from episodes.services.comparisons import compare_quotes
from tests.factories import make_clip, make_episode, make_highlight, make_quote
from tests.services.checklist.finished import SAID


@pytest.fixture
def episode():
    """An episode with which nothing is wrong: two sections, each clip used."""
    episode = make_episode(status=Status.DRAFT, audio_url="https://cdn.example/a.mp3", tags=["speech"])
    Cue.objects.create(episode=episode, start_ms=60_000, end_ms=80_000, text=SAID)
    for number in range(1, 4):
        make_clip(episode, number)
    first = make_highlight(episode, title="Model Scaling", body="They looked [1], and again [2].", tags=["speech"])
    make_highlight(episode, title="What Was Seen", body="It was fine [3][1].", tags=["speech"])
    make_quote(first, text="We looked at the curve every morning", clip=episode.clips.get(number=1))
    compare_quotes(episode.pk)
    return episode
