import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from episodes.management.commands.bench_feeds import Command
from tests.importers.feeds import item, rss


def run(path, **options):
    out = StringIO()
    call_command("bench_feeds", str(path), stdout=out, times=1, **options)
    return out.getvalue()


@pytest.mark.long
def test_prints_seconds_and_memory_of_both_imports(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_bytes(rss(item(1)))
    printed = run(path)
    for name in ("import", "import again"):
        assert re.search(rf"^{name} +[\d.]+ +[\d.]+$", printed, re.MULTILINE), printed


def test_the_least_time_and_the_most_memory_count(tmp_path, monkeypatch):
    path = tmp_path / "feed.xml"
    path.touch()
    monkeypatch.setattr(Command, "_run", lambda self, folder, *arguments: (1.5, 80.25))
    assert run(path).splitlines()[1].split() == ["import", "1.50", "80.2"]


def test_what_cannot_be_imported_gets_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="is not a file"):
        run(tmp_path / "none.xml")
