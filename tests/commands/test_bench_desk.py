import io
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from episodes.models import Episode, Person, Revision, Tag

ROWS = [
    "read the episode",
    "save a section",
    "save a section and keep it",
    "history, 25 revisions",
    "the page of a revision",
    "a revision and the one before",
    "a revision and now",
]


@pytest.mark.django_db
def test_prints_a_row_for_each_thing_and_leaves_nothing():
    out = io.StringIO()
    call_command("bench_desk", times=1, stdout=out)
    printed = out.getvalue()
    for name in ROWS:
        assert re.search(rf"^{name} +\d+ +[\d.]+", printed, re.MULTILINE), (name, printed)
    assert "ANSWERS" not in printed
    for model in (Episode, Person, Revision, Tag, User):
        assert not model.objects.exists(), model


def test_bad_numbers_get_a_sentence():
    with pytest.raises(CommandError, match="--times must be 1 or more"):
        call_command("bench_desk", times=0)
