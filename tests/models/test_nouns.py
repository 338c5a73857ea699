"""What the other models promise: clips placed or not, times of publishing, neighbours, settings, links, languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from episodes.models import Clip, Credit, Episode, Person, RelatedEpisode, Role, Show, SiteSettings, Status, direction
from tests.factories import make_clip, make_episode, make_person, make_show

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("start_ms", "end_ms"), [(None, None), (0, 1), (62_000, 94_000)])
def test_a_clip_has_both_times_or_neither(start_ms, end_ms):
    clip = make_clip(make_episode(), start_ms=start_ms, end_ms=end_ms)
    clip.full_clean()
    assert clip.is_placed is (start_ms is not None)


@pytest.mark.parametrize(("start_ms", "end_ms"), [(None, 1), (1, None), (5, 5), (5, 4)])
def test_half_a_time_and_an_end_before_the_start_are_refused(start_ms, end_ms):
    episode = make_episode()
    with pytest.raises(ValidationError, match="a start and a later end, or neither"):
        Clip(episode=episode, number=1, title="x", start_ms=start_ms, end_ms=end_ms).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_clip(episode, start_ms=start_ms, end_ms=end_ms)


def test_clip_numbers_are_unique_in_an_episode_and_begin_with_1():
    episode = make_episode()
    make_clip(episode, 1)
    make_clip(make_episode(), 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_clip(episode, 1)
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        Clip(episode=episode, number=0, title="x").full_clean()


def test_a_clip_shows_its_times():
    clip = make_clip(make_episode(), 3, start_ms=62_000, end_ms=94_500)
    assert (clip.start, clip.end, clip.fragment, clip.anchor) == ("1:02", "1:34", "#t=62,94.5", "clip-3")


class TestPublishing:
    def test_the_moment_of_publishing_is_filled_in(self):
        episode = make_episode(status=Status.DRAFT, published_at=None)
        assert episode.published_at is None
        before = timezone.now().replace(microsecond=0)
        episode.status = Status.PUBLISHED
        episode.save()
        assert before <= episode.published_at <= timezone.now()
        assert Episode.objects.published().get() == episode

    def test_also_where_only_the_status_is_saved(self):
        episode = make_episode(status=Status.DRAFT, published_at=None)
        episode.status = Status.PUBLISHED
        episode.save(update_fields=["status"])
        assert Episode.objects.published().get().published_at is not None

    def test_a_date_that_is_there_stays(self):
        when = datetime(2023, 5, 4, tzinfo=UTC)
        episode = make_episode(status=Status.DRAFT, published_at=when)
        episode.status = Status.PUBLISHED
        episode.save()
        assert episode.published_at == when

    def test_a_date_to_come_schedules(self):
        assert make_episode(published_at=timezone.now() + timedelta(days=1)).is_scheduled
        assert not make_episode(status=Status.DRAFT, published_at=timezone.now() + timedelta(days=1)).is_scheduled


def test_audio_is_an_address_or_a_file():
    episode = make_episode(audio_url="https://a.example/x.mp3")
    assert episode.audio == "https://a.example/x.mp3"
    episode.audio_file = "audio/x.mp3"
    with pytest.raises(ValidationError, match="not both"):
        episode.full_clean()
    assert make_episode().audio == ""
    with pytest.raises(ValidationError, match=r"“exe” is not allowed|“exe”"):
        Episode(show=episode.show, title="x", audio_file="audio/x.exe").full_clean()


class TestUploadedAudio:
    @pytest.fixture(autouse=True)
    def media(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("x.MP3", "audio/mpeg"),
            ("x.m4a", "audio/mp4"),
            ("x.m4b", "audio/mp4"),
            ("x.mp4", "audio/mp4"),
            ("x.aac", "audio/aac"),
            ("x.flac", "audio/flac"),
            ("x.oga", "audio/ogg"),
            ("x.ogg", "audio/ogg"),
            ("x.opus", "audio/ogg"),
            ("x.wav", "audio/wav"),
            ("x.webm", "audio/webm"),
        ],
    )
    def test_its_size_and_type_are_found_out(self, name, kind):
        episode = Episode.objects.get(pk=make_episode(audio_file=ContentFile(b"12345", name=name)).pk)
        assert (episode.audio_bytes, episode.audio_type) == (5, kind)

    def test_another_file_also_where_only_the_file_is_saved(self):
        episode = make_episode(audio_file=ContentFile(b"12345", name="x.mp3"))
        episode.audio_file = ContentFile(b"123", name="y.opus")
        episode.save(update_fields=["audio_file"])
        episode = Episode.objects.get()
        assert (episode.audio_bytes, episode.audio_type) == (3, "audio/ogg")

    def test_what_an_editor_corrects_later_stays(self):
        episode = make_episode(audio_file=ContentFile(b"12345", name="x.mp4"))
        episode = Episode.objects.get()
        episode.audio_type = "video/mp4"
        episode.save()
        assert Episode.objects.get().audio_type == "video/mp4"

    def test_an_address_keeps_what_was_typed(self):
        episode = make_episode(audio_url="https://a.example/x.mp3", audio_type="audio/mpeg", audio_bytes=7)
        assert (episode.audio_bytes, episode.audio_type) == (7, "audio/mpeg")


def test_a_guid_is_unique_in_a_show_and_no_guid_is_no_clash():
    show = make_show()
    make_episode(show, guid="g")
    make_episode(guid="g")
    make_episode(show)
    make_episode(show)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_episode(show, guid="g")


def test_an_episode_is_not_related_to_itself_and_to_another_once():
    one, other = make_episode(), make_episode()
    RelatedEpisode.objects.create(episode=one, related=other)
    RelatedEpisode.objects.create(episode=other, related=one)
    with pytest.raises(ValidationError, match="not related to itself"):
        RelatedEpisode(episode=one, related=one).full_clean()
    for related in (one, other):
        with pytest.raises(IntegrityError), transaction.atomic():
            RelatedEpisode.objects.create(episode=one, related=related)


def test_a_person_has_each_role_in_an_episode_once():
    episode, person = make_episode(), make_person()
    Credit.objects.create(episode=episode, person=person, role=Role.HOST)
    Credit.objects.create(episode=episode, person=person, role=Role.PRODUCER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credit.objects.create(episode=episode, person=person, role=Role.HOST)


class TestSettings:
    def test_there_are_defaults_before_anybody_saves(self):
        assert SiteSettings.load().name == "Podsite"
        assert SiteSettings.load().hue_class == "hue-165"
        assert SiteSettings.objects.count() == 0

    def test_there_is_one_row_however_often_it_is_made(self):
        SiteSettings(name="One").save()
        SiteSettings(name="Two").save()
        SiteSettings(pk=7, name="Three").save()
        assert [(row.pk, row.name) for row in SiteSettings.objects.all()] == [(1, "Three")]
        assert SiteSettings.load().name == "Three"

    def test_listening_links_are_read_and_a_wrong_line_is_named(self):
        settings = SiteSettings(listening_links="Apple https://a.example\nhttps://b.example/x")
        settings.full_clean()
        assert settings.listening_link_list == [("Apple", "https://a.example"), ("b.example", "https://b.example/x")]
        settings.listening_links += "\njavascript:alert(1)"
        with pytest.raises(ValidationError, match="Line 3 must end in an address"):
            settings.full_clean()


@pytest.mark.parametrize("make", [lambda links: Person(name="Ada", links=links), lambda links: Episode(links=links)])
def test_links_of_people_and_episodes_are_checked(make):
    with pytest.raises(ValidationError) as error:
        make("not an address").full_clean()
    assert "links" in error.value.message_dict
    assert make("Home https://a.example").link_list == [("Home", "https://a.example")]


@pytest.mark.parametrize(
    ("language", "runs"),
    [("en", "ltr"), ("ar", "rtl"), ("ar-EG", "rtl"), ("HE", "rtl"), ("fa-IR", "rtl"), ("ja", "ltr")],
)
def test_direction(language, runs):
    assert direction(language) == Show(language=language).direction == runs


@pytest.mark.parametrize(("hue", "name"), [(0, "hue-0"), (7, "hue-0"), (8, "hue-15"), (352, "hue-345"), (353, "hue-0")])
def test_hues_are_rounded_to_the_classes_of_the_style_sheet(hue, name):
    assert Show(hue=hue).hue_class == Show(logo_hue=hue).hue_class == name


def test_a_hue_stays_below_360():
    with pytest.raises(ValidationError) as error:
        Show(title="x", hue=360).full_clean()
    assert "hue" in error.value.message_dict


def test_everything_that_makes_names_reads_well():
    show = make_show(title="A show")
    episode = make_episode(show, title="An episode")
    clip = make_clip(episode, 1, title="A clip")
    assert [str(show), str(episode), str(clip)] == ["A show", "An episode", "1. A clip"]
