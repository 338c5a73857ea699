"""Uploads in a bucket: the site names them as ever, and every failure is one that callers of a disk know."""

import re
import urllib.request
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from episodes.models import Show
from episodes.services.archive.media import copy_in, copy_out
from episodes.services.cards import forget_cards
from podsite import config, health
from tests import servers
from tests.factories import make_episode, make_show
from tests.podsite.test_backup import run

pytestmark = [pytest.mark.django_db, pytest.mark.s3, pytest.mark.xdist_group("servers")]
SOUND = bytes(range(256)) * 400


@pytest.fixture(scope="module")
def place():
    with servers.bucket() as variables:
        yield variables


@pytest.fixture
def bucket(place, settings, monkeypatch):
    """The storage of uploads, empty; ``bucket(S3_PUBLIC_URL=…)`` sets it anew."""

    def use(**variables):
        for name, value in (place | variables).items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = {**settings.STORAGES, "default": config.read().media}
        return default_storage

    for name in list(use().names()):
        default_storage.delete(name)
    return use


def ask(address, **headers):
    return servers.LOCAL.open(urllib.request.Request(address, headers=headers), timeout=10)


def content():
    found = {}
    for name in default_storage.names():
        with default_storage.open(name) as file:
            found[name] = file.read()
    return found


def picture(colour="#3a7"):
    file = BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return ContentFile(file.getvalue(), "logo.png")


def test_a_player_is_led_to_the_bucket_and_seeks_there(client, bucket):
    name = default_storage.save("audio/Slow tides é.mp3", ContentFile(SOUND))
    led = client.get(default_storage.url(name))
    assert (led.status_code, led["Cache-Control"]) == (302, "private, max-age=3600")
    assert "set-cookie" not in {header.lower() for header in led.headers}
    with ask(led["Location"], Range="bytes=1000-1999") as answer:
        assert (answer.status, answer.read()) == (206, SOUND[1000:2000])
        assert answer.headers["Content-Type"] == "audio/mpeg"
        assert answer.headers["Content-Range"] == f"bytes 1000-1999/{len(SOUND)}"


def test_who_only_asks_what_it_is_is_told_here(client, bucket):
    """A signed address is good for GET alone, and directories of podcasts ask with HEAD first."""
    name = default_storage.save("audio/talk.mp3", ContentFile(SOUND))
    told = client.head(default_storage.url(name))
    assert (told.status_code, told["Content-Length"], told["Content-Type"]) == (200, str(len(SOUND)), "audio/mpeg")
    assert told["Accept-Ranges"] == "bytes"
    assert client.head("/media/audio/none.mp3").status_code == 404


@pytest.mark.parametrize("path", ["../secret_key", "audio/../x.mp3", ".hidden", "a//b", "a%00b"])
def test_no_other_names_are_led_to(client, bucket, path):
    assert client.get(f"/media/{path}").status_code in (301, 404)


def test_a_public_bucket_is_named_as_it_is(client, bucket):
    bucket(S3_PUBLIC_URL="https://files.example/pod/")
    led = client.get("/media/audio/a%20b.mp3")
    assert (led["Location"], led["Cache-Control"]) == (
        "https://files.example/pod/audio/a%20b.mp3",
        "public, max-age=3600",
    )


def test_documents_are_not_shown(client, bucket):
    """A page or a drawing with scripts in it is saved, wherever the bucket is."""
    name = default_storage.save("odd/page.html", ContentFile(b"<script>alert(1)</script>"))
    with ask(client.get(default_storage.url(name))["Location"]) as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"


def test_a_logo_is_measured_coloured_and_drawn_from_the_bucket(client, bucket):
    show = make_episode(make_show(logo=picture())).show
    assert re.fullmatch(r"/media/.*logo.*\.png", show.logo.url)
    again = Show.objects.get()
    with again.logo.open() as file:
        assert Image.open(file).size == (40, 30)
    assert show.logo.name in set(default_storage.names())
    assert again.logo.url in client.get(show.get_absolute_url()).content.decode()
    other = make_show(logo=picture("#a37"))
    assert other.logo.name != show.logo.name, "nobody's picture is written over"


def test_cards_are_kept_in_it(client, bucket):
    show = make_episode(make_show(logo=picture())).show
    page = client.get(show.get_absolute_url()).content.decode()
    path = re.search(r'"[^"]*(/cards/show/[^"]+\.png)"', page)[1]
    assert client.get(path).content.startswith(b"\x89PNG")
    [kept] = default_storage.names("cards/")
    forget_cards("show", show.pk)
    assert list(default_storage.names("cards/")) == []
    assert kept.startswith(f"cards/show/{show.pk}/")


def test_uploads_go_out_and_come_in(bucket, tmp_path):
    default_storage.save("shows/one.txt", ContentFile(b"one"))
    assert copy_out(["shows/one.txt", "shows/none.txt"], tmp_path) == ["shows/none.txt"]
    assert copy_in(tmp_path) == [], "the same is there"
    default_storage.delete("shows/one.txt")
    assert copy_in(tmp_path) == ["shows/one.txt"]
    with default_storage.open("shows/one.txt") as file:
        assert file.read() == b"one"


def test_what_fails_is_an_error_of_the_system(bucket, place):
    with pytest.raises(FileNotFoundError):
        default_storage.open("none.png")
    with pytest.raises(FileNotFoundError):
        default_storage.size("none.png")
    default_storage.delete("none.png")
    bucket(S3_BUCKET="another-one")
    with pytest.raises(OSError, match="NoSuchBucket"):
        default_storage.save("a.txt", ContentFile(b"a"))


def test_a_bucket_that_does_not_answer(client, bucket, caplog):
    bucket(S3_ENDPOINT=f"http://127.0.0.1:{servers.free_port()}")
    with pytest.raises(OSError, match="can't be reached"):
        default_storage.exists("a.png")
    assert client.head("/media/a.mp3").status_code == 503
    assert "Uploads can't be asked for" in caplog.text
    with pytest.raises(OSError, match="can't be reached"):
        health.check_storage()


def test_the_watcher_sees_that_it_is_well(bucket):
    assert health.check_storage() is None
    assert list(default_storage.names()) == []


@pytest.mark.django_db(transaction=True)
def test_a_backup_has_what_is_in_it_and_puts_it_back(bucket, tmp_path):
    make_show(title="Harbour Talk", logo=picture())
    default_storage.save("audio/talk.mp3", ContentFile(SOUND))
    before = content()
    run("backup", tmp_path / "site.tar")
    default_storage.put("audio/talk.mp3", ContentFile(b"another"))
    default_storage.save("audio/later.mp3", ContentFile(b"later"))
    run("restore", tmp_path / "site.tar", replace=True)
    assert content() == before
    assert {"audio/talk.mp3", Show.objects.get().logo.name} <= set(before)


@pytest.mark.parametrize(
    ("variables", "origin"),
    [
        ({}, "https://pod.s3.us-east-1.amazonaws.com"),
        ({"S3_REGION": "eu-central-1"}, "https://pod.s3.eu-central-1.amazonaws.com"),
        ({"S3_BUCKET": "pod.example"}, "https://s3.us-east-1.amazonaws.com"),
        ({"S3_ENDPOINT": "http://minio.lan:9000/"}, "http://minio.lan:9000"),
        ({"S3_PUBLIC_URL": "https://files.example/pod"}, "https://files.example"),
    ],
)
def test_browsers_may_go_where_they_are_led(monkeypatch, settings, variables, origin):
    given = {"S3_BUCKET": "pod", "S3_ACCESS_KEY": "key", "S3_SECRET_KEY": "secret", **variables}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    found = config.read()
    settings.STORAGES = {**settings.STORAGES, "default": found.media}
    assert found.media_origins == [origin]
    assert default_storage.address("a/b.png")[0].startswith(f"{origin}/")
