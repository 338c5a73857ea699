"""A site in which every endpoint has something to answer."""

import pytest

from episodes.models import HighlightLink, HighlightLinkKind, TagAlias
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show


@pytest.fixture
def site(db):
    """``{name: object}`` of one of each kind, all related; there are two episodes."""
    show = make_show(title="Signal path", slug="signal-path", description="How *things* work.", language="de")
    speaker = make_person(name="Ada", biography="Watches tides.", links="Home https://ada.example/")
    episode = make_episode(
        show, title="Slow tides", slug="slow-tides", tags=["Sea"], guest=speaker, audio_url="https://a.example/x.mp3"
    )
    clip = make_clip(episode, 1, speaker=speaker, excerpt="The tide is slow.", start_ms=62_000, end_ms=94_500)
    make_clip(episode, 2, start_ms=None, end_ms=None)
    highlight = make_highlight(
        episode, title="Moon", slug="moon", body="Tides are *slow* [1], see [here](/about/).", tags=["Tides", "Moon"]
    )
    quote = make_quote(highlight, text="The tide is slow.", speaker=speaker, clip=clip)
    episode.cues.create(start_ms=61_000, end_ms=64_000, text="The tide", speaker=speaker, speaker_name="ada")
    episode.cues.create(start_ms=64_000, end_ms=66_000, text="is slow.", speaker_name="Bob")
    other = make_highlight(make_episode(show, title="Fast tides", tags=["Sea"]), tags=["Tides"])
    HighlightLink.objects.create(highlight=highlight, other=other, kind=HighlightLinkKind.DISAGREES)
    tag = highlight.tags.get(name="Tides")
    TagAlias.objects.create(tag=tag, name="ebb")
    return {
        "show": show,
        "episode": episode,
        "highlight": highlight,
        "other": other,
        "quote": quote,
        "clip": clip,
        "person": speaker,
        "tag": tag,
    }
