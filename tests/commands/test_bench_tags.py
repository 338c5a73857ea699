import io
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from episodes.management import tag_site
from episodes.models import Tag, TaggedEpisode, TaggedHighlight, TagMerge
from tests.factories import make_episode

ROWS = [
    "list",
    "list, ordered by use",
    "list, not in use",
    "list, searched",
    "complete, one letter",
    "complete, a word",
    "did you mean",
    "near-duplicates",
    "suggest",
    "what a merge would do",
    "merge of 10 uses",
    "its undoing",
]


def bench(**options):
    out = io.StringIO()
    call_command("bench_tags", in_scratch=True, **{"tags": 60, "uses": 400, "times": 1, **options}, stdout=out)
    return out.getvalue()


def rows(printed):
    """``{what: queries}``"""
    found = re.findall(r"^(\S.*?)  +(\d+) +[\d.]+ +[\d.]+", printed, re.MULTILINE)
    return {name: int(queries) for name, queries in found}


@pytest.mark.django_db
def test_prints_a_row_for_each_tool_and_leaves_the_merge_undone():
    printed = bench()
    assert list(rows(printed)) == ROWS
    assert all(rows(printed).values())
    assert re.search(r"^60 tags, \d\d\d uses, 40 highlights$", printed, re.MULTILINE)
    assert re.search(r"^list .*≤ 200", printed, re.MULTILINE)
    assert TagMerge.objects.get().undone_at
    assert Tag.objects.get(name=tag_site.SOURCE).tagged_highlights.count() == 10


@pytest.mark.django_db(transaction=True)
def test_no_tool_takes_more_queries_for_more():
    few = rows(bench(tags=60, uses=400))
    for model in (TaggedEpisode, TaggedHighlight, TagMerge, Tag):
        model.objects.all().delete()
    call_command("flush", interactive=False, verbosity=0)
    many = rows(bench(tags=600, uses=4000))
    for name, most in few.items():
        if not name.startswith(("merge", "its")):  # Behind these, neighbours are computed, or not.
            assert many[name] <= most + 1, name


@pytest.mark.django_db
def test_a_database_that_is_in_use_is_left_alone():
    make_episode()
    with pytest.raises(CommandError, match="in use"):
        bench()
    assert not Tag.objects.exists()


def test_bad_numbers_get_a_sentence():
    for options in ({"tags": 1}, {"uses": 1}, {"times": 0}):
        with pytest.raises(CommandError, match="must be 20 or more"):
            call_command("bench_tags", **options)


def test_the_operators_own_data_is_not_touched(tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/mine.sqlite3"}
    command = [sys.executable, "manage.py", "bench_tags", "--tags", "30", "--uses", "40", "--times", "1"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "30 tags" in done.stdout
    assert not (tmp_path / "mine.sqlite3").exists()
    assert not (tmp_path / "static").exists()
