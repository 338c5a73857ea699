"""Fetching: what a server may do to us, and what it may not."""

import ast
import gzip
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
import zlib
from pathlib import Path

import brotli
import pytest
from urllib3.util.connection import create_connection

from episodes.importers.fetch import fetch, post_form
from episodes.importers.report import ImportRefused
from tests.importers.servers import HEAD, Served, answer, redirect, serving

APP = Path(__file__).resolve().parents[2] / "episodes"
MIB = 1024 * 1024


@pytest.fixture
def served(settings):
    with serving() as server:
        settings.FETCH_ALLOWED_HOSTS = [server.host]
        yield server


def refusal(url, **options):
    """The sentence with which fetching is refused."""
    with pytest.raises(ImportRefused) as refused:
        fetch(url, **options)
    sentence = str(refused.value)
    assert sentence.endswith(".") and "\n" not in sentence and "Errno" not in sentence and "Exception" not in sentence
    return sentence


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


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_three_redirects_are_followed(served, status):
    served.pages["/"] = redirect("/one", status)
    served.pages["/one"] = redirect("two?x=é", status)
    served.pages["/two"] = redirect(f"//{served.host}/three", status)
    served.pages["/three"] = answer(b"there")
    found = fetch(served.url)
    assert (found.body, found.url) == (b"there", f"{served.url}/three")
    served.pages["/three"] = redirect("/four", status)
    assert refusal(served.url) == "127.0.0.1 can't be fetched from: there are more than 3 redirects."


def test_a_loop_ends(served):
    served.pages["/"] = redirect("/")
    assert "more than 3 redirects" in refusal(served.url)
    assert len(served.requests) == 4


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://10.0.0.1/", "10.0.0.1 can't be fetched from: its address is private."),
        ("http://169.254.169.254/latest/meta-data/", "its address is local to a link."),
        ("http://127.0.0.1:1{port:.2}/", "its port"),
        ("http://127.0.0.1/", "its address means this machine."),
        ("http://[::ffff:127.0.0.1]:{port}/", "its port"),
        ("http://0x7f.1/", "can't be read as a host."),
        ("http://localhost:{port}/", "its name is not a public one."),
        ("//192.168.0.1/x", "192.168.0.1 can't be fetched from: its address is private."),
        ("file:///etc/passwd", "begins with “file:///etc/”."),
        ("ftp://public.example/", "Only addresses that begin with http:// or https://"),
        ("", "it redirects to no readable address."),
        ("http://[", "it redirects to no readable address."),
        ("\xff\xfe", "it redirects to no readable address."),
    ],
)
def test_redirects_are_checked_like_the_first_address(served, to, words):
    served.pages["/"] = redirect("X").replace(b"X", to.format(port=str(served.port)).encode("latin-1"))
    assert words in refusal(served.url)
    assert len(served.requests) == 1


def test_the_body_of_a_redirect_is_not_read(served):
    sent = []

    def endless(_request):
        yield b"HTTP/1.1 302 Found\r\nLocation: /there\r\n\r\n"
        for _piece in range(2_000):
            sent.append(1)
            yield b"x" * MIB

    served.pages["/"], served.pages["/there"] = endless, answer(b"there")
    assert fetch(served.url).body == b"there"
    assert len(sent) < 100


# Time


def drip(start, piece=b"x", seconds=0.05):
    def page(_request):
        yield start
        for _turn in range(200):
            time.sleep(seconds)
            yield piece

    return page


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


# Size


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate", "br", "gzip, gzip"])
def test_a_body_may_be_as_long_as_it_may_after_decompression(served, encoding):
    pack = {
        "": bytes,
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "br": lambda body: brotli.compress(body, quality=1),
        "gzip, gzip": lambda body: gzip.compress(gzip.compress(body)),
    }[encoding]
    for size in (3 * MIB, 3 * MIB + 1):
        body = bytes(size)
        served.pages[f"/{size}"] = answer(pack(body), f"Content-Encoding: {encoding}")
    assert len(fetch(f"{served.url}/{3 * MIB}", most_bytes=3 * MIB).body) == 3 * MIB
    assert refusal(f"{served.url}/{3 * MIB + 1}", most_bytes=3 * MIB) == "127.0.0.1 sends more than 3.0\xa0MB."


@pytest.fixture(scope="module")
def bombs():
    """200 MiB of zeros, packed: ``{encoding: bytes}``."""
    zeros = bytes(200 * MIB)
    once = gzip.compress(zeros, 1)
    return {"gzip": once, "gzip, gzip": gzip.compress(once), "br": brotli.compress(zeros, quality=1)}


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip", "br"])
@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_bomb_is_put_down_early(served, bombs, encoding, is_chunked):
    packed = bombs[encoding]
    if is_chunked:
        head = HEAD + f"Content-Encoding: {encoding}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        served.pages["/"] = head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    else:
        served.pages["/"] = answer(packed, f"Content-Encoding: {encoding}")
    tracemalloc.start()
    assert "sends more than 20.0\xa0MB" in refusal(served.url)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 * MIB


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


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a key and a certificate for feeds.example that is its own authority."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl on the PATH")
    folder = tmp_path_factory.mktemp("tls")
    key, file = folder / "key.pem", folder / "cert.pem"
    options = (
        "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=feeds.example -addext subjectAltName=DNS:feeds.example"
    )
    subprocess.run(["openssl", *options.split(), "-keyout", key, "-out", file], check=True, capture_output=True)
    return key, file


@pytest.fixture
def secure(certificate, monkeypatch):
    """A server with TLS on this machine, where the names feeds.example and other.example lead."""
    key, file = certificate
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    names = []
    context.sni_callback = lambda connection, name, context: names.append(name)
    plain = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, *more, **options: plain("127.0.0.1", *more, **options) if host else []
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        served = SecureServed(listener, context)
        served.names = names
        threading.Thread(target=served.run, daemon=True).start()
        yield served
        listener.shutdown(socket.SHUT_RDWR)


class SecureServed(Served):
    def __init__(self, listener, context):
        super().__init__(listener)
        self.context = context

    def serve(self, connection):
        try:
            super().serve(self.context.wrap_socket(connection, server_side=True))
        except OSError:
            connection.close()


def test_a_certificate_is_checked_for_the_name_and_not_for_the_address(secure, certificate, monkeypatch):
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate[1]))
    secure.pages["/"] = answer(b"secret")
    host = f"feeds.example:{secure.port}"
    assert fetch(f"https://{host}/", allow=[host]).body == b"secret"
    assert secure.names == ["feeds.example"]
    assert f"\r\nHost: {host}\r\n" in secure.requests[0]
    other = f"other.example:{secure.port}"
    assert refusal(f"https://{other}/", allow=[other]) == (
        "other.example can't be fetched from: its certificate is not valid for it."
    )


def test_a_certificate_of_nobody_known_is_refused(secure):
    host = f"feeds.example:{secure.port}"
    assert "its certificate is not valid for it" in refusal(f"https://{host}/", allow=[host])
    assert secure.requests == []


def test_a_handshake_that_dawdles_is_left(served):
    served.read = lambda connection: time.sleep(3) or "GET / "
    assert "took longer than 0.6 seconds" in refusal(f"https://{served.host}/", seconds=0.6)


# Forms


def test_a_form_is_sent(served):
    served.pages["/"] = answer(b"", status="204 No Content")
    assert post_form(served.url, {"hub.mode": "publish", "hub.url": "https://a.example/feed.xml?x=é"}) == 204
    assert served.requests[0].startswith("POST / HTTP/1.1")
    assert "hub.mode=publish&hub.url=https%3A%2F%2Fa.example%2Ffeed.xml%3Fx%3D%C3%A9" in served.requests[0]


def test_a_form_goes_along_with_a_redirect_that_keeps_it_only(served):
    served.pages["/"], served.pages["/there"] = redirect("/there", "307 Temporary Redirect"), answer(b"x" * 100)
    assert post_form(served.url, {"a": "b"}) == 200
    assert served.requests[1].startswith("POST /there") and served.requests[1].endswith("a=b")
    served.pages["/"] = redirect("/there", "302 Found")
    with pytest.raises(ImportRefused, match="answered 302 Found"):
        post_form(served.url, {"a": "b"})


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://10.0.0.1/", "http://localhost/", "file:///etc/passwd"])
def test_a_form_goes_to_public_addresses_only(url):
    with pytest.raises(ImportRefused):
        post_form(url, {"a": "b"}, allow=[])


def test_a_form_waits_no_longer_than_it_may(served):
    served.pages["/"] = drip(b"HTTP/1.1 200 OK\r\n")
    with pytest.raises(ImportRefused, match=r"took longer than 0.3 seconds"):
        post_form(served.url, {}, timeout=0.3)


def test_nothing_else_in_the_app_opens_a_socket():
    """The two of ``management`` only look at a port of this machine."""
    network = re.compile(r"(socket|ssl|http\.client|urllib\.request|urllib3|requests|ftplib|smtplib)(\.|$)")
    allowed = {"importers/fetch.py", "importers/fetch_connection.py", "management/server.py", "management/measure.py"}
    for path in APP.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            opened = [name for name in names if network.match(name)]
            assert not opened or str(path.relative_to(APP)) in allowed, (path, opened)
