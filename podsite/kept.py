"""Public pages as they were sent last, given out again until the content changes, before Django is asked at all.

A page is kept whole, with its headers and compressed, in the memory of each worker. It is right as long as the
content has the same ``version``; where that is another one, a page may prove that it is right all the same. Nothing is
ever taken out for being old but by its ``until``. Editors, whoever has a session, and requests that ask for anything
unusual go through and are never kept.

Of a request nothing is used to make a page but what the page is kept under: no header can put into it what others
then get. Hosts are those that the site has, since anybody may name any port behind one.
"""

import gzip
import hashlib
import logging
import re
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from email.utils import formatdate
from functools import lru_cache

import brotli
from django.http import HttpResponseBase

from podsite.kept_keys import bare, key_of
from podsite.proofs import Proof, listening

logger = logging.getLogger(__name__)

#: The most bytes that are kept in a worker of pages that the site has, and of answers to questions: of these anybody
#: can think up any number, and they must not push the others out. A page takes some 30 KB: two encodings and its proof.
MOST_BYTES, MOST_OF_QUESTIONS = 8 * 1024 * 1024, 2 * 1024 * 1024
#: The longest answer, in bytes before compression.
LONGEST = 2 * 1024 * 1024
#: So many addresses are remembered under which there was nothing to keep.
MOST_UNKEPT = 1000
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
    """``shapes`` are by encoding, ``""`` for none; right while the content is of ``version``, and until a time.

    ``size`` is that of all this in memory, and of what it is kept under.
    """

    version: object
    until: float
    status: str
    shapes: dict
    modified: str = ""
    dated: float = 0.0
    size: int = 0
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

    ``until(moment)`` says when a page that was made at a moment, in seconds since 1970, must be made anew. ``hosts``
    are what the site is called, as it stands in requests: with the port where that is not the usual one.
    ``instead(version)`` says which databases are asked in the place of others for the proof that one is of a version.
    """

    def __init__(self, application, version, until, hosts, instead=lambda version: {}):
        self.application, self.version, self.until, self.hosts = application, version, until, frozenset(hosts)
        self.instead = instead
        self.pages, self.answers = Pages(MOST_BYTES), Pages(MOST_OF_QUESTIONS)
        self._ends = (None, 0.0)
        self._makers: dict = {}
        self._unkept: dict = {}
        self._lock = threading.Lock()

    def __call__(self, environ, start_response):
        key = key_of(environ)
        version = self.version.current() if key and key.host in self.hosts else None
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
            if self._unkept.get(key) == version:
                return None, answered(self.application, environ)
            moment = time.time()
            with listening() as questions:
                answer = answered(self.application, bare(environ, key))
            # What is gone comes back some time, and until then readers have what they had of the same content.
            if is_failure(answer[0]) and (old := pages.get(key)) and old.version == version:
                answer[2].close()
                return old, None
            page = self._page(key, version, moment, answer, questions)
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

    def _page(self, key, version, moment, answer, questions):
        try:
            if not is_page(*answer):
                return None
            page = page_of(version, self._end(version, moment), self.version.changed_at(), *answer)
            proof = questions.proof()
            return replace(page, proof=proof, size=weight((key, page), set()) + _weight_of(proof, key))
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


def answered(application, environ):
    """``(status, headers, body)``"""
    told = []

    def start_response(status, headers, exc_info=None):
        told[:] = [status, headers]
        return told.append

    body = application(environ, start_response)
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


def page_of(version, until, changed_at, status, headers, body) -> Page:
    """The ``Page`` of an answer that ``is_page``, which is closed by that."""
    names = {name.lower(): value for name, value in headers}
    content = body.content
    body.close()
    digest = hashlib.blake2b(content, digest_size=12).hexdigest()
    own = [(name, value) for name, value in headers if name.lower() not in OURS]
    modified = ("Last-Modified", formatdate(changed_at, usegmt=True))
    own.append(modified)
    own += [("Vary", ", ".join(["Accept"] * ("accept" in _varies(names)) + ["Accept-Encoding", "Cookie"]))]
    own += [] if "cache-control" in names else [("Cache-Control", CACHE_CONTROL)]
    shapes = {"": _shape(own, digest, "", content)}
    if COMPRESSED.match(names.get("content-type", "")):
        # Whoever takes neither is rare, and four pages take the place of one that is kept as it is as well.
        shapes[""] = replace(shapes[""], body=None)
        shapes["gzip"] = _shape(own, digest, "gzip", gzip.compress(content, GZIP_LEVEL, mtime=0))
        shapes["br"] = _shape(own, digest, "br", brotli.compress(content, quality=BROTLI_QUALITY))
    return Page(version, until, status, shapes, modified[1], int(changed_at) + 1)


def _weight_of(proof, key):
    """Pages of a kind ask in the same words, which are there once; those of questions are as many as anybody likes."""
    if proof is None:
        return 0
    return proof.size + sum(len(sql) for _alias, sql, _values in proof.questions) * key.is_question


def weight(thing, seen) -> int:
    """The bytes that something takes with all that is in it; ``seen`` are the ``id`` of what has been counted."""
    if id(thing) in seen:
        return 0
    seen.add(id(thing))
    inner = thing if isinstance(thing, list | tuple) else ()
    if isinstance(thing, dict):
        inner = (*thing.keys(), *thing.values())
    elif isinstance(thing, Page | Shape):
        inner = (vars(thing),)
    return sys.getsizeof(thing) + sum(weight(one, seen) for one in inner)


OURS = {"content-length", "content-encoding", "etag", "last-modified", "vary", "x-request-id"}


def _shape(headers, digest, encoding, body):
    etag = f'"{digest}{f"-{encoding}" if encoding else ""}"'
    own = [*headers, ("ETag", etag), ("Content-Length", str(len(body)))]
    own += [("Content-Encoding", encoding)] if encoding else []
    return Shape(etag, own, [pair for pair in own if pair[0].lower() in REPEATED], body)


def given(page: Page, environ, start_response):
    """Sends a page in the encoding that is asked for, or says that the visitor has it."""
    shape = page.shapes.get(encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")), page.shapes[""])
    if has_it(page, shape, environ):
        start_response("304 Not Modified", dated(page, shape.repeated))
        return []
    start_response(page.status, dated(page, shape.headers))
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    return [gzip.decompress(page.shapes["gzip"].body) if shape.body is None else shape.body]


def has_it(page, shape, environ):
    """Whether the visitor names the version that the page has: by its ETag, else by the very date that was told."""
    if wanted := environ.get("HTTP_IF_NONE_MATCH"):
        return wanted.strip() == "*" or shape.etag in re.findall(r'"[^"]*"', wanted)
    return environ.get("HTTP_IF_MODIFIED_SINCE") == page.modified and time.time() >= page.dated


def dated(page, headers):
    if time.time() >= page.dated:
        return list(headers)
    return [pair for pair in headers if pair[0] != "Last-Modified"]


@lru_cache(maxsize=256)
def encoding_of(accepted: str) -> str:
    """``br``, ``gzip`` or none, by RFC 9110: what has ``q=0`` is refused."""
    offered = {}
    for one in accepted.lower().split(","):
        name, _semicolon, more = one.partition(";")
        offered[name.strip()] = not re.fullmatch(r"\s*q\s*=\s*0(?:\.0*)?\s*", more)
    return next((name for name in ("br", "gzip") if offered.get(name)), "")
