"""Each change of an episode is one revision, whoever makes it and however many rows it is made of."""

import pytest

from episodes.models import Citation, Episode, Evidence, Quote, Revision
from episodes.services.revisions import recording
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

pytestmark = pytest.mark.django_db


def revisions(episode):
    return list(Revision.objects.of(episode.pk))


def test_a_block_of_changes_is_one_revision_beside_what_was_there():
    episode = make_episode(tags=["speech"])
    clip = make_clip(episode)
    highlight = make_highlight(episode, body="A claim.", tags=["training"])
    with recording(what="Cited"):
        highlight.body = "A claim [1]."
        highlight.save()
        make_quote(highlight, clip=clip, text="Words.")
        highlight.tags.add("data")
        clip.featured = True
        clip.save()
    now, before = revisions(episode)
    assert (before.number, now.number) == (1, 2)
    assert before.document["highlight"][str(highlight.pk)]["body"] == "A claim."
    assert now.document["highlight"][str(highlight.pk)]["body"] == "A claim [1]."
    assert now.document["highlight"][str(highlight.pk)]["tags"] == ["data", "training"]
    assert [row["text"] for row in now.document["quote"].values()] == ["Words."]
    assert now.what == "Cited"
    episode.refresh_from_db()
    assert episode.version == 2


def test_who_made_it_is_kept(django_user_model):
    user = django_user_model.objects.create_user("jo")
    with recording(user):
        episode = make_episode()
    assert revisions(episode)[0].made_by == user


@pytest.mark.parametrize("model", ["clip", "quote", "tag", "credit", "related"])
def test_a_change_of_any_part_is_a_revision_of_the_episode(model):
    other, episode = make_episode(), make_episode(guest=make_person())
    highlight = make_highlight(episode, tags=["a"])
    clip, quote = make_clip(episode), make_quote(highlight)
    with recording():
        pass
    assert not Revision.objects.exists()
    with recording():
        if model == "clip":
            clip.delete()
        elif model == "quote":
            Quote.objects.filter(pk=quote.pk).first().delete()
        elif model == "tag":
            highlight.tags.clear()
        elif model == "credit":
            episode.credits.first().delete()
        else:
            episode.related_choices.create(related=other)
    assert [revision.number for revision in revisions(episode)] == [2, 1]
    assert not revisions(other)


def test_saving_the_same_again_is_no_revision():
    episode = make_episode()
    with recording():
        episode.save()
    assert len(revisions(episode)) == 1
    with recording():
        episode.save()
    assert len(revisions(episode)) == 1


def test_what_was_changed_elsewhere_is_kept_before_the_next_change():
    episode = make_episode(title="First")
    with recording():
        episode.save()
    Episode.objects.filter(pk=episode.pk).update(title="Second")
    episode.refresh_from_db()
    episode.title = "Third"
    with recording():
        episode.save()
    assert [revision.title for revision in revisions(episode)] == ["Third", "Second", "First"]


def test_a_failed_block_leaves_no_revision():
    episode = make_episode(title="First")
    with pytest.raises(ZeroDivisionError), recording():
        episode.title = "Second"
        episode.save()
        raise ZeroDivisionError
    assert not Revision.objects.exists()
    assert Episode.objects.get(pk=episode.pk).title == "First"


def test_evidence_is_part_of_it():
    episode = make_episode()
    clip, highlight = make_clip(episode), make_highlight(episode, body="Said [1].")
    with recording() as recorder:
        recorder.touch(episode.pk)
        Citation.objects.update(evidence=Evidence.HEARD)
    assert revisions(episode)[0].document["citation"][f"{highlight.pk}-{clip.pk}"]["evidence"] == "heard"


def test_reading_takes_the_same_queries_for_one_row_and_thirty(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from episodes.services.documents import read

    counts = []
    for rows in (1, 30):
        episode = make_episode(tags=["a"])
        for _ in range(rows):
            make_quote(make_highlight(episode, body="[1]", tags=["b"]), clip=make_clip(episode))
        with CaptureQueriesContext(connection) as queries:
            read(episode.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 18
