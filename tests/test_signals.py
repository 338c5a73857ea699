"""What follows a change without anybody asking for it."""

import io

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from episodes.models import Credit, Episode, SimilarEpisode, Status, Tag
from episodes.services.related import related_refresh_paused
from episodes.signals import changes as signals
from tests.factories import make_episode, make_highlight, make_person, make_show

pytestmark = pytest.mark.django_db


@pytest.fixture
def refreshed(monkeypatch, django_capture_on_commit_callbacks):
    """Runs a change as one transaction; returns the lists of episodes that were refreshed behind it."""
    calls = []

    def run(change):
        calls.clear()
        signals._changed.take()
        with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
            patch.setattr(signals, "refresh_similar", lambda ids: calls.append(list(ids)) if ids else None)
            change()
        return list(calls)

    return run


def pair():
    """Two episodes of different shows with a rare tag in common, among others."""
    for _ in range(4):
        make_episode()
    return make_episode(tags=["prosody"]), make_episode(tags=["prosody"])


def linked():
    return set(SimilarEpisode.objects.values_list("episode", "other"))


def test_a_new_episode_finds_its_neighbours_and_they_find_it(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        one, other = pair()
    assert linked() == {(one.pk, other.pk), (other.pk, one.pk)}


def test_withdrawing_takes_it_away_in_both_directions(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        one, _other = pair()
    one.status = Status.WITHDRAWN
    with django_capture_on_commit_callbacks(execute=True):
        one.save()
    assert linked() == set()


def test_many_changes_in_one_transaction_are_one_refresh(refreshed):
    episode, person = make_episode(), make_person()

    def change():
        episode.title = "Another title"
        episode.save()
        highlight = make_highlight(episode, tags=["prosody", "pitch"])
        highlight.delete()
        Credit.objects.create(episode=episode, person=person)

    assert refreshed(change) == [[episode.pk]]


CHANGES = {
    "title": lambda episode, highlight: episode.save(update_fields=["title"]),
    "highlight saved": lambda episode, highlight: highlight.save(),
    "highlight deleted": lambda episode, highlight: highlight.delete(),
    "tag added": lambda episode, highlight: episode.tags.add("prosody"),
    "tags set": lambda episode, highlight: episode.tags.set(["prosody", "pitch"]),
    "tag removed": lambda episode, highlight: episode.tags.remove("sound"),
    "tags cleared": lambda episode, highlight: episode.tags.clear(),
    "highlight's tag added": lambda episode, highlight: highlight.tags.add("prosody"),
    "highlight's tags cleared": lambda episode, highlight: highlight.tags.clear(),
    "tag renamed": lambda episode, highlight: _renamed(Tag.objects.get(key="sound")),
    "highlight's tag renamed": lambda episode, highlight: _renamed(Tag.objects.get(key="noise")),
    "tag deleted": lambda episode, highlight: Tag.objects.get(key="sound").delete(),
    "credit deleted": lambda episode, highlight: episode.credits.get().delete(),
    "person renamed": lambda episode, highlight: _renamed(episode.credits.get().person),
    "person deleted": lambda episode, highlight: episode.credits.get().person.delete(),
}


def _renamed(thing):
    thing.name = "Otherwise"
    thing.save()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_says_something_about_the_neighbours_renews_them(refreshed, change):
    episode = make_episode(tags=["sound"], guest=make_person())
    highlight = make_highlight(episode, tags=["noise"])
    make_episode()
    assert refreshed(lambda: change(episode, highlight)) == [[episode.pk]]


QUIET = {
    "other fields only": lambda episode, highlight: episode.save(update_fields=["speech"]),
    "a highlight's place": lambda episode, highlight: highlight.save(update_fields=["position"]),
    "the same tags": lambda episode, highlight: episode.tags.set(["Sound"]),
    "a tag's description": lambda episode, highlight: Tag.objects.get(key="sound").save(),
    "a new tag": lambda episode, highlight: Tag.objects.create(name="prosody"),
    "a person's biography": lambda episode, highlight: episode.credits.get().person.save(),
}


@pytest.mark.parametrize("change", QUIET.values(), ids=QUIET.keys())
def test_what_says_nothing_does_not(refreshed, change):
    episode = make_episode(tags=["sound"], guest=make_person())
    highlight = make_highlight(episode, tags=["noise"])
    assert refreshed(lambda: change(episode, highlight)) == []


def test_deleting_an_episode_is_no_trouble(refreshed):
    episode = make_episode(tags=["sound"], guest=make_person())
    make_highlight(episode, tags=["noise"])
    pk = episode.pk
    assert refreshed(episode.delete) == [[pk]]


def test_bulk_loads_are_left_alone(refreshed):
    def load():
        with related_refresh_paused():
            make_episode(tags=["sound"])

    assert refreshed(load) == []
    assert len(refreshed(make_episode)) == 1


def test_a_pause_ends_with_an_error_too(refreshed):
    with pytest.raises(ValueError, match="half-way"), related_refresh_paused():
        raise ValueError("half-way")
    assert len(refreshed(make_episode)) == 1


def test_one_request_refreshes_a_bounded_number_and_says_so(refreshed, caplog):
    with related_refresh_paused():
        show = make_show()
        episodes = [make_episode(show, tags=["sound"]) for _ in range(signals.MOST_AT_ONCE + 3)]
    (refresh,) = refreshed(lambda: _renamed(Tag.objects.get(key="sound")))
    assert refresh == sorted((episode.pk for episode in episodes[3:]), reverse=True)
    assert "3 older ones" in caplog.text


def test_what_is_not_refreshed_names_nothing_that_was_there_before(monkeypatch, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        one, other = pair()
        older = [make_episode(tags=["pitch"]), make_episode(tags=["pitch"])]
        newest = make_episode()
    monkeypatch.setattr(signals, "MOST_AT_ONCE", 1)
    beside = {(one.pk, other.pk), (other.pk, one.pk)}
    assert linked() == beside | {(older[0].pk, older[1].pk), (older[1].pk, older[0].pk)}
    with django_capture_on_commit_callbacks(execute=True):
        for episode in (older[0], newest):
            episode.status = Status.DRAFT
            episode.save()
    assert linked() == beside, "both directions are gone, and others stay"


def test_an_error_never_reaches_the_editor(monkeypatch, caplog, django_capture_on_commit_callbacks):
    def fail(ids):
        raise RuntimeError("out of order")

    monkeypatch.setattr(signals, "refresh_similar", fail)
    with django_capture_on_commit_callbacks(execute=True):
        episode = make_episode()
    assert Episode.objects.filter(pk=episode.pk).exists()
    assert "Related episodes could not be computed" in caplog.text
    assert "out of order" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_rollback_refreshes_nothing_and_the_next_change_still_does():
    one, other = pair()
    assert linked() == {(one.pk, other.pk), (other.pk, one.pk)}
    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        one.status = Status.DRAFT
        one.save()
        raise ValueError("undone")
    assert linked() == {(one.pk, other.pk), (other.pk, one.pk)}
    with transaction.atomic():
        Episode.objects.get(pk=other.pk).tags.clear()
    assert linked() == set()


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_takes_no_place_in_the_next_refresh(monkeypatch):
    one, _other = pair()
    monkeypatch.setattr(signals, "MOST_AT_ONCE", 1)
    with pytest.raises(ValueError, match="undone"), transaction.atomic():
        for _ in range(3):
            make_episode(tags=["prosody"])
        raise ValueError("undone")
    with transaction.atomic():
        one.tags.clear()
    assert linked() == set()
    assert Episode.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_savepoint_takes_only_its_own_refresh_along():
    one, other = pair()
    with transaction.atomic():
        one.tags.clear()
        with pytest.raises(ValueError, match="undone"), transaction.atomic():
            other.tags.set(["pitch"])
            raise ValueError("undone")
    assert linked() == set()
    assert [tag.name for tag in other.tags.all()] == ["prosody"]


@pytest.mark.django_db(transaction=True)
def test_a_renamed_tag_is_named_anew_without_a_transaction_too():
    one, _other = pair()
    _renamed(Tag.objects.get(key="prosody"))
    assert SimilarEpisode.objects.get(episode=one).shared["tags"] == ["Otherwise"]


# --- The hue of a show -----------------------------------------------------------------------------------------


def logo(colour, name="logo.png"):
    out = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(out, "PNG")
    return ContentFile(out.getvalue(), name=name)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.usefixtures("media")
class TestHue:
    def test_a_show_takes_its_hue_from_its_logo(self):
        show = make_show(logo=logo("#ff0000"))
        show.refresh_from_db()
        assert (show.logo_hue, show.hue_class) == (29, "hue-30")
        assert show.logo_width == 40
        with show.logo.open() as stored:
            assert Image.open(stored).size == (40, 40)

    def test_another_logo_brings_another_hue(self):
        show = make_show(logo=logo("#ff0000"))
        show.logo = logo("#0000ff")
        show.save()
        show.refresh_from_db()
        assert show.logo_hue == 264

    def test_a_grey_logo_and_no_logo_bring_none(self):
        show = make_show(logo=logo("#ff0000"))
        show.logo = logo("#777777")
        show.save()
        assert show.logo_hue is None
        show.logo = logo("#ff0000")
        show.save()
        show.logo = ""
        show.save()
        show.refresh_from_db()
        assert (show.logo_hue, show.hue_class) == (None, "")

    def test_a_stored_file_chosen_by_name_is_read(self):
        stored = make_show(logo=logo("#ff0000")).logo.name
        assert make_show(logo=stored).logo_hue == 29

    def test_the_editors_hue_wins(self):
        assert make_show(logo=logo("#ff0000"), hue=200).hue_class == "hue-195"

    def test_a_show_saved_again_is_not_measured_again(self, monkeypatch):
        show = make_show(logo=logo("#ff0000"))
        monkeypatch.setattr(signals, "hue_of", lambda file: pytest.fail("measured"))
        show.title = "Another"
        show.save()
        type(show).objects.get(pk=show.pk).save()
        assert show.logo_hue == 29

    def test_a_logo_that_has_gone_missing_does_not_stop_a_save(self):
        show = make_show(logo=logo("#ff0000"))
        show.logo.storage.delete(show.logo.name)
        type(show).objects.filter(pk=show.pk).update(logo="logos/elsewhere.png")
        show.save()
        assert show.logo_hue is None
