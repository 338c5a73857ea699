"""A site that moves to another database is the same there, row for row, and goes on from where it was."""

import io
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from episodes.models import Episode, FeedJob, Highlight, Revision
from podsite import moving
from podsite.contents import content_of, tables
from tests.factories import make_clip, make_episode, make_highlight, make_person
from tests.feed_jobs import database_url

ROOT = Path(__file__).resolve().parents[2]
JSON = {"z": [1, 1.5, 1e22, True, None], "a": {"name": "Ebbe und Flut – 潮", "escaped": "\\u0000"}}

pytestmark = pytest.mark.django_db(transaction=True)


def manage(url, *command):
    """What a command prints whose database is the one at ``url``. Raises where it fails."""
    arguments = [sys.executable, "manage.py", *command]
    environment = {**os.environ, "DATABASE_URL": url}
    done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def site():
    """Rows of every kind of value. The episode with the highest number was deleted: that number."""
    guest = make_person(name="Maren Holt")
    highlight = make_highlight(make_episode(title="Ebb and flow", guest=guest), title="Neap", tags=["tide"])
    make_clip(highlight.episode, 1, start_ms=None, end_ms=None)
    # In the hour that clocks had twice.
    episode = highlight.episode
    episode.published_at = datetime(2024, 10, 27, 0, 30, 0, 123456, tzinfo=UTC)
    episode.save()
    FeedJob.objects.create(source="a.xml", body=b"\0bytes\xff\0", options=JSON, report=JSON)
    Revision.objects.create(episode_key=highlight.episode_id, number=7, title="Ebb", document=JSON)
    last = make_episode()
    number = last.pk
    last.delete()
    return number


@pytest.fixture(autouse=True)
def _target_is_allowed(monkeypatch):
    """Tests may use no database but their own, unless they say so before it is known."""
    plain = BaseDatabaseWrapper.ensure_connection

    def connect(self):
        if self.alias == moving.TARGET and self.connection is None:
            with self.wrap_database_errors:
                return self.connect()
        return plain(self)

    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", connect)


def contents():
    return {model._meta.db_table: content_of(model) for model in tables()}


def run(url):
    out = io.StringIO()
    call_command("move_to", url, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A migrated database without content, as a file."""
    file = tmp_path_factory.mktemp("moving") / "empty.sqlite3"
    manage(f"sqlite:///{file}", "migrate", "--verbosity=0")
    return file


@pytest.fixture
def url(empty, tmp_path, monkeypatch):
    """The address of such a one."""
    shutil.copy(empty, tmp_path / "other.sqlite3")
    monkeypatch.setattr(moving, "_migrate", lambda url, target: None)
    return f"sqlite:///{tmp_path / 'other.sqlite3'}"


LOOK = """
from episodes.models import *
from episodes.search.find import find
from episodes.services.rebuilding import compare
from episodes.text.questions import parse
from tests.factories import make_episode
job = FeedJob.objects.get()
print(bytes(job.body), job.options, Episode.objects.get().published_at)
print("found", find(parse("neap").terms).count, "wrong", bool(compare()))
print("next", make_episode().pk)
"""


def is_whole(url, last):
    """The site at ``url`` says what this one does, finds it, and goes on behind the last number that was given."""
    values, found, following = manage(url, "shell", "-v0", "-c", LOOK).splitlines()[-3:]
    job = FeedJob.objects.get()
    assert values == f"{bytes(job.body)} {job.options} {Episode.objects.get().published_at}"
    assert found == "found 1 wrong False"
    assert following == f"next {last + 1}"


def test_what_was_here_is_there_and_goes_on(tmp_path):
    last = site()
    before = contents()
    url = f"sqlite:///{tmp_path / 'other.sqlite3'}"
    printed = run(url)
    for table, content in before.items():
        assert not content.rows or content.digest in printed, table
    assert contents() == before, "this one stays as it is"
    is_whole(url, last)
    with pytest.raises(CommandError, match=r"^The other database holds content, in \w+; name one that is empty\.$"):
        run(url)


@pytest.fixture
def there():
    """The address of an empty database on the server of PostgreSQL that the tests use."""
    name = f"{connection.settings_dict['NAME']}_moved"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield database_url().rpartition("/")[0] + f"/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


@pytest.mark.postgresql
def test_from_postgresql_to_sqlite_and_back(tmp_path, there):
    last, here = site(), f"sqlite:///{tmp_path / 'here.sqlite3'}"
    run(here)
    printed = manage(here, "move_to", there)
    for table, content in contents().items():
        assert not content.rows or content.digest in printed, table
    is_whole(there, last)


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("summary", "a\0b", r"episodes_episode \d+ has a NUL character in “summary”, which PostgreSQL can't keep; "),
        ("speech", {"a": "\0"}, r"episodes_episode \d+ has a NUL character in “speech”"),
        ("slug", "s" * 5000, r"episodes_episode \d+ has 5,000 characters in “slug”, where PostgreSQL takes \d+; "),
        ("plays", 10**12, r"episodes_clip can't be copied: .* out of range.*\."),
    ],
)
def test_what_postgresql_cannot_keep_is_said_in_one_sentence(tmp_path, there, field, value, sentence):
    site()
    here = f"sqlite:///{tmp_path / 'here.sqlite3'}"
    run(here)
    model = "Clip" if field == "plays" else "Episode"
    change = f"from episodes.models import {model}; {model}.objects.update({field}={value!r})"
    manage(here, "shell", "-v0", "-c", change)
    with pytest.raises(AssertionError) as refused:
        manage(here, "move_to", there)
    assert re.search(f"CommandError: {sentence}", str(refused.value))
    assert manage(there, "shell", "-v0", "-c", "from episodes.models import *; print(Show.objects.count())") == "0\n"


def test_where_it_is_not_the_same_there_nothing_is_there(url, monkeypatch):
    site()
    plain = moving.content_of

    def other(model, using):
        content = plain(model, using)
        return content._replace(rows=content.rows + 1) if model is Highlight else content

    monkeypatch.setattr(moving, "content_of", other)
    with pytest.raises(CommandError, match="episodes_highlight is not the same in the other database"):
        run(url)
    monkeypatch.setattr(moving, "content_of", plain)
    assert "are there, and the same" in run(url), "it is still empty"


def refused(url):
    with pytest.raises(CommandError) as error:
        run(url)
    assert str(error.value).endswith(".")
    assert "\n" not in str(error.value)
    assert moving.TARGET not in connections.settings
    return str(error.value)


def test_the_other_database_is_another_one():
    assert refused(database_url()) == "That is the database in which the site is."


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://host/name", "The address must begin with sqlite:/// or postgres://, and it begins with “mysql:”."),
        ("postgres://u:secret@127.0.0.1:1/name", "The other database can't take it: connection"),
        ("sqlite:////nowhere/at/all.sqlite3", "The other database can't take it: unable to open database file."),
    ],
)
def test_what_cannot_be_used_gets_one_sentence(url, sentence):
    said = refused(url)
    assert said.startswith(sentence)
    assert "secret" not in said


def test_a_hash_sees_every_difference_and_no_order():
    site()
    Revision.objects.update(document=JSON)
    before = contents()
    Revision.objects.update(document={"z": [1, 1.5, 10**22, True, None], "a": JSON["a"]})
    assert contents() == before, "1e22 is what PostgreSQL writes as 10000000000000000000000"
    Revision.objects.update(document={**JSON, "z": [1, 1.5, 1e22, 1, None]})
    changed = {table for table, content in contents().items() if content != before[table]}
    assert changed == {"episodes_revision"}
