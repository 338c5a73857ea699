"""Scheduled episodes come out by the clock, and what follows from that happens once."""

import logging
import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from episodes.models import Episode, SimilarEpisode, Status, appeared
from episodes.services import schedule
from episodes.services.schedule import LONGEST_WAIT, Watcher, publish_due, watch
from tests.factories import make_episode, make_show

pytestmark = pytest.mark.django_db


def in_(seconds):
    return timezone.now() + timedelta(seconds=seconds)


def scheduled(**values):
    """An episode that was scheduled and whose time has come since."""
    episode = make_episode(published_at=in_(60), **values)
    Episode.objects.filter(pk=episode.pk).update(published_at=in_(-1))
    return episode


def when_it_appeared(episode):
    return Episode.objects.values_list("appeared_at", flat=True).get(pk=episode.pk)


@pytest.fixture
def seen():
    """The episodes that ``appeared`` told of."""
    told = []

    def listen(episode, **kwargs):
        told.append(episode)

    appeared.connect(listen)
    yield told
    appeared.disconnect(listen)


def test_nothing_is_claimed_before_its_time_or_without_being_published(seen):
    make_episode(published_at=in_(60))
    for status in (Status.DRAFT, Status.REVIEW, Status.WITHDRAWN):
        make_episode(status=status)
    assert publish_due() == []
    assert seen == []


def test_what_is_due_is_claimed_once(seen, caplog):
    later, sooner = scheduled(), scheduled()
    Episode.objects.filter(pk=sooner.pk).update(published_at=in_(-10))
    with caplog.at_level(logging.INFO):
        assert publish_due() == [sooner, later]
        assert publish_due() == []
    assert seen == [sooner, later]
    assert when_it_appeared(later)
    assert caplog.messages == [f"“{sooner}” is public, as scheduled.", f"“{later}” is public, as scheduled."]


def test_another_process_that_was_quicker_keeps_its_claim(seen, monkeypatch):
    episode = scheduled()

    class Late(list):
        """What this process has read, before the other claims it."""

        def __iter__(self):
            Episode.objects.update(appeared_at=in_(0))
            return super().__iter__()

    read = Episode.objects.published().filter(appeared_at=None)
    monkeypatch.setattr(type(read), "select_related", lambda self, *names: self)
    monkeypatch.setattr(type(read), "__getitem__", lambda self, key: Late([episode]))
    assert publish_due() == []
    assert seen == []


def test_a_backlog_comes_in_goes(monkeypatch):
    monkeypatch.setattr(schedule, "MOST_AT_ONCE", 2)
    for _ in range(3):
        scheduled()
    watcher = Watcher()
    monkeypatch.setattr(schedule.connections, "close_all", lambda: None)
    assert [watcher.look(), watcher.look(), watcher.look()] == [0, 0, LONGEST_WAIT]
    assert not Episode.objects.filter(appeared_at=None).exists()


def test_neighbours_are_computed_when_it_appears(django_capture_on_commit_callbacks):
    for name in "abcdefghij":
        make_episode(title=f"Nothing {name}", summary="")
    with django_capture_on_commit_callbacks(execute=True):
        one = make_episode(summary="", tags=["prosody"])
        other = make_episode(summary="", tags=["prosody"], published_at=in_(60))
    assert not SimilarEpisode.objects.filter(episode=one, other=other).exists()
    Episode.objects.filter(pk=other.pk).update(published_at=in_(-1))
    with django_capture_on_commit_callbacks(execute=True):
        publish_due()
    assert SimilarEpisode.objects.filter(episode=one, other=other).exists()
    assert SimilarEpisode.objects.filter(episode=other, other=one).exists()


def test_a_receiver_that_fails_keeps_nothing_from_the_next_episode(seen, caplog):
    def fail(episode, **kwargs):
        raise ZeroDivisionError

    appeared.connect(fail)
    try:
        first, second = scheduled(), scheduled()
        assert publish_due() == [first, second]
        assert seen == [first, second]
    finally:
        appeared.disconnect(fail)
    assert "ZeroDivisionError" in caplog.text


def test_an_episode_published_at_once_appears_with_its_save(seen):
    episode = make_episode(status=Status.DRAFT, published_at=None)
    assert (seen, when_it_appeared(episode)) == ([], None)
    episode.status = Status.PUBLISHED
    episode.save(update_fields=["status"])
    first = when_it_appeared(episode)
    assert first == episode.appeared_at
    assert seen == [episode]
    episode.save()
    assert publish_due() == []
    assert seen == [episode]
    assert when_it_appeared(episode) == first


@pytest.mark.parametrize("status", [Status.DRAFT, Status.REVIEW, Status.WITHDRAWN])
def test_taken_back_and_published_again_it_does_not_appear_again(seen, status):
    episode = make_episode()
    first = episode.appeared_at
    for now in (status, Status.PUBLISHED):
        episode.status = now
        episode.save()
        assert when_it_appeared(episode) == first
    assert publish_due() == []
    assert seen == [episode]


def test_put_off_before_it_appeared(seen):
    episode = make_episode(published_at=in_(60))
    episode.published_at = in_(120)
    episode.save()
    assert when_it_appeared(episode) is None
    assert seen == []


def test_put_off_after_it_appeared_it_appears_again(seen):
    episode = make_episode(published_at=in_(-1))
    episode.published_at = in_(60)
    episode.save(update_fields=["published_at"])
    assert when_it_appeared(episode) is None
    Episode.objects.update(published_at=in_(-1))
    assert publish_due() == [episode]
    assert seen == [episode, episode]


def test_a_save_of_something_else_leaves_it_to_the_clock(seen):
    episode = scheduled()
    episode.refresh_from_db()
    episode.speech = {}
    episode.save(update_fields=["speech"])
    assert seen == []
    assert publish_due() == [episode]


@pytest.mark.parametrize(("seconds", "least", "most"), [(5, 3, 5), (3600, LONGEST_WAIT, LONGEST_WAIT)])
def test_it_looks_again_when_the_next_is_due(monkeypatch, seconds, least, most):
    monkeypatch.setattr(schedule.connections, "close_all", lambda: None)
    make_episode(published_at=in_(seconds))
    assert least <= Watcher().look() <= most


def test_without_anything_scheduled_it_looks_again_all_the_same(monkeypatch):
    monkeypatch.setattr(schedule.connections, "close_all", lambda: None)
    make_episode(status=Status.DRAFT, published_at=in_(5))
    assert Watcher().look() == LONGEST_WAIT


@pytest.mark.parametrize("error", [OperationalError("the server\nis gone"), ZeroDivisionError("a slip")])
def test_no_error_ends_it(monkeypatch, caplog, error):
    closed, tries = [], []

    def gone():
        tries.append(1)
        if len(tries) < 3:
            raise error
        return []

    monkeypatch.setattr(schedule, "publish_due", gone)
    monkeypatch.setattr(schedule, "_seconds_to_next", lambda: 0.01)
    monkeypatch.setattr(schedule, "catch_up", lambda: False)
    monkeypatch.setattr(schedule.audit, "forget_old", lambda: None)
    monkeypatch.setattr(schedule.connections, "close_all", lambda: closed.append(1))
    monkeypatch.setattr(schedule, "LONGEST_WAIT", 0.01)
    watcher = watch()
    wait_for(lambda: len(tries) > 3)
    watcher.stop()
    assert not watcher.is_alive()
    assert len(closed) >= 3
    assert str(error).split()[-1] in caplog.text


def wait_for(condition):
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
def test_threads_that_watch_together_claim_each_episode_once(seen, monkeypatch):
    # A database in memory locks whole tables: who meets a lock comes again.
    monkeypatch.setattr(schedule, "LONGEST_WAIT", 0.01)
    episodes = [scheduled(show=make_show()) for _ in range(12)]
    watchers = [Watcher() for _ in range(4)]
    for watcher in watchers:
        watcher.start()
    wait_for(lambda: not Episode.objects.filter(appeared_at=None).exists())
    for watcher in watchers:
        watcher.stop(10)
    assert sorted(episode.pk for episode in seen) == [episode.pk for episode in episodes]


@pytest.mark.django_db(transaction=True)
def test_it_keeps_no_connection_while_it_sleeps():
    scheduled()
    left = []

    class Looking(Watcher):
        def look(self):
            wait = super().look()
            left.extend(kept for kept in connections.all(initialized_only=True) if kept.connection is not None)
            return wait

    watcher = Looking()
    watcher.start()
    wait_for(lambda: not Episode.objects.filter(appeared_at=None).exists())
    watcher.stop(10)
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()
    assert in_memory or left == []
    assert not any(thread.name == "schedule" for thread in threading.enumerate())
