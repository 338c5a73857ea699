"""How the tests of search ask."""

from episodes.models import (
    Cue,
    Episode,
    Highlight,
    Person,
    Quote,
    SearchKind,
    Tag,
)
from episodes.search.find import find
from episodes.services.transcripts import replace_transcript
from episodes.text.questions import parse
from episodes.transcripts import cues as plain
from tests.conftest import commit
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

KINDS = {
    SearchKind.HIGHLIGHT: Highlight,
    SearchKind.QUOTE: Quote,
    SearchKind.EPISODE: Episode,
    SearchKind.PERSON: Person,
    SearchKind.TAG: Tag,
    SearchKind.PASSAGE: Cue,
}


def found(question, **filters):
    """``{object}`` of all that a question finds."""
    commit()
    groups = find(parse(question).terms, **filters).groups
    return {KINDS[kind].objects.get(pk=pk) for kind, group in groups.items() for pk in group.keys}


def transcript(episode, *lines):
    """Lines of text, or of ``(speaker, text)``, one a second."""
    lines = [line if isinstance(line, tuple) else ("", line) for line in lines]
    cues = [
        plain.Cue(id=str(number), start_ms=1000 * number, end_ms=1000 * number + 900, speaker=speaker, text=text)
        for number, (speaker, text) in enumerate(lines)
    ]
    replace_transcript(episode, cues)


def rich_episode(**values):
    """An episode that has the word "salt" in everything that is of it."""
    guest = make_person(name="Saul Salt", biography="salt")
    episode = make_episode(title="Salt", guest=guest, tags=["salt"], **values)
    make_clip(episode, 1, speaker=guest)
    make_quote(make_highlight(episode, title="Salt", body="[1]", tags=["salt"]), text="salt", speaker=guest)
    transcript(episode, ("Saul Salt", "salt"))
    return episode
