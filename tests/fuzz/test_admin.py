"""Whatever an editor's browser sends, or somebody in the name of it, the answer is one that is meant."""

import logging
import time

import pytest
from django.db import connection

from episodes.services import feed_jobs, keeping
from podsite.version import Version
from tests.fuzz.admin import Admins
from tests.fuzz.routes import routes

SEED = 20241125
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("count", [120, pytest.param(10_000, marks=pytest.mark.long)])
def test_no_request_of_an_editor_is_too_much(count, tmp_path, monkeypatch, settings, capsys):
    version = Version(tmp_path / "content-version")
    monkeypatch.setattr(keeping, "version", version)
    monkeypatch.setattr(feed_jobs, "start", lambda pk: None)
    monkeypatch.setattr(logging.root, "handlers", [])
    settings.MEDIA_ROOT = tmp_path / "media"
    admins, slowest = Admins(version), (0, "")
    of_admin = [route for route in routes() if route.is_of_admin]
    begun = time.monotonic()
    for number in range(count):
        request = admins.request(SEED, number, of_admin)
        at = time.monotonic()
        admins.site.ask(request)
        slowest = max(slowest, (time.monotonic() - at, str(request)))
        admins.heal(request)
    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {count:,} requests to the admin of seed {SEED},"
            f" {time.monotonic() - begun:.0f} s, {len(admins.site.wrong)} wrong;"
            f" by status {dict(sorted(admins.site.statuses.items()))};"
            f" slowest {slowest[0]:.2f} s: {slowest[1]}"
        )
    if report := admins.site.report():
        pytest.fail(report, pytrace=False)
