"""Figures for Prometheus: for whoever has the token, by routes, added up over all workers."""

import os
import re

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from podsite import metrics
from tests.factories import make_episode
from tests.podsite.servers import Site, manage

TOKEN = "only-for-tests-of-figures"
GIVEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def visitor(settings, db):
    settings.METRICS_TOKEN = TOKEN
    settings.MIDDLEWARE = [settings.MIDDLEWARE[0], "podsite.metrics.MetricsMiddleware", *settings.MIDDLEWARE[1:]]
    return Client()


def figures(text):
    """``{(name, labels): value}``"""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(found, name, **labels):
    return sum(value for (one, its), value in found.items() if one == name and labels.items() <= dict(its).items())


def test_nothing_is_told_without_the_token(visitor, client):
    for given in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
        answer = visitor.get("/metrics", headers=given)
        assert (answer.status_code, answer.content) == (401, b"")
    assert visitor.get("/metrics", headers={**GIVEN, "Host": "10.1.2.3:8000"}).status_code == 200
    assert visitor.post("/metrics", headers=GIVEN).status_code == 405


def test_without_the_setting_there_is_no_such_page(client, db):
    assert client.get("/metrics", headers=GIVEN).status_code == 404


def test_it_counts_by_routes_and_not_by_addresses(visitor):
    episodes = [make_episode(), make_episode()]
    before = figures(visitor.get("/metrics", headers=GIVEN).content.decode())
    for episode in episodes:
        visitor.get(episode.get_absolute_url())
    for number in range(5):
        visitor.get(f"/nowhere-{number}/")
        visitor.generic(f"BREW{number}", "/nowhere/")
    text = visitor.get("/metrics", headers=GIVEN).content.decode()
    now = figures(text)
    route = {"route": "shows/<name:show>/<name:episode>/"}

    def more(name, **labels):
        return total(now, name, **labels) - total(before, name, **labels)

    assert more("podsite_requests_total", **route, method="GET", status="200") == 2
    assert more("podsite_request_seconds_count", **route) == 2
    assert more("podsite_requests_total", route="none", status="404") == 10
    assert not any(episode.slug in text for episode in episodes)
    assert "nowhere" not in text
    assert "BREW" not in text


def test_a_tally_hands_over_what_it_has_counted_once():
    class Sum:
        value = 0

        def inc(self, more):
            self.value += more

    counted = Sum()
    tally = metrics.Tally(counted)
    application = tally.around(lambda environ, start_response: [environ])
    assert [application(number, None) for number in range(3)] == [[0], [1], [2]]
    tally.hand_over()
    tally.hand_over()
    assert counted.value == 3


@pytest.mark.long
def test_all_workers_are_added_up(tmp_path):
    folder = tmp_path / "data"
    manage(folder, "migrate", "--verbosity", "0")
    manage(folder, "collectstatic", "--noinput", "--verbosity", "0")
    site = Site(folder, METRICS_TOKEN=TOKEN, LOG_FORMAT="json", LOG_REQUESTS="on")
    try:
        site.wait()
        for _time in range(60):
            assert site.status("/tags/") == 200
        import time

        time.sleep(2 * metrics.HANDED_OVER)
        found = figures(site.ask("/metrics", **GIVEN)[2])
        folders = re.findall(rb"PROMETHEUS_MULTIPROC_DIR=([^\0]+)", _environ(site.process.pid))
    finally:
        assert site.stop() == 0
    made = total(found, "podsite_requests_total", route="tags/")
    assert 1 <= made <= 2, "each worker makes it once"
    asked, passed = total(found, "podsite_asked_total"), total(found, "podsite_made_total")
    assert asked >= 60 + 1
    assert asked - passed == 60 - made
    assert not any(os.path.exists(name) for name in folders)  # noqa: PTH110


def _environ(pid):
    with open(f"/proc/{pid}/environ", "rb") as file:  # noqa: PTH123
        return file.read()
