"""Migrations go back and forth with rows in the tables, and lose none of what both schemas can hold."""

import pytest
from django.core.management import call_command

from episodes.models import Clip, Cue, Episode, Revision, Show

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def latest_again():
    yield
    call_command("migrate", "episodes", verbosity=0)


def site_of(episodes):
    show = Show.objects.create(title="Show")
    Episode.objects.bulk_create([Episode(show=show, title=f"E {n}", slug=f"e-{n}") for n in range(episodes)])
    keys = list(Episode.objects.order_by("pk").values_list("pk", flat=True))
    timed = [Cue(episode_id=key, start_ms=key, end_ms=key + 1, text="timed") for key in keys]
    untimed = [Cue(episode_id=key, text="untimed") for key in keys]
    Cue.objects.bulk_create(timed + untimed, batch_size=1000)
    Clip.objects.bulk_create([Clip(episode_id=key, number=1, title="c", start_ms=5, end_ms=9) for key in keys])


def content():
    return [
        list(Cue.objects.order_by("pk").values_list("episode", "text")),
        list(Cue.objects.filter(text="timed").order_by("pk").values_list("start_ms", "end_ms")),
        list(Clip.objects.order_by("pk").values_list("episode", "number", "title", "start_ms", "end_ms")),
        list(Episode.objects.order_by("pk").values_list("title", "slug")),
    ]


def back_and_forth(episodes):
    site_of(episodes)
    before = content()
    call_command("migrate", "episodes", "0002", verbosity=0)
    call_command("migrate", "episodes", verbosity=0)
    assert content() == before


def test_the_latest_schema_goes_back_and_forth(latest_again):
    back_and_forth(3)


def test_what_was_kept_before_learns_of_links_and_forgets_them_again(latest_again):
    documents = [{"episode": {"1": {"title": "E"}}, "link": {}}] * 450 + [{"deleted": True, "transcript": []}]
    Revision.objects.bulk_create(
        Revision(episode_key=1, number=number, title="E", document=document)
        for number, document in enumerate(documents, 1)
    )
    kept = Revision.objects.order_by("number").values_list("document", flat=True)
    call_command("migrate", "episodes", "0005", verbosity=0)
    assert list(kept.all()) == [{"episode": {"1": {"title": "E"}}}] * 450 + documents[-1:]
    call_command("migrate", "episodes", verbosity=0)
    assert list(kept.all()) == documents


def test_what_was_kept_before_learns_of_audio_and_forgets_it_again(latest_again):
    new = {"title": "E", "audio_offset_ms": 0, "kind": "full", "explicit": None}
    documents = [{"episode": {"1": new}, "audio": {}, "link": {}}] * 450 + [{"deleted": True, "transcript": []}]
    Revision.objects.bulk_create(
        Revision(episode_key=1, number=number, title="E", document=document)
        for number, document in enumerate(documents, 1)
    )
    kept = Revision.objects.order_by("number").values_list("document", flat=True)
    call_command("migrate", "episodes", "0003", verbosity=0)
    assert list(kept.all()) == [{"episode": {"1": {"title": "E"}}}] * 450 + documents[-1:]
    call_command("migrate", "episodes", verbosity=0)
    assert list(kept.all()) == documents


@pytest.mark.long
def test_ten_thousand_episodes_go_back_and_forth(latest_again):
    back_and_forth(10_000)
