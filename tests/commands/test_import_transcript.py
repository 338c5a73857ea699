import io

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_episode

VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Hello.\n"
pytestmark = pytest.mark.django_db


def run(*args):
    out = io.StringIO()
    call_command("import_transcript", *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("by_slug", [True, False])
def test_imports_from_a_file_by_key_or_address(tmp_path, by_slug):
    episode, file = make_episode(), tmp_path / "x.vtt"
    file.write_bytes(VTT.encode("utf-16"))
    name = f"{episode.show.slug}/{episode.slug}" if by_slug else str(episode.pk)
    assert "1 line, read as WebVTT" in run(name, str(file), "--dry-run")
    assert not episode.cues.exists()
    assert "Done: one line." in run(name, str(file))
    assert [(cue.start_ms, cue.text, cue.speaker_name) for cue in episode.cues.all()] == [(1000, "Hello.", "Ada")]


def test_imports_from_the_standard_input(monkeypatch):
    episode = make_episode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Ada:\nHello.\n\nBob:\nYes.\n")))
    assert "No line has a time" in run(str(episode.pk), "-")
    assert [(cue.start_ms, cue.text) for cue in episode.cues.all()] == [(None, "Hello."), (None, "Yes.")]


@pytest.mark.parametrize("name", ["a/b", "x", "9" * 30])
def test_says_what_is_missing(name, tmp_path):
    (tmp_path / "x").write_text("x")
    with pytest.raises(CommandError, match=f"There is no episode “{name}”"):
        run(name, str(tmp_path / "x"))
    with pytest.raises(CommandError):
        run(str(make_episode().pk), str(tmp_path / "missing"))
