"""What was heard is taken back where its sentence or its moment is another one, whoever saves it, and comes back."""

import pytest

from episodes.models import Citation, Evidence, Revision
from episodes.services.restoring import restore
from episodes.services.revisions import latest_number, recording
from tests.factories import LONG_AGO
from tests.heard import ALL, heard, heard_episode

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    return heard_episode()


def test_saving_another_sentence_takes_back_what_was_heard_of_it(episode):
    one = episode.highlights.get(title="One")
    one.body = "First claim [1]. Second thought [2]."
    one.save()
    assert heard() == [("One", 1), ("Two", 1)]
    taken = Citation.objects.get(evidence=Evidence.UNCHECKED)
    assert (taken.checked_by, taken.checked_at) == (None, None)


def test_saving_other_times_takes_back_what_was_heard_there(episode):
    clip = episode.clips.get(number=1)
    clip.title = "Another title"
    clip.save()
    assert heard() == ALL
    clip.end_ms += 1
    clip.save()
    assert heard() == [("One", 2)]


def test_a_title_and_a_takeaway_take_nothing_back(episode):
    one = episode.highlights.get(title="One")
    one.title, one.takeaway = "One!", "Other words."
    one.save()
    assert len(heard()) == 3


def test_a_restored_sentence_has_been_heard(episode):
    before = Revision.objects.of(episode.pk).first()
    with recording():
        one = episode.highlights.get(title="One")
        one.body = "All rewritten [1] [2]."
        one.save()
        clip = episode.clips.get(number=1)
        clip.start_ms += 5
        clip.save()
    assert heard() == []
    restore(before, user=None, seen=latest_number(episode.pk))
    assert heard() == ALL
    assert set(Citation.objects.values_list("checked_at", flat=True)) == {LONG_AGO}
