"""Whatever anybody asks for, the answer is one that is meant: never a 500, nothing raised on the way."""

import logging
import time

import pytest
from django.db import connection

from episodes.services import keeping
from podsite.version import Version
from tests.fuzz.asking import Site, public_request
from tests.fuzz.routes import routes
from tests.fuzz.site import make_site

SEED = 20241125
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("count", [250, pytest.param(10_000, marks=pytest.mark.long)])
def test_no_request_of_a_visitor_is_too_much(count, tmp_path, monkeypatch, settings, capsys):
    version = Version(tmp_path / "content-version")
    monkeypatch.setattr(keeping, "version", version)
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(logging.root, "handlers", [])  # What strangers do wrong is told by the thousand.
    known, site, slowest = make_site(), Site(version), (0, None)
    public = [route for route in routes() if not route.is_of_admin]
    begun = time.monotonic()
    for number in range(count):
        request = public_request(SEED, number, public, known)
        at = time.monotonic()
        site.ask(request)
        slowest = max(slowest, (time.monotonic() - at, number))
    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {count:,} requests of seed {SEED} in {time.monotonic() - begun:.0f} s,"
            f" {len(site.wrong)} wrong; by status {dict(sorted(site.statuses.items()))}; slowest {slowest[0]:.2f} s:"
            f" {public_request(SEED, slowest[1], public, known)}"
        )
    if report := site.report():
        pytest.fail(report, pytrace=False)
