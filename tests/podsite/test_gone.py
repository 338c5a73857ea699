"""The real server while something that it needs is gone, and after that: what visitors get, and how soon."""

import html
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.podsite import servers
from tests.podsite.servers import Site, hidden_fields, manage, until

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("gone")]

AT_MOST = 1.0  # seconds
BACK_WITHIN = 15  # seconds
KEPT, UNKEPT = "/shows/harbour-talk/tides/", "/shows/"
PREPARE = """
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from episodes.models import Episode, Show
User.objects.create_superuser("olga", password="right horse")
show = Show.objects.create(title="Harbour Talk")
said = {"status": "published", "published_at": "2024-01-01T00:00:00Z"}
Episode.objects.create(show=show, title="Tides", summary="Ebb and flow.", **said)
default_storage.save("audio/tides.mp3", ContentFile(b"sound" * 100))
"""


@pytest.fixture
def say(capsys):
    """``say(what, seconds)``: a figure on the screen."""

    def printed(what, seconds):
        with capsys.disabled():
            print(f"\n  {what}: {seconds:.2f} s", end="")

    return printed


def prepare(folder, **variables):
    manage(folder, "migrate", "--verbosity", "0", **variables)
    manage(folder, "collectstatic", "--noinput", "--verbosity", "0", **variables)
    manage(folder, "shell", "-v0", "-c", PREPARE, **variables)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A site on SQLite, to be copied."""
    folder = tmp_path_factory.mktemp("site") / "data"
    prepare(folder)
    return folder


@pytest.fixture
def folder(prepared, tmp_path):
    return shutil.copytree(prepared, tmp_path / "data")


def serve(folder, **variables):
    site = Site(folder, **variables)
    site.wait()
    # Requests one by one reach now one worker and now the other.
    for _time in range(8):
        assert site.status(KEPT) == 200
    return site


def longest(site, path, status, times=8):
    """The seconds of the slowest of some answers, each of which has ``status``."""
    answers = [site.ask(path) for _time in range(times)]
    assert {answer[0] for answer in answers} == {status}, site.log.read_text()[-3000:]
    return max(answer[3] for answer in answers), answers[-1]


def check_while_gone(site, say, what, status, path=UNKEPT):
    seconds, answer = longest(site, path, status)
    say(f"{what}: a page that is not kept, {status}", seconds)
    assert seconds < AT_MOST
    seconds, _answer = longest(site, KEPT, 200)
    say(f"{what}: a kept page", seconds)
    assert seconds < AT_MOST
    return answer


def longest_is(site, path, status):
    return all(site.status(path) == status for _time in range(8))


def test_the_database_is_gone(tmp_path, say):
    postgresql, folder = servers.postgresql(), tmp_path / "data"
    site = None
    try:
        postgresql.start()
        prepare(folder, DATABASE_URL=postgresql.url)
        site = serve(folder, DATABASE_URL=postgresql.url)
        for way, lose, give_back in [
            ("stopped", postgresql.stop, postgresql.start),
            ("frozen", postgresql.freeze, postgresql.thaw),
        ]:
            lose()
            _status, headers, page, _seconds = check_while_gone(site, say, f"PostgreSQL {way}", 503)
            assert "Back in a moment" in page
            assert int(headers["Retry-After"]) > 0
            assert "Set-Cookie" not in headers
            until(lambda: '"database": "failing"' in site.ask("/health/ready")[2], BACK_WITHIN)
            assert site.status("/health/live") == 200
            give_back()
            say(f"PostgreSQL {way}: back after", until(lambda: longest_is(site, "/people/", 200), BACK_WITHIN))
            until(lambda: site.status("/health/ready") == 200, BACK_WITHIN)
    finally:
        if site:
            site.stop()
        postgresql.remove()
    assert "Traceback" not in site.log.read_text()


def test_the_cache_is_gone(folder, tmp_path, say):
    redis = servers.redis(tmp_path)
    site = None
    try:
        redis.start()
        site = serve(folder, CACHE_URL=redis.url)
        for way, lose, give_back, path in [
            ("stopped", redis.stop, redis.start, "/shows/"),
            ("frozen", redis.freeze, redis.thaw, "/people/"),
        ]:
            lose()
            check_while_gone(site, say, f"Redis {way}", 200, path)
            check_while_gone(site, say, f"Redis {way}, a feed", 200, "/feed.xml?page=1")
            until(lambda: '"cache": "failing"' in site.ask("/health/ready")[2], BACK_WITHIN)
            give_back()
            say(f"Redis {way}: ready after", until(lambda: site.status("/health/ready") == 200, BACK_WITHIN))
    finally:
        if site:
            site.stop()
        redis.stop()
    assert "Traceback" not in site.log.read_text()


def test_the_uploads_are_gone(folder, tmp_path, say):
    site = serve(folder)
    try:
        site.sign_in("olga", "right horse")
        editor, site.cookies = site.cookies, {}
        assert site.status("/media/audio/tides.mp3") == 200
        assert site.status("/health/ready") == 200
        (folder / "media").rename(tmp_path / "away")
        check_while_gone(site, say, "Uploads gone", 200)
        check_while_gone(site, say, "Uploads gone, a file", 404, "/media/audio/tides.mp3")
        card = re.search(r'/cards/[^"]+\.png', site.ask(KEPT)[2])[0]
        check_while_gone(site, say, "Uploads gone, a share card", 200, card)
        until(lambda: '"storage": "failing"' in site.ask("/health/ready")[2], BACK_WITHIN)
        site.cookies = editor
        assert site.status("/admin/episodes/show/") == 200
        site.cookies = {}
        assert not (folder / "media").exists(), "nothing stands in the place of what comes back"
        (tmp_path / "away").rename(folder / "media")
        say("Uploads: back after", until(lambda: site.status("/media/audio/tides.mp3") == 200, BACK_WITHIN))
        until(lambda: site.status("/health/ready") == 200, BACK_WITHIN)
    finally:
        site.stop()
    assert "Internal Server Error" not in site.log.read_text()


@pytest.fixture
def small_disk(tmp_path):
    """A folder with room for 24 MB, on a disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "podsite-test", str(folder)], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("needs a small disk, which only root may mount")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_the_disk_is_full(prepared, small_disk, say):
    folder = shutil.copytree(prepared, small_disk / "data")
    site = serve(folder)
    filler = small_disk / "filler"
    try:
        site.sign_in("olga", "right horse")
        form = "/admin/episodes/show/1/change/"
        shown = site.ask(form)[2]
        typed = {**hidden_fields(shown), "title": "Harbour Talk", "slug": "harbour-talk", "language": "en"}
        typed |= {"description": "Words that somebody has typed for an hour.\r\n" * 200, "kind": "episodic"}
        fill(filler)
        editor, site.cookies = site.cookies, {}
        check_while_gone(site, say, "Disk full", 200)
        until(lambda: '"storage": "failing"' in site.ask("/health/ready")[2], BACK_WITHIN)
        site.cookies = editor
        status, _headers, page, seconds = site.ask(form, typed)
        say(f"Disk full: a save, {status}", seconds)
        assert (status, seconds < AT_MOST) == (503, True)
        assert "There is no room to save this" in page
        assert html.unescape(page).count("typed for an hour") >= 200
        filler.unlink()
        again = {name: html.unescape(value) for name, value in hidden_fields(page).items()}
        begun = time.monotonic()
        assert site.ask(form, again)[0] == 302, "what the page sends again is saved"
        say("Disk full: saved after there was room", time.monotonic() - begun)
        assert "typed for an hour" in site.ask(form)[2]
    finally:
        site.stop()
    assert "Traceback" not in site.log.read_text()


def fill(file: Path):
    """Takes all the room that is left."""
    with file.open("wb", buffering=0) as out:
        for size in (1024 * 1024, 4096):
            try:
                while out.write(b"\0" * size) == size:
                    continue
            except OSError:
                continue
    assert shutil.disk_usage(file.parent).free < 4096
