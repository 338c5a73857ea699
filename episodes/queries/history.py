"""What has become of an episode, revision by revision, in words."""

from dataclasses import dataclass

from episodes.documents.changes import changes
from episodes.documents.summary import summary
from episodes.models import Revision


@dataclass(frozen=True)
class Entry:
    """A revision and what was changed by it, in a sentence or two; ``before`` is the number of the one before, or 0."""

    revision: Revision
    words: str
    before: int


def revisions_of(episode_key):
    """The revisions of an episode, deleted or not, the latest first, with who made them."""
    return Revision.objects.of(episode_key).select_related("made_by")


def history(revisions):
    """The ``Entry`` of each of some revisions of one episode that follow each other, the latest first.

    One query beside theirs: for the revision before the first of them.
    """
    revisions = list(revisions)
    if not revisions:
        return []
    last = revisions[-1]
    earlier = Revision.objects.of(last.episode_key).filter(number__lt=last.number).first()
    return [_entry(one, before) for one, before in zip(revisions, [*revisions[1:], earlier], strict=True)]


def _entry(revision, before):
    words = summary(changes(before and before.document, revision.document))
    if before and before.is_deletion:
        words = ""  # It is what it was before; what was done says so.
    told = [revision.what.rstrip("."), words]
    return Entry(revision, ". ".join(filter(None, told)), before.number if before else 0)
