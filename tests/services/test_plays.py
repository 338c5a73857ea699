"""Plays are counted once a visitor, clip and day, and nothing is kept that leads back to a visitor."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection, connections, transaction

from episodes.models import Clip, Episode, Play, PlaySalt, Status
from episodes.services import plays
from episodes.services.plays import MOST_IN_A_SECOND, MOST_IN_AN_HOUR, count_play
from tests.factories import make_clip, make_episode

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh():
    cache.clear()
    plays._salts.clear()
    yield
    cache.clear()
    plays._salts.clear()


@pytest.fixture
def clip():
    return make_clip(make_episode(), 1)


def played(clip):
    return Clip.objects.get(pk=clip.pk).plays


def test_a_visitor_counts_once_a_clip_and_day(clip):
    other = make_clip(clip.episode, 2)
    assert [count_play(clip.pk, "1.2.3.4 Firefox", NOON) for _time in range(3)] == [True, False, False]
    assert count_play(clip.pk, "1.2.3.5 Firefox", NOON)
    assert count_play(other.pk, "1.2.3.4 Firefox", NOON)
    assert (played(clip), played(other)) == (2, 1)


def test_another_worker_knows_it_too(clip):
    count_play(clip.pk, "visitor", NOON)
    cache.clear()  # Each worker has a memory of its own.
    plays._salts.clear()
    assert not count_play(clip.pk, "visitor", NOON)
    assert played(clip) == 1


def test_the_next_day_counts_again_and_forgets_the_day_before(clip):
    count_play(clip.pk, "visitor", NOON)
    before = bytes(PlaySalt.objects.get().salt)
    assert count_play(clip.pk, "visitor", NOON + timedelta(days=1))
    assert played(clip) == 2
    assert bytes(PlaySalt.objects.get().salt) != before
    assert set(Play.objects.values_list("day", flat=True)) == {NOON.date() + timedelta(days=1)}


def test_nothing_is_kept_of_who_it_was(clip):
    count_play(clip.pk, "203.0.113.77 Firefox", NOON)
    assert b"203.0.113.77" not in bytes(Play.objects.get().digest)
    assert len(bytes(Play.objects.get().digest)) == 16


def test_a_flood_does_not_count(clip):
    clips = [make_clip(clip.episode, number) for number in range(2, MOST_IN_AN_HOUR + 22)]
    counted = sum(count_play(each.pk, "one", NOON + timedelta(seconds=n)) for n, each in enumerate(clips))
    assert counted == MOST_IN_AN_HOUR
    at_once = NOON + timedelta(hours=2)
    assert sum(count_play(clip.pk, f"visitor {n}", at_once) for n in range(50)) == MOST_IN_A_SECOND


def test_what_is_not_public_is_not_counted(clip):
    Episode.objects.update(status=Status.DRAFT)
    assert not count_play(clip.pk, "visitor", NOON)
    assert not count_play(10**30, "visitor", NOON)
    assert not count_play(0, "visitor", NOON)
    assert not count_play(999_999, "visitor", NOON)
    assert not Play.objects.exists()
    assert played(clip) == 0


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_count_a_visitor_once(monkeypatch):
    clip = make_clip(make_episode(), 1)
    count_play(clip.pk, "somebody", NOON)
    monkeypatch.setattr(plays, "_is_welcome", lambda *_known: True)  # Each worker has a memory of its own.

    def hear(_worker):
        try:
            return count_play(clip.pk, "visitor", NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(hear, range(8))) == 1
    assert (played(clip), Play.objects.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_it_never_waits_for_somebody_who_writes():
    clip = make_clip(make_episode(), 1)
    count_play(clip.pk, "first", NOON)
    other = connections.create_connection("default")
    try:
        other.ensure_connection()
        cursor = other.cursor()
        cursor.execute("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
        cursor.execute("UPDATE episodes_clip SET title = 'held'")
        begin = datetime.now(UTC)
        assert not count_play(clip.pk, "second", NOON)
        assert datetime.now(UTC) - begin < timedelta(seconds=5), "an editor's save would wait for 20"
        cursor.execute("ROLLBACK")
    finally:
        other.close()
    assert count_play(clip.pk, "third", NOON)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout")
            assert cursor.fetchone() == (20_000,)
    assert not transaction.get_connection().in_atomic_block


def test_a_cache_that_is_gone_forgets_a_play(clip, monkeypatch):
    def gone(*args, **kwargs):
        raise ConnectionError("no route")

    monkeypatch.setattr(plays.cache, "add", gone)
    assert count_play(clip.pk, "1.2.3.4 Firefox", NOON) is False
    assert played(clip) == 0
