"""Measures pages and the start of the server, for the benchmark command."""

import gzip
import http.client
import re
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from episodes.management import server

LINKED = re.compile(r"""<(?:link|script)\b[^>]*?\b(?:href|src)=["']([^"']+\.(?:css|js))["']""")
START_LIMIT = 30  # seconds


@dataclass(frozen=True)
class Page:
    """``ms`` is the median time of a request, ``cpu_ms`` the processor's part, which other work does not stretch.

    Sizes are bytes, ``gzipped_whole`` with the style sheets and scripts.
    """

    status: int
    queries: int
    ms: float
    cpu_ms: float
    size: int
    gzipped: int
    gzipped_whole: int


def measure(path, times, user=None):
    """The ``Page`` at ``path``: one request to warm up, one to count queries, ``times`` to be timed.

    ``user`` is signed in, where there is one.
    """
    address = urlsplit(settings.SITE_URL)
    # Without Accept-Encoding the time is that of the page; a web server in front may do the compressing.
    client = Client(SERVER_NAME=address.hostname, raise_request_exception=True)
    if user:
        client.force_login(user)
    secure = address.scheme == "https"
    client.get(path, secure=secure)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, secure=secure)
    counted, body = len(queries), response.content
    taken, worked = [], []
    for _time in range(times):
        begin, begin_work = time.perf_counter(), time.thread_time()
        client.get(path, secure=secure)
        taken.append(time.perf_counter() - begin)
        worked.append(time.thread_time() - begin_work)
    gzipped = len(gzip.compress(body))
    return Page(
        status=response.status_code,
        queries=counted,
        ms=1000 * statistics.median(taken),
        cpu_ms=1000 * statistics.median(worked),
        size=len(body),
        gzipped=gzipped,
        gzipped_whole=gzipped + sum(_gzipped_file(url) for url in dict.fromkeys(LINKED.findall(body.decode()))),
    )


def _gzipped_file(url):
    """The bytes that a static file takes when it is sent; 0 for what is not ours."""
    if not url.startswith(settings.STATIC_URL):
        return 0
    name = url.removeprefix(settings.STATIC_URL)
    file = Path(settings.STATIC_ROOT) / name
    file = file if file.is_file() else Path(finders.find(name))
    return len(gzip.compress(file.read_bytes()))


def seconds_to_first_page(port):
    """The time from starting the real server to the first 200 of the home page. Raises ``RuntimeError``."""
    begin = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        server.command(), cwd=settings.BASE_DIR, env=server.environment(port), stderr=subprocess.PIPE, text=True
    )
    try:
        while time.perf_counter() - begin < START_LIMIT and process.poll() is None:
            if _answers(port):
                return time.perf_counter() - begin
            time.sleep(0.005)
    finally:
        process.terminate()
        _out, said = process.communicate(timeout=START_LIMIT)
    raise RuntimeError(said.strip() or f"No page within {START_LIMIT} s.")


def _answers(port):
    link = http.client.HTTPConnection(server.HOST, port, timeout=START_LIMIT)
    try:
        link.request("GET", "/")
        return link.getresponse().status == 200
    except OSError:
        return False
    finally:
        link.close()
