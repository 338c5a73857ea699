"""No server takes more time than it may, and nothing of it stays."""

import socket
import threading
import time

import pytest

from episodes.importers.fetch import fetch
from tests.importers.fetch.asking import drip, refusal
from tests.importers.servers import HEAD, answer, redirect


@pytest.mark.parametrize(
    "page",
    [
        drip(b""),
        drip(b"HTTP/1.1 200 OK\r\n"),
        drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drip(HEAD + b"\r\n"),
        drip(HEAD + b"Content-Length: 100000\r\n\r\n"),
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
        drip(HEAD + b"Content-Length: 9\r\n\r\n", b"", 30),
        drip(b"", b"", 30),
    ],
    ids=["status", "header", "headers", "continue", "body", "length", "chunks", "trailers", "silent", "mute"],
)
def test_a_server_that_dawdles_is_left_after_the_time_for_all(served, page):
    served.pages["/"] = page
    began = time.monotonic()
    assert refusal(served.url, seconds=0.4) == "127.0.0.1 took longer than 0.4 seconds."
    assert time.monotonic() - began < 1.5


def test_redirects_share_one_limit(served):
    def slowly(_request):
        time.sleep(0.2)
        yield redirect("/")

    served.pages["/"] = slowly
    assert "took longer than 0.4 seconds" in refusal(served.url, seconds=0.4)


def test_a_look_up_that_hangs_is_left(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *options, **more: time.sleep(2))
    began = time.monotonic()
    assert refusal("http://public.example/", seconds=0.3) == "public.example took longer than 0.3 seconds."
    assert time.monotonic() - began < 1.5


def test_no_thread_and_no_socket_stays(served):
    served.pages["/"] = answer(b"x")
    before = threading.active_count()
    for _turn in range(5):
        fetch(served.url)
    time.sleep(0.1)
    assert threading.active_count() <= before + 1
