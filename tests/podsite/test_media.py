import os

import pytest
from django.utils.http import http_date

from podsite import media

BODY = bytes(range(256)) * 1000
WRITTEN = 1_700_000_000


@pytest.fixture
def folder(settings, tmp_path):
    """MEDIA_ROOT with one sound in it, and a secret beside."""
    root = tmp_path / "media"
    (root / "audio").mkdir(parents=True)
    sound = root / "audio" / "talk.mp3"
    sound.write_bytes(BODY)
    os.utime(sound, (WRITTEN, WRITTEN))
    (tmp_path / "secret_key").write_text("secret")
    settings.MEDIA_ROOT = root
    return root


def get(client, path="audio/talk.mp3", **headers):
    """The response, read to its end into ``body``."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    response = client.get(f"/media/{path}", headers=headers)
    response.body = response.getvalue()
    return response


def test_the_whole_file(client, folder):
    response = get(client)
    assert response.status_code == 200
    assert response.body == BODY
    assert response["Content-Type"] == "audio/mpeg"
    assert response["Content-Length"] == str(len(BODY))
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["Last-Modified"] == http_date(WRITTEN)
    assert "Content-Disposition" not in response
    assert "Content-Range" not in response
    assert not response.cookies


SIZE = len(BODY)
RANGES = {
    "bytes=0-0": (0, 0),
    "bytes=0-499": (0, 499),
    "bytes=500-999": (500, 999),
    "bytes=500-": (500, SIZE - 1),
    "bytes=0-": (0, SIZE - 1),
    "bytes=-500": (SIZE - 500, SIZE - 1),
    f"bytes=-{SIZE + 1}": (0, SIZE - 1),
    f"bytes={SIZE - 1}-": (SIZE - 1, SIZE - 1),
    f"bytes=1000-{SIZE * 9}": (1000, SIZE - 1),
    "BYTES= 5-9 ": (5, 9),
    "bytes=0-99999999999999999999999999": (0, SIZE - 1),
}


@pytest.mark.parametrize(("asked", "given"), RANGES.items())
def test_a_range(client, folder, asked, given):
    first, last = given
    response = get(client, range=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert response["Content-Length"] == str(last - first + 1)
    assert response["Content-Type"] == "audio/mpeg"
    assert response.body == BODY[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0", f"bytes={'9' * 30}-"])
def test_a_range_outside_of_the_file(client, folder, asked):
    response = get(client, range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{SIZE}"
    assert response.body == b""


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=5-4",
        "bytes=-",
        "bytes=",
        "bytes",
        "bytes=a-b",
        "bytes=1-2,5-6",
        "bytes=--5",
        "bytes=1.5-2",
        "seconds=1-2",
        "bytes=0x1-0x2",
        f"bytes={'9' * 6000}-",
        "",
    ],
)
def test_what_is_no_single_range_is_ignored(client, folder, asked):
    response = get(client, range=asked)
    assert response.status_code == 200
    assert response.body == BODY


def test_an_empty_file(client, folder):
    (folder / "empty.mp3").touch()
    assert get(client, "empty.mp3").body == b""
    assert get(client, "empty.mp3")["Content-Length"] == "0"
    for asked in ("bytes=0-", "bytes=-5"):
        assert get(client, "empty.mp3", range=asked).status_code == 416


def test_if_range(client, folder):
    etag = get(client)["ETag"]
    for same in (etag, http_date(WRITTEN)):
        assert get(client, range="bytes=0-9", if_range=same).status_code == 206
    for other in ('"other"', f"W/{etag}", http_date(WRITTEN - 60), http_date(WRITTEN + 60), "nonsense"):
        response = get(client, range="bytes=0-9", if_range=other)
        assert response.status_code == 200, other
        assert response.body == BODY
    # A range that cannot be satisfied is one of a version that the client does not have.
    assert get(client, range=f"bytes={SIZE}-", if_range='"other"').status_code == 200


def test_not_modified(client, folder):
    etag = get(client)["ETag"]
    assert not etag.startswith("W/")
    for headers in (
        {"if_none_match": etag},
        {"if_none_match": f'"other", W/{etag}'},
        {"if_none_match": "*"},
        {"if_modified_since": http_date(WRITTEN)},
        {"if_none_match": etag, "range": "bytes=0-9"},
    ):
        response = get(client, **headers)
        assert response.status_code == 304, headers
        assert response.body == b""
        assert response["ETag"] == etag
        assert response["Cache-Control"] == "public, max-age=86400"
    assert get(client, if_none_match='"other"', if_modified_since=http_date(WRITTEN)).status_code == 200
    assert get(client, if_modified_since=http_date(WRITTEN - 1)).status_code == 200


def test_another_content_is_another_version(client, folder):
    before = get(client)["ETag"]
    (folder / "audio" / "talk.mp3").write_bytes(BODY[::-1])
    assert get(client)["ETag"] != before
    assert get(client, if_none_match=before).status_code == 200


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_precondition_that_fails(client, folder):
    assert get(client, if_match='"other"').status_code == 412
    assert get(client, if_match=get(client)["ETag"]).status_code == 200


def test_head_has_the_headers_and_no_body(client, folder):
    head, whole = client.head("/media/audio/talk.mp3", headers={"Range": "bytes=0-9"}), get(client)
    assert head.status_code == 200
    assert not head.streaming
    assert head.content == b""
    of_file = {name: value for name, value in whole.headers.items() if name != "X-Request-ID"}
    assert {name: head[name] for name in of_file} == of_file


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_only_reading(client, folder, method):
    assert getattr(client, method)("/media/audio/talk.mp3").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "",
        "audio",
        "audio/",
        "missing.mp3",
        "../secret_key",
        "audio/../../secret_key",
        "..%2fsecret_key",
        "%2e%2e/secret_key",
        "%2e%2e%2fsecret_key",
        "audio/..%2f..%2fsecret_key",
        "..%5csecret_key",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "//etc/passwd",
        "audio//talk.mp3",
        "audio/../audio/talk.mp3",
        "./audio/talk.mp3",
        "audio/talk.mp3/",
        "audio/talk.mp3/..",
        "audio/talk.mp3%00.png",
        "%00",
        ".hidden.mp3",
        "audio/.hidden.mp3",
        "outside.mp3",
        "outside/secret_key",
        "a" * 300 + ".mp3",
        "a/" * 3000,
        "pipe.mp3",
        "%ff%fe.mp3",
    ],
)
def test_nothing_but_plain_files_below_the_folder(client, folder, path):
    (folder / ".hidden.mp3").write_text("hidden")
    (folder / "audio" / ".hidden.mp3").write_text("hidden")
    (folder / "outside.mp3").symlink_to(folder.parent / "secret_key")
    (folder / "outside").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe.mp3")
    assert client.get(f"/media/{path}").status_code == 404


def test_the_folder_itself_may_be_a_link(client, folder, settings, tmp_path):
    (tmp_path / "elsewhere").symlink_to(folder)
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    assert get(client).body == BODY


@pytest.mark.parametrize(
    ("name", "kind", "attached"),
    [
        ("a.png", "image/png", False),
        ("a.JPG", "image/jpeg", False),
        ("a.webp", "image/webp", False),
        ("a.opus", "audio/ogg", False),
        ("a.m4a", "audio/mp4", False),
        ("ä ö.mp3", "audio/mpeg", False),
        ("a.svg", "application/octet-stream", True),
        ("a.html", "application/octet-stream", True),
        ("a.mp3.html", "application/octet-stream", True),
        ("a.js", "application/octet-stream", True),
        ("a.txt", "application/octet-stream", True),
        ("png", "application/octet-stream", True),
        ("noending", "application/octet-stream", True),
    ],
)
def test_types(client, folder, name, kind, attached):
    (folder / name).write_text("<script>alert(1)</script>")
    response = get(client, name)
    assert response["Content-Type"] == kind
    assert response.get("Content-Disposition") == ("attachment" if attached else None)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_every_kind_of_audio_that_can_be_uploaded_can_be_played():
    from episodes.models.episode import AUDIO_ENDINGS

    assert set(AUDIO_ENDINGS) == media.AUDIO.keys()


def test_is_not_compressed(client, folder):
    (folder / "long.txt").write_text("word " * 1000)
    response = get(client, "long.txt", accept_encoding="gzip")
    assert "Content-Encoding" not in response
    assert "Vary" not in response
    assert response["Content-Length"] == "5000"


def test_comes_in_chunks_and_closes_the_file(client, folder):
    response = client.get("/media/audio/talk.mp3", headers={"Range": f"bytes=10-{media.CHUNK * 2 + 9}"})
    chunks = list(response.streaming_content)
    assert [len(chunk) for chunk in chunks] == [media.CHUNK, media.CHUNK]


def test_a_reader_who_leaves_closes_the_file(folder):
    part = media.Part((folder / "audio" / "talk.mp3").open("rb"), 0, 100)
    next(iter(part))
    part.close()
    assert part.file.closed
