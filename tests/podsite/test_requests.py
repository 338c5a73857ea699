"""The id of a request: the proxy's, or a new one; in the answer, and never in a kept page."""

import logging

import pytest

from podsite.requests import HEADER
from tests.factories import make_episode

pytestmark = pytest.mark.django_db


def test_the_id_of_the_proxy_is_taken(client):
    assert client.get("/health/live", headers={HEADER: "0123456789abcdef"})[HEADER] == "0123456789abcdef"


@pytest.mark.parametrize("given", ["", "short", "a b c d e f g h", "x" * 65, "line\x0bbreak-abc", "maren@holt.example"])
def test_what_is_no_id_gets_one(client, given):
    answer = client.get("/health/live", headers={HEADER: given})
    assert len(answer[HEADER]) == 32
    assert answer[HEADER] != client.get("/health/live")[HEADER]


def test_a_line_is_written_where_it_is_wanted(client, settings, caplog):
    episode = make_episode(title="Tides")
    with caplog.at_level(logging.INFO, "podsite.requests"):
        client.get(episode.get_absolute_url())
        assert caplog.messages == []
        settings.LOG_REQUESTS = True
        client.get(episode.get_absolute_url())
        client.generic("BREW", "/nowhere-at-all/")
    first, second = caplog.records
    assert first.getMessage().startswith("GET shows/<name:")
    assert (first.status, first.method) == (200, "GET")
    assert episode.slug not in first.getMessage()
    assert (second.method, second.route, second.status) == ("other", "none", 404)
