"""``manage.py import_page``, as somebody at a terminal meets it."""

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from episodes.models import Clip, Episode, Highlight, PageImport, Show
from tests.importers.pages import SAMPLE, sample

ROOT = Path(__file__).resolve().parents[2]


def run(path, **options):
    out = StringIO()
    call_command("import_page", str(path), stdout=out, no_color=True, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    """``file(content)``: the path of a file with that text or those bytes."""

    def write(content):
        path = tmp_path / "page.txt"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def is_empty():
    return not any(model.objects.exists() for model in (Show, Episode, Highlight, Clip, PageImport))


@pytest.mark.django_db
def test_it_says_what_it_makes_line_by_line():
    lines = run(SAMPLE).splitlines()
    assert lines[0] == "Making:"
    assert "  the show “Small Rooms, Long Tapes”" in lines
    assert "  the highlight “Teaching the Machine” with 4 citations, a quote, a takeaway" in lines
    assert "  clip 7, not placed in time: “She found that listeners could date a tape by its room tone alone”" in lines
    assert "Doubtful:" in lines
    assert any(line.startswith("  line 15: ") for line in lines)
    assert lines[-1] == "Done: 12 made, 0 changed."
    assert Highlight.objects.count() == 3
    assert Episode.objects.published().count() == 0


@pytest.mark.django_db
def test_again_it_says_that_nothing_changed():
    run(SAMPLE)
    output = run(SAMPLE)
    assert "Making" not in output and "Changing" not in output
    assert output.endswith("Nothing changed: what the page says is here already.\n")


@pytest.mark.django_db
def test_a_dry_run_says_the_same_and_writes_nothing():
    output = run(SAMPLE, dry_run=True)
    assert output.startswith("Would make:")
    assert output.endswith("Nothing was written: this was a dry run.\n")
    assert is_empty()


@pytest.mark.django_db
def test_a_changed_file_shows_the_words_that_change(file):
    run(SAMPLE)
    changed = file(sample(old="Nobody thanks you", new="Nobody ever thanks you"))
    expected = "  “Cleaning the Tapes”, quote: Nobody {+ever+} thanks you for a …"
    output = run(changed, dry_run=True)
    assert "Would change:" in output.splitlines()
    assert expected in output.splitlines()
    assert run(SAMPLE).endswith("here already.\n")
    assert expected in run(changed).splitlines()
    assert run(changed).endswith("here already.\n")


@pytest.mark.django_db
def test_show_and_publish():
    run(SAMPLE, show="Another Show", publish=True)
    assert Episode.objects.published().get().show.title == "Another Show"
    assert Highlight.objects.published().count() == 3


BAD = {
    "empty": (b"", "is empty."),
    "blank": (b"\xef\xbb\xbf \r\n\r\n", "is empty."),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is a binary file, not a text: there is a NUL on line 3."),
    "latin-1": ("Published May 4, 2023\n\nCafé\n".encode("latin-1"), "is not UTF-8: line 3 has a byte that is none."),
    "utf-16": (sample().encode("utf-16"), "is a binary file, not a text: there is a NUL on line 1."),
    "a letter": (
        b"Dear all,\nsee you at noon.\n",
        "This is not an episode page: no line of it is “Episode Highlights”.",
    ),
    "web page": (b"<html><h2>Episode Highlights</h2></html>", "This is not an episode page"),
    "cut off": (
        sample()[: sample().index("  • Cleaning")].encode(),
        "line 11: no highlight follows “Episode Highlights”.",
    ),
    "no date": (sample(old="March 9, 2024", new="soon").encode(), "line 1: “Published soon” has no date"),
    "just too big": (sample().encode() + b" " * (2 * 1024 * 1024), "at most 2.0\xa0MB are read."),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_a_sentence_and_no_rows(file, name):
    content, sentence = BAD[name]
    with pytest.raises(CommandError) as refused:
        run(file(content), publish=True)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode == 1
    assert is_empty()


@pytest.mark.django_db
def test_a_file_of_50_mb_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "big.txt"
    with path.open("wb") as big:
        big.truncate(50 * 1024 * 1024)
    monkeypatch.setattr(Path, "open", lambda *args, **kwargs: pytest.fail("the file was opened"))
    with pytest.raises(CommandError, match=r"has 50.0\sMB; at most 2.0\sMB are read"):
        run(path)
    assert is_empty()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("nowhere.txt", "nowhere.txt cannot be read: No such file or directory."),
        ("", "is not a file."),
        ("/dev/zero", "/dev/zero is not a file."),
        ("a\0b", "This is not the name of a file."),
        ("x" * 300, "cannot be read: File name too long."),
    ],
)
def test_what_is_no_file(tmp_path, path, sentence):
    with pytest.raises(CommandError) as refused:
        run(path if path.startswith("/") else f"{tmp_path}/{path}")
    assert sentence in str(refused.value)


@pytest.mark.django_db
def test_a_special_file_that_says_it_is_empty_is_read_within_the_bound():
    with pytest.raises(CommandError):
        run("/proc/self/maps")


def test_the_exit_code_is_1_and_no_trace_is_shown(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear all")
    done = subprocess.run(
        [sys.executable, "manage.py", "import_page", str(path)],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "CommandError: This is not an episode page: no line of it is “Episode Highlights”.\n"
    assert done.stdout == ""
