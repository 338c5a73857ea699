"""SQLite is told how large the site is, once it is, and again when it has grown."""

import pytest
from django.db import connection

from episodes.services import statistics
from tests.conftest import commit
from tests.factories import make_episode

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL finds it out by itself")
def test_it_looks_once_and_again_when_the_site_has_grown(monkeypatch):
    monkeypatch.setattr(statistics, "FEWEST", 3)
    for known in (0, 3, 3, 3, 3, 7, 7):
        make_episode()
        make_episode() if known == 0 else None
        make_episode() if known == 0 else None
        assert statistics._known() == known
        commit()
    assert statistics._known() == 7


def test_it_is_asked_on_every_database():
    make_episode()
    commit()
    statistics.keep_statistics()
