"""Requests made from a seed, and what asks the site for them, as the server does: through the kept pages."""

import re
import traceback
from dataclasses import dataclass, field
from io import BytesIO
from random import Random

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception
from django.test import RequestFactory

from episodes.services import keeping
from podsite.kept import Kept
from tests.fuzz import values
from tests.fuzz.routes import query, spelt

HOST = "testserver"
#: What the site says of itself on purpose.
MEANT = {501, 503}
BREAK = re.compile(r"[\r\n]")
METHODS = ["HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "GE T", "É"]
HEADERS = """
IF_NONE_MATCH IF_MODIFIED_SINCE IF_RANGE RANGE ACCEPT ACCEPT_ENCODING ACCEPT_LANGUAGE COOKIE HOST ORIGIN REFERER
USER_AGENT AUTHORIZATION X_FORWARDED_FOR X_FORWARDED_HOST X_FORWARDED_PROTO X_HTTP_METHOD_OVERRIDE SEC_FETCH_SITE
X_CSRFTOKEN PURPOSE X_REQUESTED_WITH
""".split()  # noqa: SIM905
USUAL = {
    "IF_NONE_MATCH": ["*", 'W/"x"', '"', '"a", "b'],
    "RANGE": ["bytes=0-1", "bytes=-", "bytes=9-1", "bytes=0-1,3-4", "bytes=" + "9" * 400 + "-"],
    "IF_MODIFIED_SINCE": ["Sat, 29 Oct 1994 19:43:31 GMT", "Sat, 99 Oct 9999 99:99:99 GMT", "0"],
    "ACCEPT": ["text/html", "application/json", "*/*;q=x", ",,,", "a/b;q=1e999", "text/html;q=0, */*"],
    "ACCEPT_ENCODING": ["gzip", "br", "gzip;q=0", "*", ";;;,,,=", "gzip;q=NaN"],
    "COOKIE": ["sessionid=x", "messages=x", "csrftoken=x", "=; ;=", "a=" + "b" * 4000, "sessionid=" + "'" * 300],
    "HOST": ["evil.example", "testserver:99999", "TESTSERVER.", "[::1", "a b", ""],
    "X_FORWARDED_FOR": ["1.2.3.4", "x, y", "::1%a"],
}
TYPES = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "application/json",
]
TYPES += [
    "multipart/form-data; boundary=" + "x" * 300,
    "application/x-www-form-urlencoded; charset=utf-16",
    "",
    "é",
    ";",
]


@dataclass
class Request:
    """``path`` as it is after its escapes are read; ``headers`` are names and values of WSGI."""

    method: str
    path: bytes
    query: str = ""
    headers: dict = field(default_factory=dict)
    body: bytes = b""

    def __str__(self):
        parts = [self.method, values.short(self.path)]
        parts += [f"?{values.short(self.query)}"] if self.query else []
        parts += [f"{name}: {values.short(value)}" for name, value in self.headers.items()]
        parts += [f"body {values.short(self.body)}"] if self.body else []
        return "  ".join(parts)


def public_request(seed, number, routes, known) -> Request:
    """The request with a number, the same each time."""
    random = Random(f"{seed}:{number}")
    # One after the other, so that none is left out.
    path = routes[number % len(routes)].path(random, known)
    if random.random() < 0.03:
        path = b"/" + values.value(random)
    method = random.choice(METHODS) if random.random() < 0.15 else "GET"
    headers = headers_of(random)
    body = b""
    if method not in ("GET", "HEAD") or random.random() < 0.03:
        body = body_of(random)
        headers["CONTENT_TYPE"] = random.choice(TYPES)
        headers["CONTENT_LENGTH"] = (
            str(len(body)) if random.random() < 0.9 else random.choice(["-1", "x", "", "9" * 30])
        )
    return Request(method, spelt(random, path), latin(query(random)), headers, body)


def headers_of(random):
    headers = {}
    for _each in range(random.choice([0, 0, 1, 2, 3])):
        name = random.choice(HEADERS)
        usual = USUAL.get(name, [""])
        told = random.choice(usual) if random.random() < 0.6 else values.value(random)[:7000].decode("latin-1")
        headers[f"HTTP_{name}"] = latin(told).replace("\r", "").replace("\n", "")
    return headers


def body_of(random) -> bytes:
    kind = random.random()
    if kind < 0.4:
        return query(random).encode("utf-8", "replace")
    if kind < 0.7:
        name, end = random.choice(["a", 'a"; filename="b', "x" * 300, "\x00"]), random.choice(["--x--\r\n", ""])
        head = f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        return head.encode() + values.value(random) + b"\r\n" + end.encode()
    return random.choice([b'{"a": [', b"{}", b"\xff", b"null", b"[" * 5000]) + values.value(random)[:500]


def latin(text: str) -> str:
    """As a server hands bytes to a program."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1") if any(ord(sign) > 255 for sign in text) else text


class Site:
    """``ask`` sends a ``Request``; what an answer is that nobody should get stands in ``wrong``, by request."""

    def __init__(self, version):
        self.kept = Kept(WSGIHandler(), version, keeping.until, {HOST})
        self.wrong, self.statuses = [], {}

    def ask(self, request: Request) -> int:
        """The status of the answer, which is read whole."""
        return self.read(request)[0]

    def read(self, request: Request) -> tuple[int, bytes]:
        """``(status, body)``"""
        told, raised, content = [], [], b""

        def start_response(status, headers, exc_info=None):
            told.append(int(status[:3]))
            raised.extend(f"A line break in {pair}." for pair in headers if BREAK.search("".join(pair)))

        def remember(sender, **kwargs):
            raised.append(traceback.format_exc(limit=-5))

        got_request_exception.connect(remember)
        try:
            body = self.kept(self._environ(request), start_response)
            content = b"".join(body)
            if hasattr(body, "close"):
                body.close()
        except Exception:
            raised.append(traceback.format_exc(limit=-5))
        finally:
            got_request_exception.disconnect(remember)
        status = told[-1] if told else 0
        self.statuses[status] = self.statuses.get(status, 0) + 1
        if raised or not told or (status >= 500 and status not in MEANT):
            self.wrong.append((request, status, raised))
        return status, content

    def _environ(self, request):
        environ = RequestFactory().generic(request.method, "/").environ
        environ |= {"PATH_INFO": request.path.decode("latin-1"), "QUERY_STRING": request.query, "HTTP_HOST": HOST}
        return environ | request.headers | {"wsgi.input": BytesIO(request.body)}

    def report(self) -> str:
        """What went wrong, once for each way of going wrong, by the shortest request; nothing where nothing did."""
        ways = {}
        for request, status, raised in sorted(self.wrong, key=lambda one: len(str(one[0]))):
            ways.setdefault("".join(raised), []).append(f"{status}  {request}")
        return "\n".join(f"{len(requests)} times {requests[0]}\n{raised}" for raised, requests in ways.items())
