"""A draft is invisible: every ``published()`` follows one rule."""

from datetime import timedelta

import pytest
from django.utils import timezone

from episodes.models import (
    Clip,
    Credit,
    Episode,
    Highlight,
    Person,
    Quote,
    Show,
    Status,
    Tag,
    TaggedEpisode,
    TaggedHighlight,
)
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

pytestmark = pytest.mark.django_db

SOON = timezone.now() + timedelta(days=900)
EPISODES = {
    "draft": ({"status": Status.DRAFT}, False),
    "review": ({"status": Status.REVIEW}, False),
    "withdrawn": ({"status": Status.WITHDRAWN}, False),
    "scheduled": ({"published_at": SOON}, False),
    "published": ({}, True),
}
STATES = pytest.mark.parametrize(("values", "public"), EPISODES.values(), ids=EPISODES.keys())
HIGHLIGHTS = pytest.mark.parametrize("status", Status.values)


def seen(queryset):
    return queryset.published().exists()


@STATES
@HIGHLIGHTS
def test_a_highlight_and_what_hangs_on_it_is_public_when_it_and_its_episode_are(values, public, status):
    episode = make_episode(**values)
    clip = make_clip(episode, 1)
    highlight = make_highlight(episode, status=status, body="A claim [1].", tags=["prosody"])
    make_quote(highlight, speaker=make_person(), clip=clip)
    shown = public and status == Status.PUBLISHED
    assert seen(Highlight.objects) is shown
    assert seen(Quote.objects) is shown
    assert seen(Clip.objects) is shown
    assert seen(Tag.objects) is shown
    assert seen(TaggedHighlight.objects) is shown
    assert seen(Person.objects) is shown
    assert seen(Episode.objects) is public
    assert seen(Show.objects) is public


@STATES
def test_an_episode_and_what_hangs_on_it(values, public):
    make_clip(make_episode(guest=make_person(), tags=["prosody"], **values))
    assert seen(Episode.objects) is public
    assert seen(Show.objects) is public
    assert seen(Person.objects) is public
    assert seen(Tag.objects) is public
    assert seen(TaggedEpisode.objects) is public
    assert seen(Clip.objects) is public


def test_published_without_a_time_cannot_be_and_a_time_alone_is_not_enough():
    Episode.objects.filter(pk=make_episode().pk).update(published_at=None)
    make_episode(status=Status.DRAFT)
    assert not seen(Episode.objects)


def test_a_scheduled_episode_comes_out_by_the_clock():
    episode = make_episode(published_at=SOON)
    assert episode.is_scheduled
    Episode.objects.update(published_at=timezone.now() - timedelta(seconds=1))
    episode.refresh_from_db()
    assert not episode.is_scheduled
    assert seen(Episode.objects)


@pytest.mark.parametrize("unused", [make_person, lambda: Tag.objects.create(name="prosody")])
def test_what_nothing_uses_is_not_public(unused):
    unused()
    assert not seen(Person.objects)
    assert not seen(Tag.objects)


def test_one_public_use_is_enough():
    person = make_person()
    for status in Status.values:
        episode = make_episode(status=status, tags=["prosody"])
        Credit.objects.create(episode=episode, person=person)
    assert list(Person.objects.published()) == [person]
    assert [tag.name for tag in Tag.objects.published()] == ["prosody"]


class TestSpeakers:
    """The clip and the transcript link to whoever is heard in them."""

    @STATES
    def test_of_a_clip(self, client, values, public):
        clip = make_clip(make_episode(**values), speaker=make_person())
        assert seen(Person.objects) is public
        assert client.get(clip.speaker.get_absolute_url()).status_code == (200 if public else 404)

    @STATES
    def test_of_a_line_of_a_transcript(self, client, values, public):
        speaker = make_person()
        make_episode(**values).cues.create(start_ms=0, end_ms=1000, text="Words.", speaker=speaker)
        assert seen(Person.objects) is public
        assert client.get(speaker.get_absolute_url()).status_code == (200 if public else 404)

    def test_of_a_clip_that_only_a_draft_cites(self):
        clip = make_clip(make_episode(), 1, speaker=make_person())
        make_highlight(clip.episode, body="[1]", status=Status.DRAFT)
        assert not seen(Person.objects)

    def test_each_once(self):
        episode, speaker = make_episode(), make_person()
        for number in range(3):
            make_clip(episode, speaker=speaker)
            episode.cues.create(start_ms=number, end_ms=number + 1, text="Words.", speaker=speaker)
        assert Person.objects.published().count() == 1


class TestClips:
    """Clips that only a draft refers to hold the draft's words."""

    @pytest.fixture
    def clip(self):
        return make_clip(make_episode(), 1)

    def draft(self, clip, **values):
        return make_highlight(clip.episode, body="[1]", status=Status.DRAFT, **values)

    def test_cited_by_a_draft_only(self, clip):
        self.draft(clip)
        assert not seen(Clip.objects)

    def test_quoted_by_a_draft_only(self, clip):
        make_quote(make_highlight(clip.episode, status=Status.REVIEW), clip=clip)
        assert not seen(Clip.objects)

    def test_cited_by_a_draft_and_by_a_public_highlight(self, clip):
        self.draft(clip)
        make_highlight(clip.episode, body="[1]")
        assert seen(Clip.objects)

    def test_cited_by_a_draft_and_quoted_by_a_public_highlight(self, clip):
        self.draft(clip)
        make_quote(make_highlight(clip.episode), clip=clip)
        assert seen(Clip.objects)

    def test_featured(self, clip):
        self.draft(clip)
        Clip.objects.update(featured=True)
        assert seen(Clip.objects)

    def test_featured_in_a_draft_episode(self, clip):
        Clip.objects.update(featured=True)
        Episode.objects.update(status=Status.DRAFT)
        assert not seen(Clip.objects)

    def test_each_once_however_often_it_is_cited(self, clip):
        for _ in range(3):
            make_quote(make_highlight(clip.episode, body="[1][1]"), clip=clip)
        assert Clip.objects.published().count() == 1


def test_newest_first():
    now = timezone.now()
    old, new, same = (make_episode(published_at=now - timedelta(days=days)) for days in (3, 1, 1))
    assert list(Episode.objects.newest_first()) in ([same, new, old], [new, same, old])
    second, first = make_highlight(new, position=2), make_highlight(new, position=1)
    newest = make_highlight(make_episode(published_at=now))
    oldest = make_highlight(old)
    assert list(Highlight.objects.newest_first()) == [newest, first, second, oldest]
