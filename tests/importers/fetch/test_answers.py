"""What a server answers is fetched, or refused in a sentence."""

import socket

import pytest
from urllib3.util.connection import create_connection

from episodes.importers.fetch import fetch
from tests.importers.fetch.asking import MIB, refusal
from tests.importers.servers import HEAD, answer


def test_what_is_there_is_fetched(served):
    served.pages["/feed.xml"] = answer(
        b"<rss/>",
        "Content-Type: Application/RSS+XML; charset=ISO-8859-1",
        'ETag: "one"',
        "Last-Modified: Wed, 01 Jul 2026 10:00:00 GMT",
    )
    found = fetch(f"{served.url}/feed.xml?a=1#part", accept="application/rss+xml")
    assert (found.body, found.content_type, found.charset) == (b"<rss/>", "application/rss+xml", "iso8859-1")
    assert (found.etag, found.last_modified) == ('"one"', "Wed, 01 Jul 2026 10:00:00 GMT")
    assert found.url == f"{served.url}/feed.xml?a=1"
    [request] = served.requests
    assert request.startswith("GET /feed.xml?a=1 HTTP/1.1\r\n")
    assert f"\r\nHost: {served.host}\r\n" in request
    assert "\r\nAccept: application/rss+xml\r\n" in request


@pytest.mark.parametrize(
    ("content_type", "read"),
    [
        ("text/xml", ("text/xml", "")),
        ('text/vtt; charset="utf-8"', ("text/vtt", "utf-8")),
        ("text/vtt; charset=no-such", ("text/vtt", "")),
        ("nonsense", ("", "")),
        ("text/html; charset=\x00", ("text/html", "")),
        ("", ("", "")),
    ],
)
def test_types_and_charsets(served, content_type, read):
    served.pages["/"] = answer(b"x", f"Content-Type: {content_type}")
    found = fetch(served.url)
    assert (found.content_type, found.charset) == read


def test_it_says_who_it_is_and_brings_nothing_along(served, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    served.pages["/"] = answer(b"", "Location: /next", "Set-Cookie: a=b; Path=/", status="302 Found")
    served.pages["/next"] = answer(b"x")
    assert fetch(served.url).body == b"x"
    for request in served.requests:
        assert "User-Agent: Podsite (+http://127.0.0.1:8000/)\r\n" in request
        names = {line.partition(":")[0].lower() for line in request.splitlines()}
        assert names.isdisjoint({"cookie", "authorization", "referer"})
    assert len(served.requests) == 2


def test_what_is_known_already_is_not_sent_again(served):
    served.pages["/"] = lambda request: (
        answer(b"", 'ETag: "one"', status="304 Not Modified") if 'If-None-Match: "one"' in request else answer(b"new")
    )
    assert fetch(served.url, etag='"one"').body is None
    assert fetch(served.url, etag='"two"', last_modified="Wed, 01 Jul 2026 10:00:00 GMT").body == b"new"
    assert "If-Modified-Since: Wed, 01 Jul 2026" in served.requests[-1]


def test_a_304_that_nobody_asked_for_is_refused(served):
    served.pages["/"] = answer(b"", status="304 Not Modified")
    assert refusal(served.url) == "127.0.0.1 answered 304 Not Modified."


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("404 Not Found", "404 Not Found"),
        ("410 Gone", "410 Gone"),
        ("500 <b>secret</b>", "500 Internal Server Error"),
        ("204 No Content", "204 No Content"),
        ("299 Odd", "299"),
        ("999 Go away", "999"),
    ],
)
def test_other_answers_are_refused_by_their_status(served, status, words):
    served.pages["/"] = answer(b"", status=status)
    assert refusal(served.url) == f"127.0.0.1 answered {words}."


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (HEAD + b"Content-Length: 10\r\n\r\nshort", "broke off before everything was sent"),
        (HEAD + b"Content-Length: 99999999999\r\n\r\nshort", "sends more than 20.0\xa0MB"),
        (HEAD + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\nshort", "sends more than 20.0\xa0MB"),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nshort", "127.0.0.1 "),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\nshort", "broke off before everything was sent"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nshort", "broke off before everything was sent"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * MIB, "broke off before everything was sent"),
        (HEAD + b"Content-Encoding: gzip\r\n\r\nnot gzip at all", "can't be decompressed"),
        (HEAD + b"Content-Encoding: gzip, " + b"gzip, " * 50 + b"gzip\r\n\r\nx", "can't be decompressed"),
        (b"", "can't be reached"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "can't be reached"),
        (b"HTTP/1.1 abc\r\n\r\n", "can't be reached"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n", "can't be reached"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * MIB, "can't be reached"),
        (b"\x15\x03\x01\x00\x02\x02\x28", "can't be reached"),
    ],
)
def test_what_is_no_whole_answer_is_refused(served, page, words):
    served.pages["/"] = page
    assert words in refusal(served.url)


@pytest.mark.parametrize("length", [b"abc", b"-5", b"4"])
def test_a_length_that_says_nothing_or_too_little(served, length):
    served.pages["/"] = HEAD + b"Content-Length: " + length + b"\r\n\r\nshort"
    assert fetch(served.url).body == (b"shor" if length == b"4" else b"short")


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
    assert refusal(f"http://{host}/", allow=[host]) == "127.0.0.1 can't be reached."


def test_the_next_address_of_a_host_is_tried_where_one_does_not_answer(served, monkeypatch):
    places = ["127.0.0.9", "127.0.0.8", "127.0.0.1"]
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, *more, **options: [(2, 1, 6, "", (ip, port)) for ip in places]
    )
    tried, plain = [], create_connection

    def connect(address, *more, **options):
        tried.append(address[0])
        if address[0] != "127.0.0.1":
            raise OSError("no route to it")
        monkeypatch.undo()
        return plain(address, *more, **options)

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    served.pages["/"] = answer(b"x")
    host = f"feeds.example:{served.port}"
    assert fetch(f"http://{host}/", allow=[host]).body == b"x"
    assert tried == places


def test_a_host_that_has_taken_the_connection_is_asked_once(served, monkeypatch):
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *more, **options: [(2, 1, 6, "", (ip, port)) for ip in ("127.0.0.1", "127.0.0.9")],
    )
    tried = []

    def connect(address, *more, **options):
        tried.append(address[0])
        opened = socket.socket()
        opened.connect(address)
        return opened

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    served.pages["/"] = b""
    assert "can't be reached" in refusal(served.url)
    assert tried == ["127.0.0.1"]
