"""Real episodes by others, which lie beside the project where they are present."""

import re
from pathlib import Path

import pytest
import yaml

from episodes.models import Credit, Episode, Person, Role, Show
from episodes.services.transcripts import replace_transcript
from episodes.transcripts.cues import Cue

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "corpus" / "datatalksclub" / "podcast"
HOST = "Alexey"
LAST_LINE_MS = 5000
#: One page has a whole sentence in the place of a name.
LONGEST_NAME = 200


def pages():
    """The paths of all pages; skips the test by name where there are none."""
    found = sorted(CORPUS.glob("*.md"))
    if not found:
        pytest.skip("needs ../shared/data/corpus/datatalksclub, real episodes")
    return found


def load_page(path):
    """A draft with the topics, clips and transcript of a page; its lines without a time follow the one before."""
    front = yaml.safe_load(path.read_text().split("\n---", 1)[0])
    show, _made = Show.objects.get_or_create(title="DataTalks.Club")
    episode = Episode.objects.create(
        show=show,
        title=front["title"],
        summary=front.get("description") or "",
        season=front.get("season"),
        number=front.get("episode"),
        duration_ms=_duration_ms(front.get("duration")),
        audio_url="https://audio.example/episode.mp3",
    )
    episode.tags.set(front.get("topics") or [])
    people = {name: Person.objects.get_or_create(name=name)[0] for name in _speakers(front)}
    for name, person in people.items():
        Credit.objects.create(episode=episode, person=person, role=Role.HOST if name == HOST else Role.GUEST)
    for number, clip in enumerate(front.get("quotableClips") or [], 1):
        start, end = clip["startOffset"] * 1000, clip.get("endOffset", 0) * 1000
        placed = {"start_ms": start, "end_ms": end} if end > start else {}
        episode.clips.create(number=number, title=clip["name"][:300], **placed)
    replace_transcript(episode, _cues(front.get("transcript") or []))
    return episode


def _speakers(front):
    return sorted({line["who"][:LONGEST_NAME] for line in front.get("transcript") or [] if line.get("who")})


def _duration_ms(text):
    match = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?", text or "")
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 or None


def _cues(lines):
    said, at = [], 0
    for line in lines:
        if "line" in line:
            at = max(at, int(line.get("sec") or 0) * 1000)
            said.append((at, (line.get("who") or "")[:LONGEST_NAME], " ".join(str(line["line"]).split())))
    ends = [start for start, _who, _text in said[1:]] + [at + LAST_LINE_MS]
    return [Cue(start, max(end, start + 1000), text, who) for (start, who, text), end in zip(said, ends, strict=True)]
