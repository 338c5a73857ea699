"""An episode of which nothing is wrong, and its parts."""

from episodes.services.checklist import problems, problems_of_document
from episodes.services.documents import read

SAID = "We looked at the curve every morning and it looked fine to all of us."


def section(episode, place=1):
    return episode.highlights.all()[place - 1]


def change(obj, **values):
    """Writes past every form and constraint that can be written past."""
    type(obj)._base_manager.filter(pk=obj.pk).update(**values)


def clip(episode, number):
    return episode.clips.get(number=number)


def both(episode):
    """The problems of what is stored; typed and not stored yet, they are the same."""
    found = problems([episode.pk])[episode.pk]
    assert problems_of_document(read(episode.pk)) == found
    return found
