"""The process that does an import begun in the admin: what it says on its way, and how its death is told."""

import contextlib
import os
import signal
import time
import zlib
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from episodes.importers import feed_plan
from episodes.models import Episode, FeedJob, Show, Tag
from episodes.services import feed_jobs
from episodes.services.feed_jobs import KEPT, JobRefused, Running, begin, look, unpacked
from tests.factories import make_show
from tests.feed_jobs import FEED, database_url
from tests.importers.servers import answer, serving

LOOK = {"address": False, "show": "", "publish": True, "files": False, "write": False}


@pytest.fixture
def user(db):
    return User.objects.create_superuser("olga")


def done(body=FEED, user=None, source="rooms.xml", **options):
    """The job, after it has been run in this process."""
    job = FeedJob.objects.create(source=source, options=LOOK | options, body=body and zlib.compress(body), made_by=user)
    call_command("run_feed_job", str(job.pk))
    job.refresh_from_db()
    return job


def imported(user, body=FEED, **options):
    """What is looked at, is imported."""
    seen = done(body, user, **options)
    assert seen.error == ""
    return done(body, user, **options, write=True, digest=seen.options["digest"])


def test_looking_reports_and_writes_nothing(user):
    job = done(user=user)
    assert (job.state, job.error, job.show) == (FeedJob.State.DONE, "", None)
    assert "the show “Small Rooms”" in job.report["made"]
    assert job.report["counts"]["made"] >= 3
    assert not Show.objects.exists() and not Episode.objects.exists()


def test_importing_what_was_looked_at(user):
    job = imported(user)
    assert job.state == FeedJob.State.DONE
    assert job.show == Show.objects.get(title="Small Rooms")
    assert Episode.objects.published().count() == 2
    again = done(user=user)
    assert (again.report["made"], again.report["changed"], again.show) == ([], [], job.show)


def test_a_change_is_reported_in_words(user):
    imported(user)
    job = done(FEED.replace(b"Of the second room", b"Of the very second room"), user)
    [change] = job.report["changed"]
    assert ["added", "very"] in change["pieces"]


@pytest.mark.parametrize("tags", [False, True])
def test_tags_are_made_where_somebody_asks_for_them(user, tags):
    body = FEED.replace(b"<guid", b"<category>Rooms</category><guid", 1)
    imported(user, body, tags=tags)
    assert Tag.objects.filter(name__iexact="rooms").exists() == tags


def test_drafts(user):
    assert imported(user, publish=False).state == FeedJob.State.DONE
    assert set(Episode.objects.values_list("status", flat=True)) == {"draft"}


def test_what_has_changed_since_it_was_looked_at_is_not_imported(user):
    seen = done(user=user)
    make_show(title="Small Rooms")
    job = done(user=user, write=True, digest=seen.options["digest"])
    assert job.state == FeedJob.State.FAILED
    assert job.error == "The site or the feed has changed since you looked. Look again before you import."
    assert not Episode.objects.exists()


def test_a_feed_is_fetched_and_kept(user, settings):
    with serving() as served:
        settings.FETCH_ALLOWED_HOSTS = [served.host]
        served.pages["/feed.xml"] = answer(FEED, "Content-Type: application/rss+xml")
        seen = done(None, user, f"{served.url}/feed.xml", address=True)
        assert unpacked(seen) == FEED
        assert "application/rss+xml" in served.requests[0]
        job = done(unpacked(seen), user, f"{served.url}/feed.xml", write=True, digest=seen.options["digest"])
        assert job.state == FeedJob.State.DONE and len(served.requests) == 1
    assert Show.objects.get().feed_url == f"{served.url}/feed.xml"


@pytest.mark.parametrize(
    ("body", "source", "sentence"),
    [
        (b"", "a.xml", "The feed is empty."),
        (b"<html>", "a.xml", "a.xml"),
        (None, "http://127.0.0.1/feed.xml", "127.0.0.1 can't be fetched from: its address means this machine."),
        (b"<" * 1_000_000, "a.xml", "This is not a feed: it does not begin with XML."),
    ],
)
def test_what_cannot_be_imported_gets_a_sentence(user, body, source, sentence):
    job = FeedJob.objects.create(source=source, options=LOOK, body=zlib.compress(body) if body is not None else None)
    job.made_by = user
    job.save()
    call_command("run_feed_job", str(job.pk))
    job.refresh_from_db()
    assert job.state == FeedJob.State.FAILED
    assert job.error.endswith(".") and "\n" not in job.error
    assert sentence in job.error or sentence == "a.xml"


def test_a_fault_of_ours_is_logged_and_told_without_its_insides(user, monkeypatch, caplog):
    monkeypatch.setattr(feed_plan.Plan, "apply", lambda *given, **named: 1 / 0)
    job = imported(user)
    assert job.error == "The import failed, and nothing was written; the reason is in the site's log."
    assert "ZeroDivisionError" in caplog.text


def test_whoever_has_left_imports_nothing(user):
    user.is_active = False
    user.save()
    assert done(user=user).error == "Whoever started this import is no longer here."
    assert done(user=None).error == "Whoever started this import is no longer here."


def test_a_job_is_done_once(user):
    job = done(user=user)
    for number in (job.pk, 999_999):
        with pytest.raises(CommandError, match="started before, or there is none"):
            call_command("run_feed_job", str(number))


def test_old_jobs_are_forgotten_but_not_those_that_run(user):
    running = FeedJob.objects.create(source="running", state=FeedJob.State.READING)
    for number in range(KEPT + 5):
        FeedJob.objects.create(source=f"{number}.xml", state=FeedJob.State.DONE)
    job = begin(source="new.xml", options=LOOK, user=user, body=FEED)
    kept = list(FeedJob.objects.values_list("pk", flat=True))
    assert len(kept) == KEPT + 1
    assert {job.pk, running.pk} <= set(kept)


def test_two_imports_of_a_show_do_not_write_at_once(user):
    show, other = make_show(), make_show()
    running = FeedJob.objects.create(source="a.xml", options={"write": True}, state="writing", show=show)
    begin(source="a.xml", options=LOOK, user=user, body=FEED)
    begin(source="c.xml", options=LOOK | {"write": True}, user=user, body=FEED, show=other)
    for source, of in (("a.xml", None), ("b.xml", show)):
        with pytest.raises(JobRefused, match="being imported at this moment"):
            begin(source=source, options=LOOK | {"write": True}, user=user, body=FEED, show=of)
    FeedJob.objects.filter(pk=running.pk).update(alive_at=timezone.now() - timedelta(hours=1))
    assert begin(source="b.xml", options=LOOK | {"write": True}, user=user, body=FEED, show=show)


# Progress, and death


def test_progress_is_seen_while_it_runs(user):
    job = FeedJob.objects.create(source="a.xml", options=LOOK)
    with Running(job.pk) as running:
        running.enter(FeedJob.State.FILES)
        running.progress(3, 7)
        running.progress(7, 7)
        job.refresh_from_db()
        assert (look(job).state, look(job).done, look(job).total) == ("files", 7, 7)
        FeedJob.objects.update(alive_at=timezone.now() - timedelta(days=1))
        job.refresh_from_db()
        assert not look(job).ended, "its lock says that it lives, however long it has been silent"
        running.failed("So it is.")
    job.refresh_from_db()
    assert (look(job).state, job.error) == ("failed", "So it is.")


@pytest.mark.parametrize(
    ("state", "silent", "is_dead"),
    [
        ("waiting", timedelta(seconds=5), False),
        ("waiting", timedelta(minutes=1), True),
        ("writing", timedelta(minutes=5), False),
        ("writing", timedelta(minutes=11), True),
        ("done", timedelta(days=5), False),
    ],
)
def test_a_process_of_which_there_is_no_sign(user, state, silent, is_dead):
    """It may run on another machine, so it is given time."""
    job = FeedJob.objects.create(source="a.xml", options=LOOK, state=state)
    FeedJob.objects.update(alive_at=timezone.now() - silent)
    job.refresh_from_db()
    assert (look(job).state == "failed") == is_dead
    assert bool(job.error) == is_dead


@pytest.fixture
def processes(transactional_db, monkeypatch, settings):
    """Jobs start processes that find the database of the tests: the list of them, ended with the test."""
    started, plain = [], feed_jobs.subprocess.Popen

    def start(*given, **named):
        started.append(plain(*given, **named))
        return started[-1]

    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setattr(feed_jobs.subprocess, "Popen", start)
    yield started
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


def fresh(job):
    return FeedJob.objects.get(pk=job.pk)


def test_a_killed_job_is_failed_at_once_and_can_be_started_again(processes, monkeypatch):
    user = User.objects.create_superuser("olga")
    with serving() as served:
        monkeypatch.setenv("FETCH_ALLOWED_HOSTS", served.host)

        def slowly(_request):
            time.sleep(15)
            yield answer(FEED)

        served.pages["/feed.xml"] = slowly
        job = begin(source=f"{served.url}/feed.xml", options=LOOK | {"address": True}, user=user)
        wait_for(lambda: served.requests)
        assert look(fresh(job)).state == "fetching"
        os.kill(processes[0].pid, signal.SIGKILL)
        processes[0].wait()
        job = fresh(job)
        assert look(job).state == "failed"
        assert job.error == "The import was interrupted, and nothing was written. It can be started again."
        served.pages["/feed.xml"] = answer(FEED)
        job = begin(source=job.source, options=job.options, user=user)
        wait_for(lambda: look(fresh(job)).ended)
    assert fresh(job).state == "done"
    assert not Show.objects.exists()
    assert not any((feed_jobs.settings.DATA_DIR / "jobs").glob(f"{job.pk}"))


@pytest.mark.long
def test_a_job_killed_as_it_writes_has_written_all_or_nothing(processes, shared):
    user = User.objects.create_superuser("olga")
    body = (shared / "data/feeds/2020-12-19-LinuxUnplugged.xml").read_bytes()
    seen = begin(source="lup.xml", options=LOOK, user=user, body=body)
    wait_for(lambda: look(fresh(seen)).ended)
    options = fresh(seen).options | {"write": True}
    job = begin(source="lup.xml", options=options, user=user, body=body)
    wait_for(lambda: look(fresh(job)).state == "writing")
    os.kill(processes[-1].pid, signal.SIGKILL)
    processes[-1].wait()
    assert look(fresh(job)).state == "failed"
    assert "wrote either all or nothing" in fresh(job).error
    assert Episode.objects.count() in (0, 384)
    again = begin(source="lup.xml", options=options, user=user, body=body)
    wait_for(lambda: look(fresh(again)).ended)
    assert Episode.objects.count() == 384


def test_the_process_is_on_its_own(processes):
    user = User.objects.create_superuser("olga")
    begin(source="rooms.xml", options=LOOK, user=user, body=FEED)
    [process] = processes
    assert os.getsid(process.pid) == process.pid != os.getsid(0)
    wait_for(lambda: FeedJob.objects.get().state == "done")
    assert process.wait(10) == 0
