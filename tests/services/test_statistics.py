"""SQLite is told how large the site is, once it is, and again when it has grown."""

import pytest
from django.db import connection

from episodes.models import Episode, Highlight, Status
from episodes.services import statistics
from tests.conftest import commit
from tests.factories import make_episode

pytestmark = pytest.mark.django_db


def plan_of(keys):
    return Highlight.objects.published().filter(pk__in=keys).explain()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL finds it out by itself")
def test_a_join_begins_with_what_is_asked_for(monkeypatch):
    monkeypatch.setattr(statistics, "FEWEST", 1)
    first = make_episode()
    at, public = first.published_at, Status.PUBLISHED
    episodes = [Episode(show=first.show, slug=f"e-{n}", status=public, published_at=at) for n in range(300)]
    Episode.objects.bulk_create(episodes)
    highlights = [Highlight(episode=episode, slug="h", status=public) for episode in episodes]
    keys = [highlight.pk for highlight in Highlight.objects.bulk_create(highlights)]
    assert "episode_public" in plan_of(keys[:20])
    commit()
    assert statistics._known() > 200
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sqlite_master")  # What another connection finds when it is opened.
    assert "episode_public" not in plan_of(keys[:20])
    monkeypatch.setattr(statistics, "LOOKED_AT", "nothing; it is known")
    make_episode()
    commit()


def test_it_is_asked_on_every_database():
    make_episode()
    commit()
    statistics.keep_statistics()
