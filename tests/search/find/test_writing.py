"""Only what has changed is written into the index."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from episodes.models import (
    Episode,
    SearchDocument,
    SearchWord,
)
from episodes.services.indexing import index_episodes
from tests.conftest import commit
from tests.search.find.asking import found, rich_episode

pytestmark = pytest.mark.django_db


def test_a_save_that_changes_nothing_writes_nothing():
    episode = rich_episode()
    commit()
    documents = SearchDocument.objects.order_by("pk")
    before, words = list(documents.values()), list(SearchWord.objects.values())
    writing = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM)\W+episodes_search")
    episode.save()
    with CaptureQueriesContext(connection) as queries:
        index_episodes([episode.pk])
    assert [query["sql"] for query in queries if writing.match(query["sql"])] == []
    assert (list(documents.values()), list(SearchWord.objects.values())) == (before, words)


def test_no_transcript_is_read_where_only_the_page_changes():
    episode = rich_episode()
    commit()
    index_episodes([episode.pk])
    Episode.objects.filter(pk=episode.pk).update(summary="Pepper.")
    with CaptureQueriesContext(connection) as queries:
        index_episodes([episode.pk])
    assert found("pepper") == {episode}
    assert [query["sql"] for query in queries if '"episodes_cue"."text"' in query["sql"]] == []
