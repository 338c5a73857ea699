"""Figures for Prometheus under ``/metrics``, for whoever has the token. Loaded only where ``METRICS_TOKEN`` is set.

Labels are routes and never addresses, so that there are as many of them as the site has kinds of pages. With several
workers each counts in a file of its own in memory, and whoever is asked adds them up.
"""

import itertools
import os
import secrets
import threading
import time

from django.conf import settings
from django.http import HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from podsite.requests import method_of, route_of

PATH = "/metrics"
HANDED_OVER = 2  # seconds
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

requests = Counter("podsite_requests", "Answers that were made, kept pages aside", ["method", "route", "status"])
seconds = Histogram("podsite_request_seconds", "How long making an answer took", ["route"], buckets=BUCKETS)
ASKED = Counter("podsite_asked", "All that was asked for, kept pages among it")
MADE = Counter("podsite_made", "What had to be made, since no page was kept of it")


class MetricsMiddleware:
    """Behind ``RequestMiddleware``, and before any host or redirect, as the health checks are."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == PATH:
            return _answer(request)
        begun = time.perf_counter()
        response = self.get_response(request)
        route = route_of(request)
        requests.labels(method_of(request), route, response.status_code).inc()
        seconds.labels(route).observe(time.perf_counter() - begun)
        return response


def _answer(request):
    given = request.headers.get("Authorization", "").encode()
    if not secrets.compare_digest(given, f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    hand_over()
    text = generate_latest(_registry())
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})


def _registry():
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


class Tally:
    """Counts for ``counter`` what one process does, and hands it over every few seconds: no page waits for a file."""

    def __init__(self, counter):
        self.counter, self.last, self._given, self._ticks = counter, 0, 0, itertools.count(1)
        self._lock = threading.Lock()

    def around(self, application):
        """The WSGI ``application``, counted."""

        def counted(environ, start_response):
            self.last = next(self._ticks)
            return application(environ, start_response)

        return counted

    def hand_over(self):
        with self._lock:
            last = self.last
            if last > self._given:
                self.counter.inc(last - self._given)
                self._given = last


#: Around the kept pages, and behind them.
TALLIES = asked, made = Tally(ASKED), Tally(MADE)


def hand_over():
    for tally in TALLIES:
        tally.hand_over()


def watch():
    """Hands over what this process has counted, from now on and in a thread of its own."""
    threading.Thread(target=_hand_over_for_ever, name="metrics", daemon=True).start()


def _hand_over_for_ever():
    while True:
        time.sleep(HANDED_OVER)
        hand_over()
