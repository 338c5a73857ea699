"""A backup is one file, whole or not there; what comes back from it is what was there, and nothing else gets in."""

import io
import json
import tarfile
import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from episodes.models import Episode, Highlight
from episodes.search.find import find
from episodes.text.questions import parse
from podsite.version import version
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def highlight():
    default_storage.save("shows/logo.txt", ContentFile(b"a logo"))
    return make_highlight(make_episode(title="Ebb and flow"), title="Neap", body="salt in the water")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "site.tar"


def run(name, *arguments, **options):
    out = io.StringIO()
    call_command(name, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def logo():
    with default_storage.open("shows/logo.txt") as opened:
        return opened.read()


def content():
    """All that a backup must bring back."""
    tables = [model for model in connection.introspection.table_names() if model != "django_session"]
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            if table.startswith(("episodes_search", "episodes_auditentry", "sqlite_")):
                continue
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2')
            rows[table] = [tuple(map(str, row)) for row in cursor.fetchall()]
    return rows


def test_what_was_there_comes_back(highlight, file):
    before = content()
    assert "1 files of media" in run("backup", file)
    assert file.stat().st_mode & 0o077 == 0, "accounts are in it"
    Highlight.objects.all().delete()
    make_episode(title="Of later")
    default_storage.delete("shows/logo.txt")
    default_storage.save("later.txt", ContentFile(b"of later"))
    known = version.current()
    assert "The site is that of" in run("restore", file, replace=True)
    assert content() == before
    assert logo() == b"a logo"
    assert not default_storage.exists("later.txt")
    assert find(parse("salt").terms).count == 1
    assert version.current() != known, "kept pages are made anew"
    assert make_episode().pk > highlight.episode_id, "numbers go on behind those that are taken"


def test_a_site_with_episodes_is_not_replaced_without_being_told_so(highlight, file):
    run("backup", file)
    with pytest.raises(CommandError, match="--replace"):
        run("restore", file)
    Episode.objects.all().delete()
    run("restore", file)
    assert Episode.objects.get().title == "Ebb and flow"


@pytest.mark.parametrize("times", [5, pytest.param(50, marks=pytest.mark.long)])
def test_it_is_of_one_moment_while_others_write(highlight, file, tmp_path, times):
    stop, begun, failed = threading.Event(), threading.Event(), []

    def write():
        try:
            number = 0
            while not stop.is_set():
                number += 1
                with transaction.atomic():
                    Episode.objects.update(title=f"Number {number}")
                    Highlight.objects.update(title=f"Number {number}")
                begun.set()
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(10)
    try:
        for number in range(times):
            run("backup", tmp_path / f"{number}.tar")
    finally:
        stop.set()
        writer.join()
    assert failed == []
    seen = set()
    for number in range(times):
        run("restore", tmp_path / f"{number}.tar", replace=True)
        assert Episode.objects.get().title == Highlight.objects.get().title
        seen.add(Episode.objects.get().title)
    assert len(seen) > 1, "nobody has written meanwhile"


def test_the_settings_are_in_it_and_no_key_and_no_password_of_the_server(highlight, file, settings, monkeypatch):
    settings.SECRET_KEY = "a key that nobody must see, of forty letters"
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)
    monkeypatch.setenv("SITE_URL", "https://podcasts.example")
    monkeypatch.setenv("DATABASE_URL", "postgres://podsite:p%40ss%2Fword@db.example:5432/site?password=hidden")
    monkeypatch.setenv("CACHE_URL", "redis://:p@ss/word@cache.example:6379/0")
    monkeypatch.setenv("DATABASE_REPLICA_URL", "postgres://podsite:copied@replica.example/site")
    monkeypatch.setenv("S3_ACCESS_KEY", "half-of-a-key")
    monkeypatch.setenv("S3_SECRET_KEY", "other-half")
    run("backup", file)
    written = file.read_bytes()
    for secret in (settings.SECRET_KEY, "ss%2Fword", "ss/word", "hidden", "copied", "half-of-a-key", "other-half"):
        assert secret.encode() not in written
    with tarfile.open(file) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
    assert set(manifest) == {"format", "made_at", "site", "settings", "database", "media", "migrations"}
    given = {name: value for name, value in manifest["settings"].items() if name.endswith("_URL")}
    assert given == {
        "SITE_URL": "https://podcasts.example",
        "DATABASE_URL": "postgres://db.example:5432/site",
        "DATABASE_REPLICA_URL": "postgres://replica.example/site",
        "CACHE_URL": "redis://cache.example:6379/0",
    }


def test_nothing_is_written_over_and_nothing_is_half_written(highlight, file, tmp_path, monkeypatch):
    file.write_text("something else")
    with pytest.raises(CommandError, match="is there already"):
        run("backup", file)
    assert file.read_text() == "something else"

    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("podsite.backup._add_text", full)
    with pytest.raises(CommandError, match="No space left on device"):
        run("backup", tmp_path / "other.tar")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["media", "site.tar"]


def _flip(file):
    data = bytearray(file.read_bytes())
    at = len(data) // 3
    data[at] ^= 1
    file.write_bytes(data)


def _cut(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _text(file):
    file.write_text("not a backup")


def _with(name, link="", kind=tarfile.SYMTYPE):
    def change(file):
        with tarfile.open(file, "a") as tar:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = (kind, link) if link else (tarfile.REGTYPE, "")
            tar.addfile(info, io.BytesIO())

    return change


@pytest.mark.parametrize(
    "spoil",
    [
        _flip,
        _cut,
        _text,
        _with("../outside.txt"),
        _with("/etc/outside.txt"),
        _with("media/../../outside.txt"),
        _with("media/link", link="/etc/passwd"),
        _with("media/link", link="../../outside.txt", kind=tarfile.LNKTYPE),
        _with("media/link", link="manifest.json", kind=tarfile.LNKTYPE),
        _with("media/pipe", link="x", kind=tarfile.FIFOTYPE),
        _with("media/device", link="x", kind=tarfile.CHRTYPE),
        _with("media/folder", link="x", kind=tarfile.DIRTYPE),
        _with("media\\..\\..\\outside.txt"),
        _with("media/..\\outside.txt"),
        _with("./media/../../outside.txt"),
        _with("media"),
        _with(".."),
        _with("database.sqlite3/outside"),
        _with("manifest.json"),
    ],
)
def test_what_is_no_whole_backup_changes_nothing(highlight, file, tmp_path, spoil):
    run("backup", file)
    spoil(file)
    before, there = content(), sorted(path.name for path in tmp_path.iterdir())
    with pytest.raises(CommandError) as refused:
        run("restore", file, replace=True)
    assert "\n" not in str(refused.value)
    assert content() == before
    assert logo() == b"a logo"
    assert sorted(path.name for path in tmp_path.iterdir()) == there
    assert not (tmp_path.parent / "outside.txt").exists()


def _changed(file, change):
    with tarfile.open(file) as tar:
        parts = [(member, tar.extractfile(member).read()) for member in tar]
    with tarfile.open(file, "w") as tar:
        for member, data in parts:
            if member.name == "manifest.json":
                manifest = json.loads(data)
                change(manifest)
                data = json.dumps(manifest).encode()
                member.size = len(data)
            tar.addfile(member, io.BytesIO(data))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda manifest: manifest["database"].update(vendor="oracle"), "is of oracle"),
        (lambda manifest: manifest["migrations"].append("episodes.9999_of_tomorrow"), "newer version"),
        (lambda manifest: manifest.update(format=99), "format"),
        (lambda manifest: manifest["media"].update({"gone.txt": 3}), "gone.txt"),
        (lambda manifest: manifest.pop("database"), "manifest"),
    ],
)
def test_what_does_not_fit_is_said(highlight, file, change, says):
    run("backup", file)
    _changed(file, change)
    with pytest.raises(CommandError, match=says):
        run("restore", file, replace=True)
    assert Episode.objects.get().title == "Ebb and flow"


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        run("restore", tmp_path / "nowhere.tar")
    with pytest.raises(CommandError, match="There is no folder"):
        run("backup", tmp_path / "nowhere" / "site.tar")
