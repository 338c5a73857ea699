"""``manage.py import_feed``, as somebody at a terminal meets it."""

import os
import signal
import sqlite3
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from episodes.models import Episode, Show, Tag
from tests.importers.feeds import item, rss
from tests.importers.servers import answer, serving

ROOT = Path(__file__).resolve().parents[2]


def run(path, **options):
    out, err = StringIO(), StringIO()
    call_command("import_feed", str(path), stdout=out, stderr=err, no_color=True, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path):
    """``file(content)``: the path of a file with those bytes."""

    def write(content):
        path = tmp_path / "feed.xml"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.django_db
def test_it_says_what_it_makes_and_how_far_it_is(file):
    out, err = run(file(rss(item(1), item(2, "<itunes:duration>0</itunes:duration>"))))
    assert out.splitlines() == [
        "Making:",
        "  the show “The Show”",
        "  the episode “Episode 1” of 2020-01-02",
        "  the episode “Episode 2” of 2020-01-03",
        "Doubtful:",
        "  line 4: “Episode 2”: “0” is no length of an episode.",
        "Done: 3 made, 0 changed.",
    ]
    assert err == "2 / 2 written\n"
    assert Episode.objects.published().count() == 2


@pytest.mark.django_db
def test_again_there_is_nothing_to_do(file):
    run(file(rss(item(1))))
    assert run(file(rss(item(1)))) == ("Nothing to do: what the feed says is here already.\n", "")
    out, _err = run(file(rss(item(1, audio="https://x.example/1.mp3"))))
    assert (
        "  “Episode 1”, audio address: [-https://audio.example/1.mp3-] {+https://x.example/1.mp3+}" in out.splitlines()
    )


@pytest.mark.django_db
def test_a_dry_run_drafts_tags_and_a_name(file):
    path = file(rss(item(1, "<category>Art</category>")))
    out, _err = run(path, dry_run=True)
    assert out.startswith("Would make:") and "Nothing was written" in out and not Show.objects.exists()
    run(path, draft=True, show="Named", tags=True)
    assert not Episode.objects.published().exists()
    assert (Show.objects.get().title, Tag.objects.get().name) == ("Named", "Art")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The feed is empty."),
        (b"<html>", "This is a web page, not a feed."),
        (b"<rss>\n<channel>\n", "line 2: the feed ends here, in the middle, so it is not complete."),
    ],
)
def test_what_is_no_feed_gets_one_sentence(file, content, said):
    with pytest.raises(CommandError) as error:
        run(file(content))
    assert str(error.value) == said
    assert not Show.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.xml")


OLD = rss(item(1, "<podcast:person>Ann</podcast:person>"), item(2))
NEW = rss(
    item(1, "<podcast:person>Bo</podcast:person><podcast:soundbite startTime='1' duration='2'/>", title="New"),
    *(item(number, "<podcast:person>Ann</podcast:person><category>Art</category>") for number in range(3, 9)),
)
#: Runs the command, and dies at the query of the given number as if the machine had lost its power.
DYING = """
import os, signal, sys
import django
from django.core.management import call_command
from django.db import connection
django.setup()
left = int(sys.argv[2])
def die(execute, sql, params, many, context):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with connection.execute_wrapper(die):
    call_command("import_feed", sys.argv[1], tags=True)
"""
WITHOUT_KEYS = {
    "show": "SELECT title, slug FROM episodes_show",
    "episode": "SELECT title, slug, audio_url, status FROM episodes_episode ORDER BY guid",
    "credit": "SELECT e.guid, p.name FROM episodes_credit c JOIN episodes_episode e ON e.id = c.episode_id"
    " JOIN episodes_person p ON p.id = c.person_id ORDER BY 1, 2",
    "clip": "SELECT e.guid, c.number FROM episodes_clip c JOIN episodes_episode e ON e.id = c.episode_id",
    "tag": "SELECT e.guid, t.name FROM episodes_taggedepisode x JOIN episodes_episode e ON e.id = x.content_object_id"
    " JOIN episodes_tag t ON t.id = x.tag_id ORDER BY 1",
    "item": "SELECT key, vanished_at IS NULL FROM episodes_feeditem ORDER BY key",
}
NEIGHBOURS = "SELECT count(*) FROM episodes_similarepisode"


def stored(folder, *more):
    database = sqlite3.connect(folder / "podsite.sqlite3")
    try:
        return [database.execute(query).fetchall() for query in [*WITHOUT_KEYS.values(), *more]]
    finally:
        database.close()


@pytest.mark.long
def test_killed_at_any_point_the_old_state_stays_and_a_second_run_converges(tmp_path):
    env = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "podsite.settings"}
    env.pop("DATABASE_URL", None)

    def python(*arguments):
        return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True)

    old, new = tmp_path / "old.xml", tmp_path / "new.xml"
    old.write_bytes(OLD)
    new.write_bytes(NEW)
    assert python("manage.py", "migrate", "-v0").returncode == 0
    (database,) = tmp_path.glob("*.sqlite3")
    assert python("manage.py", "import_feed", str(old)).returncode == 0
    before, start = stored(tmp_path), database.read_bytes()
    assert python("manage.py", "import_feed", str(new), "--tags").returncode == 0
    after = stored(tmp_path, NEIGHBOURS)
    killed, states = 0, set()
    for at in range(1, 200, 3):
        for leftover in tmp_path.glob("*.sqlite3-*"):
            leftover.unlink()
        database.write_bytes(start)
        died = python("-c", DYING, str(new), str(at)).returncode == -signal.SIGKILL
        killed += died
        now = stored(tmp_path)
        assert now in (before, after[:-1])
        states.add(now == before)
        assert python("manage.py", "import_feed", str(new), "--tags").returncode == 0
        assert stored(tmp_path, NEIGHBOURS) == after
        if not died:
            break
    assert killed >= 20 and states == {True, False}


@pytest.mark.django_db
def test_an_address_brings_its_transcripts_and_chapters_in_every_format(shared, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = shared / "data"
    links = {
        "buzzcast.json": "application/json",
        "buzzcast.srt": "application/srt",
        "buzzcast.html": "text/html",
        "podnews_daily_2024-01-25.vtt": "text/vtt",
    }
    with serving() as web:
        settings.FETCH_ALLOWED_HOSTS = [web.host]
        items = []
        for number, (name, kind) in enumerate(links.items(), 1):
            web.pages[f"/{name}"] = answer((data / "transcripts" / name).read_bytes(), f"Content-Type: {kind}")
            items.append(item(number, f'<podcast:transcript url="{web.url}/{name}" type="{kind}"/>'))
        chapters = "linux-unplugged-0600.chapters.json"
        web.pages["/chapters"] = answer((data / "chapters" / chapters).read_bytes(), "Content-Type: application/json")
        items.append(item(5, f'<podcast:chapters url="{web.url}/chapters" type="application/json+chapters"/>'))
        items.append(item(6, f'<podcast:transcript url="{web.url}/missing.vtt" type="text/vtt"/>'))
        web.pages["/feed.xml"] = answer(rss(*items), "Content-Type: application/rss+xml")
        out, err = run(f"{web.url}/feed.xml")
        assert "6 / 6 fetched" in err
        assert "“Episode 6”: the transcript was left out." in out
        number = [episode.cues.count() for episode in Episode.objects.order_by("published_at")]
        assert all(number[:4]) and number[4:] == [0, 0]
        assert Episode.objects.get(guid="guid-5").chapters.count() > 3
        assert Show.objects.get().feed_url == f"{web.url}/feed.xml"
        asked = len(web.requests)
        out, _err = run(f"{web.url}/feed.xml")
        assert out.splitlines()[-1] == "Nothing to do: what the feed says is here already."
        assert len(web.requests) == asked + 2  # The feed, and what was missing.
        with pytest.raises(CommandError):
            run(f"{web.url}/none.xml")
