"""An episode whose citations were heard, for tests of what takes that back."""

from episodes.models import Citation, Evidence
from episodes.services.revisions import recording
from tests.factories import LONG_AGO, make_clip, make_episode, make_highlight

ALL = [("One", 1), ("One", 2), ("Two", 1)]


def heard_episode():
    """Two clips, both heard where they are cited."""
    with recording():
        episode = make_episode(title="Main")
        make_clip(episode, 1)
        make_clip(episode, 2)
        make_highlight(episode, title="One", body="First claim [1]. Second claim [2].", position=1)
        make_highlight(episode, title="Two", body="Another on the same [1].", position=2)
    with recording() as recorder:
        recorder.touch(episode.pk)
        Citation.objects.update(evidence=Evidence.HEARD, checked_at=LONG_AGO)
    return episode


def heard():
    rows = Citation.objects.filter(evidence=Evidence.HEARD).order_by("highlight__position", "clip__number")
    return [(row.highlight.title, row.clip.number) for row in rows]
