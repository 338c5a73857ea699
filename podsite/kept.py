"""Public pages as they were sent last, given out again until the content changes, before Django is asked at all.

A page is kept whole, with its headers and compressed, in the memory of each worker. It is right as long as the
content has the same ``version``; where that is another one, a page may prove that it is right all the same. Nothing is
ever taken out for being old but by its ``until``. Editors, whoever has a session, and requests that ask for anything
unusual go through and are never kept.
"""

import gzip
import hashlib
import logging
import re
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from email.utils import formatdate
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

import brotli
from django.http import HttpResponseBase

from podsite.proofs import Proof, listening

logger = logging.getLogger(__name__)

#: The most bytes that are kept in a worker of pages that the site has, and of answers to questions: of these anybody
#: can think up any number, and they must not push the others out. A page takes some 30 KB: two encodings and its proof.
MOST_BYTES, MOST_OF_QUESTIONS = 8 * 1024 * 1024, 2 * 1024 * 1024
#: The longest answer, in bytes before compression, and the longest question.
LONGEST, LONGEST_QUERY = 2 * 1024 * 1024, 300
#: What pages know in their addresses. Whatever else is asked for is no page to be kept.
PARAMETERS = {"q", "page", "kind", "sort", "show", "tag", "person", "year", "month", "audio", "part", "role", "season"}
PARAMETERS |= {"cursor", "limit"}
#: Where no pages are, or such as are not the same for everybody.
NOT_HERE = (
    "/admin",
    "/media/",
    "/static/",
    "/cards/",
    "/pictures/",
    "/icons/",
    "/preview/",
    "/surprise",
    "/embed/",
    "/health/",
)
#: So many addresses are remembered under which there was nothing to keep.
MOST_UNKEPT = 1000
ACCEPTED = {"", "*/*", "application/json"}
SIGNED_IN = re.compile(r"(?:^|[;\s])(?:__Host-)?(?:sessionid|messages)=")
#: Headers that the answer to "has it changed" repeats.
REPEATED = {"cache-control", "content-location", "date", "etag", "expires", "last-modified", "vary", "link"}
#: A CDN may ask once in ten seconds, and show what it has while it asks, and for a day where nobody answers.
CACHE_CONTROL = "public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400"
#: So many seconds one who wants a page waits for another who is making it.
PATIENCE = 10
COMPRESSED = re.compile(r"text/|application/(?:json|xml|[a-z.+-]+\+(?:xml|json)|manifest\+json)|image/svg")
GZIP_LEVEL, BROTLI_QUALITY = 6, 5


@dataclass(frozen=True)
class Shape:
    """An answer in one encoding. ``body`` is None of the one in none where there are others to unpack it from."""

    etag: str
    headers: list
    repeated: list
    body: bytes | None


@dataclass(frozen=True)
class Page:
    """``shapes`` are by encoding, ``""`` for none; right while the content is of ``version``, and until a time."""

    version: object
    until: float
    status: str
    shapes: dict
    size: int
    proof: Proof | None = None

    def is_right(self, version):
        return self.version == version and time.time() < self.until


class Pages:
    """Pages by what was asked for; the first to come is the first to go where they get too many."""

    def __init__(self, most: int):
        self.most, self.size = most, 0
        self._pages: OrderedDict = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self):
        return len(self._pages)

    def get(self, key) -> Page | None:
        """The page that was kept last under a key, whether it is right or not."""
        return self._pages.get(key)

    def put(self, key, page: Page):
        with self._lock:
            self._drop(key)
            self._pages[key] = page
            self.size += page.size
            while self.size > self.most:
                self._drop(next(iter(self._pages)))

    def _drop(self, key):
        if old := self._pages.pop(key, None):
            self.size -= old.size


class Kept:
    """A WSGI application that keeps the pages of another.

    ``until(moment)`` says when a page that was made at a moment, in seconds since 1970, must be made anew, and
    ``instead(version)`` which databases are asked in the place of others for the proof that one is of a version.
    """

    def __init__(self, application, version, until, instead=lambda version: {}):
        self.application, self.version, self.until, self.instead = application, version, until, instead
        self.pages, self.answers = Pages(MOST_BYTES), Pages(MOST_OF_QUESTIONS)
        self._ends = (None, 0.0)
        self._makers: dict = {}
        self._unkept: dict = {}
        self._lock = threading.Lock()

    def __call__(self, environ, start_response):
        key = key_of(environ)
        version = self.version.current() if key else None
        if version is None:
            return self.application(environ, start_response)
        pages = self.answers if key.is_question else self.pages
        page = pages.get(key)
        if page is None or not page.is_right(version):
            # A page is not made whole for whoever wants its headers only, and what was not kept will not be.
            if environ["REQUEST_METHOD"] == "HEAD" or self._unkept.get(key) == version:
                return self.application(environ, start_response)
            page, answer = self._made(pages, key, environ)
            if page is None:
                status, headers, body = answer
                start_response(status, headers)
                return body
        return given(page, environ, start_response)

    def _made(self, pages, key, environ):
        """``(page, None)``, or ``(None, (status, headers, body))`` of what is not kept. One makes it, others wait."""
        with self._lock:
            maker = self._makers.setdefault(key, threading.Lock())
        has_it = maker.acquire(timeout=PATIENCE)
        try:
            version = self.version.current()
            page = pages.get(key)
            if page and not page.is_right(version):
                page = self._proved(page, version)
                if page:
                    pages.put(key, page)
            if page:
                return page, None
            moment = time.time()
            with listening() as questions:
                answer = rendered(self.application, environ)
            # What is gone comes back some time, and until then readers have what they had of the same content.
            if is_failure(answer[0]) and (old := pages.get(key)) and old.version == version:
                answer[2].close()
                return old, None
            page = self._page(version, moment, answer, questions)
            # What was made while something changed may be of before or of after: it is sent, and not kept.
            if page and version == self.version.current():
                pages.put(key, page)
            return (page, None) if page else (None, self._not_kept(key, version, answer))
        finally:
            if has_it:
                maker.release()
            with self._lock:
                self._makers.pop(key, None)

    def _proved(self, page, version):
        """The page as one of this version, where it can prove that it is; or None."""
        try:
            if page.proof and time.time() < page.until and page.proof.holds(self.instead(version)):
                return replace(page, version=version, until=min(page.until, self._end(version, time.time())))
        except Exception:  # Each database has errors of its own; whoever makes the page anew tells of them.
            logger.debug("A page could not be proved.", exc_info=True)
        return None

    def _page(self, version, moment, answer, questions):
        try:
            if not is_page(*answer):
                return None
            proof = questions.proof()
            return page_of(version, self._end(version, moment), self.version.changed_at(), *answer, proof=proof)
        except Exception:  # The database that said when it ends may be gone since: the page is sent all the same.
            logger.warning("A page could not be kept.", exc_info=True)
            return None

    def _end(self, version, moment):
        """Until when what is made at a moment is right: all pages of a version end together."""
        of, end = self._ends
        if of != version or end <= moment:
            end = self.until(moment)
            self._ends = version, end
        return end

    def _not_kept(self, key, version, answer):
        if len(self._unkept) >= MOST_UNKEPT:
            self._unkept.clear()
        # What has failed, or could not be kept this time, may be kept the next.
        if not is_failure(answer[0]) and not is_page(*answer):
            self._unkept[key] = version
        return answer


class Key(NamedTuple):
    """What a page is kept under."""

    scheme: str
    host: str
    path: str
    query: str
    accept: str

    @property
    def is_question(self):
        """Whether the site knows no end of such addresses: questions, and tags put together."""
        return bool(self.query) or "+" in self.path or "/not/" in self.path


def key_of(environ) -> Key | None:
    """The ``Key`` of a request; None where a page is neither to be kept nor given."""
    path, query, accept = environ["PATH_INFO"], environ.get("QUERY_STRING", ""), ""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or path.startswith(NOT_HERE):
        return None
    if "HTTP_RANGE" in environ or "HTTP_AUTHORIZATION" in environ:
        return None
    if "HTTP_COOKIE" in environ and SIGNED_IN.search(environ["HTTP_COOKIE"]):
        return None
    if query and (len(query) > LONGEST_QUERY or not _is_known(query)):
        return None
    if path.startswith("/api"):
        accept = environ.get("HTTP_ACCEPT", "")
        if accept not in ACCEPTED:
            return None
    return Key(environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), path, query, accept)


def _is_known(query):
    return all(name in PARAMETERS for name, _value in parse_qsl(query, keep_blank_values=True))


def rendered(application, environ):
    """``(status, headers, body)`` of the whole page, without compression and whatever the visitor has of it."""
    told = []

    def start_response(status, headers, exc_info=None):
        told[:] = [status, headers]
        return told.append

    own = {name: value for name, value in environ.items() if name not in CONDITIONAL}
    body = application(own, start_response)
    return (*told, body)


def is_failure(status) -> bool:
    return status.startswith("5")


def is_page(status, headers, body) -> bool:
    """Whether an answer may be kept: only what is whole and for everybody may."""
    names = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200 ")
        and isinstance(body, HttpResponseBase)
        and not body.streaming
        and "set-cookie" not in names
        and not re.search("private|no-store|no-cache", names.get("cache-control", ""))
        and _varies(names) <= {"", "accept", "accept-encoding", "cookie"}
        and len(body.content) <= LONGEST
    )


def _varies(names):
    return {name.strip().lower() for name in names.get("vary", "").split(",")}


def page_of(version, until, changed_at, status, headers, body, *, proof=None) -> Page:
    """The ``Page`` of an answer that ``is_page``, which is closed by that."""
    names = {name.lower(): value for name, value in headers}
    content = body.content
    body.close()
    digest = hashlib.blake2b(content, digest_size=12).hexdigest()
    own = [(name, value) for name, value in headers if name.lower() not in OURS]
    own += [("Last-Modified", formatdate(changed_at, usegmt=True))]
    own += [("Vary", ", ".join(["Accept"] * ("accept" in _varies(names)) + ["Accept-Encoding", "Cookie"]))]
    own += [] if "cache-control" in names else [("Cache-Control", CACHE_CONTROL)]
    shapes = {"": _shape(own, digest, "", content)}
    if COMPRESSED.match(names.get("content-type", "")):
        # Whoever takes neither is rare, and four pages take the place of one that is kept as it is as well.
        shapes[""] = replace(shapes[""], body=None)
        shapes["gzip"] = _shape(own, digest, "gzip", gzip.compress(content, GZIP_LEVEL, mtime=0))
        shapes["br"] = _shape(own, digest, "br", brotli.compress(content, quality=BROTLI_QUALITY))
    size = sum(len(shape.body or "") for shape in shapes.values()) + (proof.size if proof else 0)
    size += sum(HEADER + len(name) + len(value) for name, value in own)
    return Page(version, until, status, shapes, size, proof)


#: What a visitor has of a page, and wants it to be like, is asked when it is sent.
CONDITIONAL = {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT_ENCODING", "HTTP_COOKIE"}
#: What each header takes beside its letters, in bytes.
HEADER = 150
OURS = {"content-length", "content-encoding", "etag", "last-modified", "vary", "x-request-id"}


def _shape(headers, digest, encoding, body):
    etag = f'"{digest}{f"-{encoding}" if encoding else ""}"'
    own = [*headers, ("ETag", etag), ("Content-Length", str(len(body)))]
    own += [("Content-Encoding", encoding)] if encoding else []
    return Shape(etag, own, [pair for pair in own if pair[0].lower() in REPEATED], body)


def given(page: Page, environ, start_response):
    """Sends a page in the encoding that is asked for, or says that the visitor has it."""
    shape = page.shapes.get(encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")), page.shapes[""])
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted and (wanted.strip() == "*" or shape.etag in re.findall(r'"[^"]*"', wanted)):
        start_response("304 Not Modified", list(shape.repeated))
        return []
    start_response(page.status, list(shape.headers))
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    return [gzip.decompress(page.shapes["gzip"].body) if shape.body is None else shape.body]


@lru_cache(maxsize=256)
def encoding_of(accepted: str) -> str:
    """``br``, ``gzip`` or none, by RFC 9110: what has ``q=0`` is refused."""
    offered = {}
    for one in accepted.lower().split(","):
        name, _semicolon, more = one.partition(";")
        offered[name.strip()] = not re.fullmatch(r"\s*q\s*=\s*0(?:\.0*)?\s*", more)
    return next((name for name in ("br", "gzip") if offered.get(name)), "")
