"""Any revision comes back: its words, its times, its tags, its addresses; and so does what was deleted."""

import pytest

from episodes.models import Citation, Clip, Episode, Evidence, Highlight, Revision, Tag, TagAlias
from episodes.services.documents import content, read
from episodes.services.restoring import RestoreRefused, deleted_episodes, restore
from episodes.services.revisions import latest_number, recording
from episodes.services.transcripts import replace_transcript
from episodes.services.writing import write
from episodes.transcripts.cues import Cue
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def episode():
    """An episode in which everything is there, and its first revision."""
    speaker = make_person()
    with recording():
        episode = make_episode(guest=speaker, tags=["speech"], title="Small models")
        for number in (1, 2, 3):
            make_clip(episode, number, speaker=speaker)
        one = make_highlight(episode, body="First [1], then [2].", tags=["data", "training"], position=1)
        make_highlight(episode, body="Last [3] and [1].", tags=["data"], position=2)
        make_quote(one, clip=episode.clips.get(number=2), speaker=speaker)
        episode.related_choices.create(related=make_episode(), reason="Both are short.")
    cited = Citation.objects.get(highlight=one, clip__number=1)
    with recording() as recorder:
        recorder.touch(episode.pk)
        cited.evidence = Evidence.HEARD
        cited.save()
    return episode


def latest(episode):
    return Revision.objects.of(episode.pk).first()


def back_to(revision):
    return restore(revision, user=None, seen=latest_number(revision.episode_key))


def test_everything_comes_back(episode):
    before = latest(episode)
    with recording():
        one, two = episode.highlights.all()
        one.body, one.title = "Nothing.", "Another title"
        one.save()
        one.tags.set(["other"])
        one.quotes.all().delete()
        two.delete()
        episode.clips.get(number=3).delete()
        episode.credits.all().delete()
        episode.related_choices.all().delete()
        make_clip(episode, 7)
    back_to(before)
    assert content(read(episode.pk)) == content(before.document)
    assert latest(episode).number == before.number + 2
    assert "Restored" in latest(episode).what


def test_clips_and_sections_that_changed_places_come_back(episode):
    before = latest(episode)
    document = read(episode.pk)
    one, two, three = (str(pk) for pk in episode.clips.values_list("pk", flat=True))
    for key, number in ((one, 2), (two, 3), (three, 1)):
        document["clip"][key]["number"] = number
    first, second = (str(pk) for pk in episode.highlights.values_list("pk", flat=True))
    document["highlight"][first].update(body="First [2], then [3].", slug=document["highlight"][second]["slug"])
    document["highlight"][second].update(body="Last [1] and [2].", slug=before.document["highlight"][first]["slug"])
    with recording():
        write(episode.pk, document)
    assert Citation.objects.get(evidence=Evidence.HEARD).clip_id == int(one)
    assert Clip.objects.get(pk=one).number == 2
    back_to(before)
    assert {kind: rows for kind, rows in content(read(episode.pk)).items() if kind != "highlight"} == {
        kind: rows for kind, rows in content(before.document).items() if kind != "highlight"
    }
    assert Highlight.objects.get(pk=first).slug == before.document["highlight"][first]["slug"]
    assert Citation.objects.get(evidence=Evidence.HEARD).highlight_id == int(first)


def test_what_is_public_stays_public(episode):
    Episode.objects.filter(pk=episode.pk).update(status="draft")
    with recording() as recorder:
        recorder.touch(episode.pk)
        Episode.objects.filter(pk=episode.pk).update(summary="As a draft.")
    draft = latest(episode)
    with recording() as recorder:
        recorder.touch(episode.pk)
        Episode.objects.filter(pk=episode.pk).update(status="published", summary="As a page.")
    back_to(draft)
    episode.refresh_from_db()
    assert (episode.status, episode.summary) == ("published", "As a draft.")


def test_a_restore_of_what_was_changed_since_is_refused(episode):
    before, seen = latest(episode), latest_number(episode.pk)
    with recording():
        episode.title = "Changed by another"
        episode.save()
    with pytest.raises(RestoreRefused, match="Look again"):
        restore(before, user=None, seen=seen)
    assert Episode.objects.get(pk=episode.pk).title == "Changed by another"


def test_a_merged_tag_comes_back_as_the_tag_it_was_merged_into(episode):
    before = latest(episode)
    Tag.objects.get(name="data").delete()
    TagAlias.objects.create(tag=Tag.objects.create(name="data curation"), name="data")
    back_to(before)
    assert {tag.name for tag in episode.highlights.first().tags.all()} == {"data curation", "training"}


def test_a_deleted_episode_comes_back_with_its_transcript_and_addresses(episode):
    replace_transcript(episode, [Cue(0, 1000, "Welcome.", "Somebody"), Cue(1000, 2000, "Bye.")])
    episode.slug = "another-address"
    episode.save()
    before, pk = content(read(episode.pk)), episode.pk
    episode.delete()
    [grave] = deleted_episodes()
    assert grave.title == "Small models"
    kept = Revision.objects.of(pk)[1]
    restored = back_to(kept)
    assert content(read(pk)) == before
    assert [cue.text for cue in restored.cues.all()] == ["Welcome.", "Bye."]
    assert restored.speech
    assert [past.slug for past in restored.past_slugs.all()] == ["small-models"]
    assert not deleted_episodes()
    assert restored.appeared_at == restored.published_at


def test_a_slug_that_another_has_by_now_gets_a_number(episode):
    show, pk = episode.show, episode.pk
    episode.delete()
    make_episode(show, slug="small-models")
    assert back_to(Revision.objects.of(pk)[1]).slug == "small-models-2"


def test_an_episode_whose_show_is_gone_stays_away(episode):
    pk = episode.pk
    episode.show.delete()
    with pytest.raises(RestoreRefused, match="show"):
        back_to(Revision.objects.of(pk)[1])


def test_people_and_episodes_that_are_gone_are_left_out(episode):
    before = latest(episode)
    episode.credits.get().person.delete()
    episode.related_choices.get().related.delete()
    back_to(before)
    assert not episode.credits.exists()
    assert not episode.related_choices.exists()
    assert set(episode.clips.values_list("speaker", flat=True)) == {None}
