"""Citations say what the bodies say, and keep what an editor found out about them."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils import timezone

from episodes.models import Citation, Clip, Episode, Evidence, Highlight, Quote
from tests.factories import make_clip, make_episode, make_highlight, make_quote

pytestmark = pytest.mark.django_db


def cited(highlight):
    return [citation.clip.number for citation in highlight.citations.select_related("clip").order_by("clip__number")]


@pytest.fixture
def episode():
    episode = make_episode()
    for number in (1, 2, 3):
        make_clip(episode, number)
    return episode


def test_a_saved_body_is_cited(episode):
    assert cited(make_highlight(episode, body="One [1], two [2, 3], one again [1].")) == [1, 2, 3]


def test_an_edited_body_adds_and_removes(episode):
    highlight = make_highlight(episode, body="[1][2]")
    highlight.body = r"[2][3] and \[1]"
    highlight.save()
    assert cited(highlight) == [2, 3]
    highlight.body = ""
    highlight.save()
    assert cited(highlight) == []


def test_a_clip_of_another_episode_is_not_cited(episode):
    other = make_episode()
    make_clip(other, 9)
    assert cited(make_highlight(episode, body="[9]")) == []


def test_a_missing_clip_is_cited_once_it_is_there(episode):
    highlight, elsewhere = make_highlight(episode, body="[1][4]"), make_highlight(body="[4]")
    assert cited(highlight) == [1]
    make_clip(episode, 4)
    assert cited(highlight) == [1, 4]
    assert cited(elsewhere) == []


def test_a_renumbered_clip_is_cited_under_its_new_number_only(episode):
    highlight = make_highlight(episode, body="[4]")
    clip = Clip.objects.get(episode=episode, number=3)
    clip.number = 4
    clip.save()
    assert cited(highlight) == [4]


def test_a_clip_saved_with_its_number_unchanged_reads_no_bodies(episode, django_assert_num_queries):
    clip = Clip.objects.get(episode=episode, number=3)
    clip.title = "Another title"
    with django_assert_num_queries(1):
        clip.save()


def test_the_evidence_stays_when_other_sentences_change(episode, django_user_model):
    editor = django_user_model.objects.create_user("editor")
    highlight = make_highlight(episode, body="A claim [1][2]. Another.")
    now = timezone.now()
    highlight.citations.filter(clip__number=1).update(evidence=Evidence.HEARD, checked_by=editor, checked_at=now)
    before = highlight.citations.get(clip__number=1).pk
    highlight.body = "More was said [3]. *A* claim [1]! Another one."
    highlight.save()
    kept = highlight.citations.get(clip__number=1)
    assert (kept.pk, kept.evidence, kept.checked_by, kept.checked_at) == (before, Evidence.HEARD, editor, now)
    assert highlight.citations.get(clip__number=3).evidence == Evidence.UNCHECKED


def test_an_editor_who_leaves_takes_no_evidence_along(episode, django_user_model):
    editor = django_user_model.objects.create_user("editor")
    highlight = make_highlight(episode, body="[1]")
    highlight.citations.update(evidence=Evidence.HEARD, checked_by=editor)
    editor.delete()
    assert highlight.citations.get().evidence == Evidence.HEARD


def test_a_cited_or_quoted_clip_is_not_deleted(episode):
    make_highlight(episode, body="[1]")
    make_quote(make_highlight(episode), clip=Clip.objects.get(episode=episode, number=2))
    for number in (1, 2):
        with pytest.raises(RestrictedError), transaction.atomic():
            Clip.objects.get(episode=episode, number=number).delete()
        with pytest.raises(RestrictedError), transaction.atomic():
            Clip.objects.filter(episode=episode, number=number).delete()
    Clip.objects.get(episode=episode, number=3).delete()
    assert list(episode.clips.values_list("number", flat=True)) == [1, 2]


def test_a_deleted_highlight_frees_its_clips(episode):
    highlight = make_highlight(episode, body="[1]")
    make_quote(highlight, clip=Clip.objects.get(episode=episode, number=1))
    highlight.delete()
    assert (Citation.objects.count(), Quote.objects.count()) == (0, 0)
    Clip.objects.get(episode=episode, number=1).delete()


@pytest.mark.parametrize("whole", ["episode", "show"])
def test_a_whole_episode_and_a_whole_show_can_be_deleted(episode, whole):
    highlight = make_highlight(episode, body="[1][2]", tags=["prosody"])
    make_quote(highlight, clip=Clip.objects.get(episode=episode, number=1))
    (episode if whole == "episode" else episode.show).delete()
    assert [model.objects.count() for model in (Episode, Highlight, Clip, Citation, Quote)] == [0, 0, 0, 0, 0]


def test_a_highlight_that_moves_cites_the_clips_of_its_new_episode(episode):
    other = make_episode()
    make_clip(other, 1)
    highlight = make_highlight(episode, body="[1][2]")
    highlight.episode = other
    highlight.save()
    assert [citation.clip.episode for citation in highlight.citations.all()] == [other]


def test_many_highlights_are_derived_in_a_constant_number_of_queries(episode, django_assert_num_queries):
    Highlight.objects.bulk_create(
        Highlight(episode=episode, title=f"H{number}", slug=f"h{number}", body="[1][3]") for number in range(30)
    )
    with django_assert_num_queries(6):  # bodies, clips, citations; a savepoint around the insert
        Citation.objects.derive(episode_id=episode.pk)
    assert Citation.objects.count() == 60


def test_once_a_highlight_and_clip(episode):
    citation = make_highlight(episode, body="[1]").citations.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Citation.objects.create(highlight=citation.highlight, clip=citation.clip)
