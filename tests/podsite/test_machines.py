"""Two sites that share PostgreSQL, Redis and a bucket, as on two machines: nothing else is shared between them."""

import random
import re
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from tests import servers

pytestmark = [pytest.mark.redis, pytest.mark.replica, pytest.mark.s3, pytest.mark.xdist_group("servers")]
WITHIN = 1  # seconds, until what was edited at one machine shows at the other
PAGE = "/shows/harbour-talk/tides/"
PREPARE = """
from io import BytesIO
from django.core.files.base import ContentFile
from django.core.management import call_command
from PIL import Image
call_command("migrate", verbosity=0)
from episodes.models import Episode, Show
file = BytesIO()
Image.new("RGB", (40, 30), "#3a7").save(file, "PNG")
show = Show.objects.create(title="Harbour Talk", logo=ContentFile(file.getvalue(), "logo.png"))
for title in ("Tides", "Locks"):
    Episode.objects.create(show=show, title=title, status="published", published_at="2026-01-01T00:00:00Z")
"""
# Nobody waits 20 seconds for what another process has scheduled, nor until style sheets are collected.
SETTINGS = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "podsite.settings"
from django.conf import settings
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
from podsite.gunicorn import *
from podsite import gunicorn
def post_worker_init(worker):
    from episodes.services import schedule
    schedule.LONGEST_WAIT = 0.2
    gunicorn.post_worker_init(worker)
"""
AHEAD = (3, 15, 60)  # seconds until the scheduled episode is due; more of them for a busy machine
OF_TIDES = "FROM episodes_episode WHERE slug = 'tides'"
TIDES = "Episode.objects.filter(slug='tides')"


@pytest.fixture(scope="module")
def shared():
    """The ``primary``, ``edit(line)`` at the first machine, and ``begin(name, **more)``, which starts a site."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="podsite-machines-")))
        folder.chmod(0o755)
        primary = stack.enter_context(servers.cluster(folder / "primary"))
        bucket = stack.enter_context(servers.bucket())
        variables = bucket | {"DATABASE_URL": primary.url, "CACHE_URL": stack.enter_context(servers.redis(folder))}
        servers.manage(folder / "first", "shell", "-v0", "-c", PREPARE, **variables)
        (folder / "settings.py").write_text(SETTINGS)
        editor = stack.enter_context(servers.Editor(folder / "first", **variables))

        def begin(name, **more):
            own = folder / name
            own.mkdir(exist_ok=True)
            (own / "static").mkdir(exist_ok=True)
            return servers.Site(own, folder / "settings.py", SITE_URL="http://127.0.0.1", **variables, **more)

        yield SimpleNamespace(
            folder=folder, primary=primary, endpoint=bucket["S3_ENDPOINT"], begin=begin, edit=editor.run
        )


@pytest.fixture(scope="module")
def sites(shared):
    with shared.begin("first") as first, shared.begin("second") as second:
        yield first, second


def body(site, path=PAGE):
    status, _headers, found = site.get(path)
    return found.decode() if status == 200 else f"{status}"


def shown_after(site, words, saved):
    """For how many seconds after an edit the page was still without it. Each request reaches one worker or another."""
    last = saved
    while (asked := time.monotonic()) < saved + WITHIN:
        if words not in body(site):
            last = asked
    assert all(words in body(site) for _ in range(8))
    return last - saved


def test_an_edit_at_one_machine_shows_at_the_other(shared, sites, capsys):
    for site in sites:
        assert all("Ebb and flow" not in body(site) for _ in range(6))
    saved = shared.edit(f"{TIDES}.update(summary='Ebb and flow.')")
    seconds = shown_after(sites[1], "Ebb and flow", saved)
    with capsys.disabled():
        print(f"\nAn edit showed at the other machine after {seconds:.2f} s")
    assert all("Ebb and flow" in body(sites[0]) for _ in range(6))


def test_pages_are_kept_as_long_as_nobody_edits(sites):
    for site in sites:
        assert len({site.get(PAGE)[1]["ETag"] for _ in range(6)}) == 1


def test_a_scheduled_page_appears_at_both_and_once(shared, sites):
    for ahead in AHEAD:
        due = datetime.now(UTC) + timedelta(seconds=ahead)
        shared.edit(f"{TIDES}.update(published_at='{due.isoformat()}', appeared_at=None)")
        time.sleep(WITHIN)
        before = {body(site) for site in sites}
        if datetime.now(UTC) < due:
            break
        # A busy machine has not looked before the time: what it has said of that episode meanwhile does not count.
        for site in sites:
            site.log.write_text("")
    assert before == {"404"}
    time.sleep(max(0, (due - datetime.now(UTC)).total_seconds()))
    assert all("Tides" in body(site) for site in sites for _ in range(4))

    def claims():
        return sum(site.log.read_text().count("“Tides” is public, as scheduled.") for site in sites)

    servers.wait_until(claims, 30)
    time.sleep(0.5)  # The other workers have looked by then, too.
    assert claims() == 1


def test_an_upload_is_at_both(shared, sites):
    [logo] = {re.search(r'/media/[^"]+\.png', body(site, "/shows/harbour-talk/"))[0] for site in sites}
    for site in sites:
        status, headers, _body = site.get(logo)
        assert status == 302
        with servers.LOCAL.open(headers["Location"], timeout=10) as answer:
            assert answer.read().startswith(b"\x89PNG")
        policy = site.get(PAGE)[1]["Content-Security-Policy"]
        assert f"img-src 'self' {shared.endpoint}" in [part.strip() for part in policy.split(";")]
    card = re.search(r'/cards/show/[^"]+\.png', body(sites[0], "/shows/harbour-talk/"))[0]
    assert {site.get(card)[2][:4] for site in sites} == {b"\x89PNG"}


def test_all_is_ready(sites):
    for site in sites:
        assert site.get("/health/ready")[0] == 200


def test_no_page_of_the_past_is_kept_where_the_replica_is_late(shared):
    """The replica answers visitors while it has all; after an edit the primary does, until it has that as well."""
    with (
        servers.replica(shared.primary, shared.folder / "replica") as copy,
        shared.begin("third", DATABASE_REPLICA_URL=copy.url) as site,
        psycopg.connect(copy.url, autocommit=True) as database,
    ):

        def read_there():
            """Whether a page that nobody has kept is made of what the replica has: what it was asked last says so."""
            [before] = database.execute("SELECT clock_timestamp()").fetchone()
            assert site.get(f"/search/?q=tides+{time.monotonic_ns()}")[0] == 200
            asked = database.execute(
                "SELECT query FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query_start > %s", [before]
            )
            return any("episodes_" in query for [query] in asked.fetchall())

        servers.wait_until(read_there, 30)
        assert all("Spring" not in body(site) for _ in range(6)), "kept by both workers, of the replica"
        database.execute("SELECT pg_wal_replay_pause()")
        saved = shared.edit(f"{TIDES}.update(summary='Spring and neap.')")
        shown_after(site, "Spring and neap", saved)
        assert "Spring" not in database.execute(f"SELECT summary {OF_TIDES}").fetchone()[0], "the replica is not late"
        assert not read_there(), "read from a replica that lacks the edit"
        database.execute("SELECT pg_wal_replay_resume()")
        servers.wait_until(read_there, 30)
        assert all("Spring and neap" in body(site) for _ in range(6))
        copy.stop()
        assert site.get("/search/?q=tides+again")[0] == 200, "without a replica the primary answers"
        shown_after(site, "Alone", shared.edit(f"{TIDES}.update(summary='Alone.')"))
        assert "The primary is read from" in site.log.read_text()


@pytest.mark.long
def test_readers_of_a_late_replica_for_a_minute(shared, capsys):
    """A replica that is 2 s late all the time, an edit every 3 s or so, and a reader who never stops."""
    late = servers.replica(shared.primary, shared.folder / "late", "recovery_min_apply_delay=2s")
    with late as copy, shared.begin("third", DATABASE_REPLICA_URL=copy.url) as site:
        edits, asked, oldest, end = [], 0, 0.0, time.monotonic() + 60
        next_edit = time.monotonic()
        while time.monotonic() < end:
            if time.monotonic() > next_edit:
                edits.append(shared.edit(f"{TIDES}.update(summary='Edit number {len(edits)}.')"))
                next_edit = time.monotonic() + random.uniform(1, 6)
            if asked % 10 == 0:  # What nobody has asked before is made anew, of the replica where it has all.
                site.get(f"/search/?q=tides+{asked}")
            begun, asked = time.monotonic(), asked + 1
            found = re.search(r"Edit number (\d+)\.", body(site))
            shown = int(found[1]) if found else -1
            if shown < len(edits) - 1:
                oldest = max(oldest, begun - edits[shown + 1])
        site.stop()
        read = scans(copy)
    with capsys.disabled():
        print(f"\n{len(edits)} edits, {asked} pages, the oldest page {oldest:.2f} s old; {read} reads of the replica")
    assert oldest < WITHIN
    assert read > 0


def scans(cluster):
    """How often rows of the site were looked for in a database, as its backends say when they end."""
    with psycopg.connect(cluster.url) as database:
        [number] = database.execute(
            "SELECT sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0)) FROM pg_stat_user_tables"
        ).fetchone()
    return int(number)
