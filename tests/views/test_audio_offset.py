"""A recording may begin earlier or later than the episode's timeline: links into it say so, printed times do not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from episodes.models import AudioVersion, Clip, PreviewLink, Sound, Status
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db
AUDIO = "https://a.example/shifted.mp3"


@pytest.fixture
def episode():
    """Clip 1 is at 1:00–1:20; the recording has half a minute of something else in front."""
    speaker = make_person(name="Mina Orso")
    episode = make_episode(
        make_show(title="Shifted"), title="Late", tags=["late"], guest=speaker, audio_url=AUDIO, audio_offset_ms=31_500
    )
    clip = make_clip(episode, 1, speaker=speaker, featured=True)
    highlight = make_highlight(episode, title="Part", body="A claim [1].", tags=["late"], featured=True)
    make_quote(highlight, speaker=speaker, clip=clip)
    episode.cues.create(start_ms=60_000, end_ms=70_000, text="Words that are said.", speaker_name="Mina Orso")
    episode.speech = {str(speaker.pk): "M0 0h5"}
    episode.save()
    return episode


def addresses(page):
    return {
        value
        for element in page.walk()
        for value in (element.attrs.get("href"), element.attrs.get("src"))
        if value and value.startswith(f"{AUDIO}#")
    }


MOMENT = {f"{AUDIO}#t=91.5,111.5"}


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        ("home", MOMENT),
        ("episode", MOMENT),
        ("highlight", MOMENT),
        ("quote", MOMENT),
        ("clip", MOMENT | {f"{AUDIO}#t=91.5"}),
        ("transcript", {f"{AUDIO}#t=91.5"}),
        ("quotes", MOMENT),
        ("person", MOMENT),
        ("tag", MOMENT),
    ],
)
def test_every_link_into_the_audio_is_shifted(client, episode, surface, expected):
    highlight = episode.highlights.get()
    url = {
        "home": "/",
        "episode": episode.get_absolute_url(),
        "highlight": highlight.get_absolute_url(),
        "quote": highlight.quotes.get().get_absolute_url(),
        "clip": episode.clips.get().get_absolute_url(),
        "transcript": episode.get_transcript_url(),
        "quotes": "/quotes/",
        "person": "/people/mina-orso/",
        "tag": "/tags/late/?kind=quotes",
    }[surface]
    page = read(client.get(url))
    assert addresses(page) == expected
    assert "1:00" in page.text
    assert "1:31" not in page.text


def test_the_previews_are_shifted_too(client, episode):
    episode.status = Status.DRAFT
    episode.save()
    link = PreviewLink.objects.create(episode=episode, expires_at=timezone.now() + timedelta(days=1))
    assert addresses(read(client.get(link.get_absolute_url()))) == MOMENT


def test_editors_hear_the_same_moment(admin_client, episode):
    highlight = episode.highlights.get()
    page = read(admin_client.get(f"/admin/episodes/highlight/{highlight.pk}/change/"))
    assert addresses(page) == MOMENT
    desk = read(admin_client.get(f"/admin/episodes/episode/{episode.pk}/desk/"))
    assert addresses(desk) == MOMENT | {f"{AUDIO}#t=91.5,101.5"}
    assert desk.one("desk-player").attrs["data-offset"] == "31500"


def test_nothing_is_heard_before_the_beginning(episode):
    assert Sound(AUDIO, -70_000).moment(60_000, 80_000) == f"{AUDIO}#t=0,10"
    assert Sound(AUDIO, -2_000).fragment(1_000) == "#t=0"
    assert Sound(AUDIO, 2_000).fragment(None, None) == ""


def test_a_version_has_its_own_offset(episode):
    version = AudioVersion(episode=episode, kind="ad-free", url="https://a.example/free.mp3", offset_ms=-2_000)
    assert version.audio.moment(60_000, 80_000) == "https://a.example/free.mp3#t=58,78"


def test_a_clip_knows_its_place_in_the_audio(episode, django_assert_num_queries):
    clip = Clip.objects.select_related("episode").get()
    with django_assert_num_queries(0):
        assert clip.fragment == "#t=91.5,111.5"
