"""What no client sends, sent to the real server: bytes that are no request, and pastes of 10 MB. No worker dies."""

import sqlite3
from random import Random
from urllib.parse import urlencode

import pytest

from tests.admin.forms import Fields
from tests.fuzz import values
from tests.fuzz.asking import HEADERS, METHODS
from tests.podsite.running import SECRET, SIGN_IN, Server, manage

SEED = 20241125
PREPARE = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from episodes.models import Episode, Highlight, Show
show = Show.objects.create(title="Harbour Talk")
episode = Episode.objects.create(show=show, title="Tides", status="published", published_at="2024-01-01T00:00:00Z")
Highlight.objects.create(episode=episode, title="Neap", body="Salt in the water.", position=1, status="published")
"""
PAGE = "/shows/harbour-talk/tides/"
pytestmark = pytest.mark.xdist_group("hostile requests")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    key = manage(folder, "shell", "-v0", "-c", PREPARE + SIGN_IN).strip()
    server = Server(folder)
    try:
        server.wait()
        server.folder, server.cookie = folder, f"sessionid={key}; csrftoken={SECRET}"
        yield server
    finally:
        server.stop()


def raw_request(seed, number) -> bytes:
    """The bytes with a number, the same each time: a request that is broken in some way, or is none."""
    random = Random(f"{seed}:{number}")
    junk = values.value(random)
    whole = random.choice([_line, _headers, _chunked, _lengths, _several])(random, junk)
    return whole if random.random() < 0.85 else whole[: random.randrange(len(whole) + 1)]


def _line(random, junk):
    target = random.choice(
        [junk[:3000], b"/" + junk[:3000], b"//", b"*", b"http://evil.example/", b"/%", b"/%ff%00", b"/?" + junk[:3000]]
    )
    version = random.choice([b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/9.9", b"", b"http/1.1", b"HTTP/2.0"])
    return b"%s %s %s\r\nHost: 127.0.0.1\r\n\r\n" % (random.choice(METHODS).encode(), target, version)


def _headers(random, junk):
    name = random.choice(
        [*(name.replace("_", "-") for name in HEADERS), "SCRIPT_NAME", "X\x00Y", "", "A b", "É"]
    ).encode()
    lines = [b"%s: %s" % (name, junk[: random.choice([100, 9000])])] * random.choice([1, 1, 2, 150])
    end = random.choice([b"\r\n", b"\r\n", b"\n", b"\r"])
    return b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + end.join(lines) + end + b"\r\n"


def _chunked(random, junk):
    size = random.choice([b"%x" % len(junk), b"-1", b"zz", b"ffffffffffffffff", b"0x5", b"5;" + junk[:50], b""])
    head = b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: %s\r\nContent-Type: text/plain\r\n\r\n"
    coding = random.choice([b"chunked", b"chunked", b"gzip, chunked", b"chunked, chunked", b"identity", junk[:20]])
    path = random.choice([b"/", b"/clips/1/plays/", b"/admin/login/"])
    return head % (path, coding) + size + b"\r\n" + junk[:5000] + b"\r\n0\r\n\r\n"


def _lengths(random, junk):
    length = random.choice([b"-1", b"+5", b"1e3", b"9" * 40, b"5, 5", b"5\r\nContent-Length: 6", b"", b"0x5", b"99999"])
    return b"POST /search/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %s\r\n\r\n" % length + junk[:2000]


def _several(random, junk):
    one = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    return one * random.randint(1, 20) + junk[:500] + one


@pytest.mark.parametrize("count", [60, pytest.param(2000, marks=pytest.mark.long)])
def test_no_bytes_end_a_worker(server, capsys, count):
    workers, answers, wrong = server.workers, {}, []
    for number in range(count):
        sent = raw_request(SEED, number)
        got = server.raw(sent)
        status = got[9:12].decode("latin-1")
        answers[status] = answers.get(status, 0) + 1
        if b"HTTP/1.1 500" in got:
            wrong.append(f"number {number} of seed {SEED}: {values.short(sent)}")
    if count > 1000:
        with capsys.disabled():
            told = dict(sorted(answers.items()))
            print(f"\n{count:,} raw requests of seed {SEED}: {len(wrong)} wrong; by status {told}")
    assert wrong == []
    assert server.ask("GET", PAGE)[0] == 200
    assert server.workers == workers, "none was replaced"
    assert "Worker" not in server.log.read_text(), "none was killed"


def test_no_header_puts_the_site_at_a_prefix(server):
    poisoned = server.raw(
        b"GET /evil/tags/ HTTP/1.1\r\nHost: 127.0.0.1\r\nSCRIPT_NAME: /evil\r\nConnection: close\r\n\r\n"
    )
    assert poisoned.startswith(b"HTTP/1.1 404")
    assert b"/evil/" not in server.raw(b"GET /tags/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert server.ask("GET", "/tags/", SCRIPT_NAME="/x")[0] == 200


MB = 1024 * 1024
DESK = "/admin/episodes/episode/1/desk/"
HIGHLIGHT = "/admin/episodes/highlight/1/change/"
TRANSCRIPT = "/admin/episodes/episode/1/transcript/"
TOO_LONG = "longer than 8 MB"
IMPORT = "/admin/episodes/episode/import-page/"
#: What is pasted where, the status of the answer, and what it says.
PASTES = [
    ("/search/", "q", 10 * MB, 413, TOO_LONG),
    ("/tags.md", "q", 10 * MB, 413, TOO_LONG),
    ("/admin/login/", "username", 10 * MB, 413, TOO_LONG),
    ("/admin/episodes/tag/suggest/", "chosen", 10 * MB, 413, TOO_LONG),
    (DESK, "highlights-0-body", 10 * MB, 413, TOO_LONG),
    (DESK, "highlights-0-body", 7 * MB, 422, "at most 100000 characters"),
    (HIGHLIGHT, "body", 10 * MB, 413, TOO_LONG),
    (HIGHLIGHT, "body", 7 * MB, 200, "at most 200000 characters"),
    (TRANSCRIPT, "transcript-text", 10 * MB, 413, TOO_LONG),
    (TRANSCRIPT, "transcript-text", 7 * MB, 200, "at most 6291456 characters"),
    (IMPORT, "text", 10 * MB, 413, TOO_LONG),
    (IMPORT, "text", 7 * MB, 200, "at most 2097152 characters"),
]
FILES = [
    (TRANSCRIPT, "transcript-file", "longer than 6 MB"),
    (TRANSCRIPT, "chapters-file", "longer than 6 MB"),
    ("/admin/episodes/show/add/", "logo", "image"),
]


#: What an editor could have changed; what the site works out by itself comes when it likes.
COLUMNS = {"show": "id, title, logo", "episode": "id, title, summary, show_notes", "highlight": "id, title, body"}
COLUMNS |= dict.fromkeys(("clip", "cue", "chapter", "tag", "feedjob", "quote"), "id")


def content(server):
    with sqlite3.connect(server.folder / "podsite.sqlite3") as database:
        questions = [f"SELECT {columns} FROM episodes_{name} ORDER BY id" for name, columns in COLUMNS.items()]
        rows = [database.execute(question).fetchall() for question in questions]
    database.close()
    return rows


def pasted(server, path, field, size):
    """The form at an address as its page shows it, with words of so many bytes pasted into a field."""
    values = {}
    if path in (DESK, HIGHLIGHT):
        fields = Fields()
        fields.feed(server.ask("GET", path, **_signed(server))[1])
        values = fields.values
    words = Random(SEED).choices(["salt", "tide", "neap"], k=size // 5)
    return urlencode(values | {field: " ".join(words)}).encode()


def with_file(field):
    """A form with a file of 10 MB that is none of those that are wanted."""
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    button = part.format("_chapters", "") + "1\r\n" if field == "chapters-file" else ""
    head = (button + part.format(field, '; filename="a.txt"')).encode()
    return head + b"a" * 10 * MB + b"\r\n--x--\r\n"


def test_a_paste_of_ten_megabytes_is_answered_by_a_sentence_and_saves_nothing(server, capsys):
    before, workers = content(server), server.workers
    for path, field, size, status, sentence in PASTES:
        got, page = server.ask("POST", path, pasted(server, path, field, size), **_signed(server))
        assert (got, sentence in page) == (status, True), (path, field, size, page[:3000])
    for path, field, sentence in FILES:
        headers = _signed(server, "multipart/form-data; boundary=x")
        got, page = server.ask("POST", path, with_file(field), **headers)
        assert (got, sentence in page) == (200, True), (path, field, page[:3000])
    assert server.ask("POST", "/search/", b"q=" + b"a" * 10 * MB)[0] == 403, "a stranger's is read to its end, too"
    with capsys.disabled():
        print(
            f"\nLargest worker after pastes of 10 MB into {len(PASTES) + len(FILES) + 1} fields: {server.peak():.0f} MB"
        )
    assert content(server) == before
    assert server.peak() < 300
    assert server.workers == workers


def test_a_script_is_told_by_the_same_sentence(server):
    body = b"highlights-0-body=" + b"a" * 10 * MB
    got, page = server.ask("POST", DESK, body, Accept="application/json", **_signed(server))
    assert (got, TOO_LONG in page, page[0]) == (413, True, "{")


def _signed(server, content_type="application/x-www-form-urlencoded"):
    return {"Cookie": server.cookie, "X__CSRFToken": SECRET, "Content__Type": content_type}
