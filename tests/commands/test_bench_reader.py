"""The benchmark of long transcripts prints its rows and leaves nothing behind."""

import pytest
from django.core.management import CommandError, call_command

from episodes.management.commands import bench_reader
from episodes.models import Episode

pytestmark = pytest.mark.django_db


def test_it_prints_every_row_and_leaves_nothing(capsys, monkeypatch):
    monkeypatch.setattr(bench_reader, "LINES", 700)
    monkeypatch.setattr(bench_reader, "CLIPS", 6)
    call_command("bench_reader", times=1)
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == 13
    assert rows[1].startswith("transcript page  ")
    assert "ANSWERS" not in rows[1]
    assert not Episode.objects.exists()


def test_nonsense_gets_a_sentence():
    with pytest.raises(CommandError, match="--times must be 1 or more"):
        call_command("bench_reader", times=0)
