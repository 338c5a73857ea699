"""Merging tags and taking it back, renaming them, changing the tags of many things."""

import random

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from episodes.models import Episode, Highlight, PastSlug, Revision, SimilarEpisode, Tag, TagAlias, TagMerge
from episodes.services import tags as services
from episodes.services.tags import TagRefused, is_made_from, merge, rename, retag, undo_merge
from episodes.signals import changes
from tests.factories import make_episode, make_highlight

pytestmark = pytest.mark.django_db


def tag(name, **values):
    return Tag.objects.create(name=name, **values)


def names(tagged):
    return set(tagged.tags.values_list("name", flat=True))


def led_to(path):
    return Client().get(path).headers.get("Location")


@pytest.fixture
def pair():
    """Two names for the same thing, each on two sections, of which one has both."""
    both = make_highlight(tags=["speach", "speech"])
    wrong, right = make_highlight(tags=["speach"]), make_highlight(tags=["speech"])
    episode = make_episode(tags=["speach"])
    return both, wrong, right, episode


def get(name):
    return Tag.objects.get(name=name)


def test_a_merge_moves_everything_once(pair):
    user = User.objects.create_user("mira")
    done = merge(get("speach"), get("speech"), user)
    assert [names(tagged) for tagged in pair] == [{"speech"}] * 4
    assert get("speech").tagged_highlights.count() == 3
    assert not Tag.objects.filter(name="speach").exists()
    assert (done.name, done.target, done.made_by, done.undone_at) == ("speach", get("speech"), user, None)


def test_the_old_name_and_the_old_addresses_lead_to_the_tag(pair):
    source = get("speach")
    TagAlias.objects.create(tag=source, name="spoken word")
    for slug in ("first-words", "other-words"):
        source.slug = slug
        source.save()
    done = merge(source, get("speech"))
    for slug in ("speach", "first-words", "other-words", "spoken-word"):
        assert led_to(f"/tags/{slug}/") == "/tags/speech/"
    assert {alias.name for alias in get("speech").aliases.all()} == {"speach", "spoken word"}
    later = make_highlight(tags=["Speach", "spoken word"])
    assert names(later) == {"speech"}
    undo_merge(done)
    for slug in ("speach", "first-words", "spoken-word"):
        assert led_to(f"/tags/{slug}/") == "/tags/other-words/"


def test_an_address_leads_on_although_another_tag_is_called_so():
    make_highlight(tags=["C++", "cpp", "other"])
    TagAlias.objects.create(tag=get("other"), name="C plus plus")
    merge(get("C++"), get("cpp"))
    assert led_to("/tags/c-plus-plus/") == "/tags/cpp/"
    assert tag("C plus plus!").slug == "c-plus-plus-2"


def test_a_tag_is_not_merged_into_itself_or_nothing(pair):
    source = get("speech")
    with pytest.raises(TagRefused, match="“speech” can't be merged into itself"):
        merge(source, get("speech"))
    gone = get("speach")
    Tag.objects.filter(name="speach").delete()
    with pytest.raises(TagRefused, match="“speach” is no longer there"):
        merge(gone, source)
    assert source.tagged_highlights.count() == 2
    assert not TagMerge.objects.exists()


def test_what_fails_half_way_changes_nothing(pair, monkeypatch):
    monkeypatch.setattr(services, "leave_name", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        merge(get("speach"), get("speech"))
    assert [names(tagged) for tagged in pair] == [{"speach", "speech"}, {"speach"}, {"speech"}, {"speach"}]


def test_undoing_brings_back_what_there_was(pair):
    source = get("speach")
    source.description, source.slug = "Talk.", "talk"
    source.save()
    TagAlias.objects.create(tag=source, name="spoken word")
    done = merge(source, get("speech"))
    back = undo_merge(done)
    assert (back.pk, back.name, back.slug, back.description, back.key, back.initial) == (
        source.pk,
        "speach",
        "talk",
        "Talk.",
        "speach",
        "S",
    )
    assert [names(tagged) for tagged in pair] == [{"speach", "speech"}, {"speach"}, {"speech"}, {"speach"}]
    assert [alias.name for alias in back.aliases.all()] == ["spoken word"]
    assert not get("speech").aliases.exists()
    assert led_to("/tags/speach/") == "/tags/talk/"
    assert Client().get("/tags/talk/").status_code == 200
    done.refresh_from_db()
    assert done.undone_at
    with pytest.raises(TagRefused, match="undone already"):
        undo_merge(done)


def test_undoing_leaves_alone_what_was_changed_since(pair):
    both, wrong, right, episode = pair
    done = merge(get("speach"), get("speech"))
    added = make_highlight(tags=["speech"])
    wrong.tags.remove("speech")
    wrong.tags.add("speech")
    both.tags.remove("speech")
    get("speech").aliases.all().delete()
    undo_merge(done)
    assert names(added) == names(wrong) == names(right) == {"speech"}
    assert names(both) == set()
    assert names(episode) == {"speach"}


def test_an_undo_that_would_take_a_name_away_is_refused(pair):
    done = merge(get("speach"), get("speech"))
    TagAlias.objects.all().delete()
    other = tag("other")
    alias = TagAlias.objects.create(tag=other, name="Speach")
    with pytest.raises(TagRefused, match="“speach” is an alias of “other” by now"):
        undo_merge(done)
    alias.delete()
    tag("Speach")
    with pytest.raises(TagRefused, match="another tag “speach” by now"):
        undo_merge(done)
    Tag.objects.filter(name="Speach").delete()
    # Only the address is taken: the tag gets one beside it.
    Tag.objects.filter(pk=other.pk).update(slug="speach")
    assert undo_merge(done).slug == "speach-2"


def test_merges_of_merges_are_undone_from_the_last(pair):
    make_highlight(tags=["voice"])
    first = merge(get("speach"), get("speech"))
    second = merge(get("speech"), get("voice"))
    with pytest.raises(TagRefused, match="“speech” itself was merged into “voice” later"):
        undo_merge(first)
    undo_merge(second)
    first.refresh_from_db()
    assert first.target.name == "speech"
    undo_merge(first)
    assert [names(tagged) for tagged in pair] == [{"speach", "speech"}, {"speach"}, {"speech"}, {"speach"}]
    assert not TagAlias.objects.exists()


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_merged_and_undone_what_is_left_follows_from_the_merges_that_stand(seed):
    pick = random.Random(seed)
    made = ["a", "b", "c", "d", "e"]
    for name in made:
        tag(name)
    tagged = [make_highlight(tags=pick.sample(made, pick.randint(0, 4))) for _number in range(8)]
    begun = [names(highlight) for highlight in tagged]
    standing = []
    for _step in range(14):
        there = list(Tag.objects.order_by("name"))
        if len(there) > 1 and (not standing or pick.random() < 0.55):
            source, target = pick.sample(there, 2)
            standing.append((merge(source, target), source.name, target.name))
        else:
            chosen = pick.choice(standing)
            try:
                undo_merge(chosen[0])
            except TagRefused:
                continue
            standing.remove(chosen)
        # A merge that was undone never was; the others happen in their order.
        expected = [set(start) for start in begun]
        for _done, source, target in standing:
            expected = [{target if name == source else name for name in found} for found in expected]
        assert [names(highlight) for highlight in tagged] == expected
    for done, *_names in reversed(standing):
        undo_merge(done)
    assert [names(highlight) for highlight in tagged] == begun
    assert not TagAlias.objects.exists()


def counted(call):
    with CaptureQueriesContext(connection) as queries:
        call()
    return len(queries)


def test_the_queries_of_a_merge_and_its_undoing_do_not_grow_with_uses():
    found = []
    for number in (1, 30):
        for _use in range(number):
            make_highlight(tags=[f"source {number}", f"target {number}"])
            make_highlight(tags=[f"source {number}"])
            make_episode(tags=[f"source {number}"])
        done = []
        source, target = get(f"source {number}"), get(f"target {number}")
        found.append(
            (
                counted(lambda source=source, target=target: done.append(merge(source, target))),  # noqa: B023
                counted(lambda: undo_merge(done[0])),  # noqa: B023
            )
        )
    # The reasons of many neighbours are read and corrected by one query each.
    assert all(many <= one + 2 for one, many in zip(*found, strict=True))
    assert max(found[1]) <= 40


def test_neighbours_follow_a_merge(django_capture_on_commit_callbacks):
    for _number in range(4):
        make_episode()
    one, other = make_episode(tags=["speach"]), make_episode(tags=["speech"])
    assert not SimilarEpisode.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        done = merge(get("speach"), get("speech"))
    assert SimilarEpisode.objects.get(episode=one, other=other).shared["tags"] == ["speech"]
    with django_capture_on_commit_callbacks(execute=True):
        undo_merge(done)
    assert not SimilarEpisode.objects.exists()


def test_of_many_neighbours_only_the_reasons_are_corrected(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(services, "MOST_COMPUTED", 1)
    one, other = make_episode(tags=["speach"]), make_episode(tags=["speach"])
    make_episode(tags=["speech"])
    row = {"episode": one, "other": other, "score": 1}
    told = {"people": [], "words": []}
    SimilarEpisode.objects.create(**row, shared={"tags": ["voice", "speach", "speech"], **told})
    SimilarEpisode.objects.create(episode=other, other=one, score=1, shared={"tags": ["speach"], **told})
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        done = merge(get("speach"), get("speech"))
    assert not any(callback is changes._refresh for callback in callbacks)
    assert SimilarEpisode.objects.get(episode=one).shared["tags"] == ["voice", "speech"]
    assert SimilarEpisode.objects.get(episode=other).shared["tags"] == ["speech"]
    with django_capture_on_commit_callbacks(execute=True):
        undo_merge(done)
    # Nobody knows by now which of the two names it was: a reason that may be wrong is none.
    assert SimilarEpisode.objects.get().shared["tags"] == ["voice"]


def test_a_new_name_takes_the_address_along_and_leaves_the_old_one():
    highlight = make_highlight(tags=["speach"])
    renamed = rename(get("speach"), "Speech")
    assert (renamed.name, renamed.slug) == ("Speech", "speech")
    assert led_to("/tags/speach/") == "/tags/speech/"
    highlight.tags.add("speach")
    assert names(highlight) == {"Speech"}
    rename(renamed, "speach")
    assert led_to("/tags/speech/") == "/tags/speach/"
    assert [alias.name for alias in get("speach").aliases.all()] == ["Speech"]


def test_another_case_is_no_other_name():
    renamed = rename(tag("llm"), "LLM")
    assert (renamed.name, renamed.slug) == ("LLM", "llm")
    assert not TagAlias.objects.exists()
    assert not PastSlug.objects.exists()


def test_an_address_that_was_chosen_stays():
    renamed = rename(tag("C++", slug="cpp"), "C plus plus")
    assert renamed.slug == "cpp"
    assert is_made_from("speech-3", "Speech")
    assert not is_made_from("speech-synthesis", "Speech")


def test_a_name_that_is_taken_is_refused():
    tag("LLM")
    with pytest.raises(TagRefused, match="The tag “LLM” is the same"):
        rename(tag("large language models"), "llm")


def test_tags_of_many_are_changed_in_one_revision_each():
    TagAlias.objects.create(tag=tag("speech synthesis"), name="TTS")
    episode = make_episode()
    first = make_highlight(episode, tags=["old", "kept"])
    second = make_highlight(episode, tags=["speech synthesis"])
    third = make_highlight(tags=["speech synthesis", "new"])
    before = Revision.objects.count()
    changed = retag(Highlight.objects.all(), add=["tts", "new"], remove=["OLD", "never there"])
    assert changed == {first.pk, second.pk}
    assert names(first) == {"kept", "speech synthesis", "new"}
    assert names(second) == names(third) == {"speech synthesis", "new"}
    made = Revision.objects.all()[: Revision.objects.count() - before]
    assert {revision.episode_key for revision in made} == {episode.pk}
    assert made[0].what == "Tags changed in bulk"
    assert retag(Highlight.objects.all(), add=["new"]) == set()


def test_episodes_are_retagged_too(django_capture_on_commit_callbacks):
    for _number in range(4):
        make_episode()
    one, other = make_episode(tags=["prosody"]), make_episode()
    with django_capture_on_commit_callbacks(execute=True):
        assert retag(Episode.objects.filter(pk=other.pk), add=["prosody"]) == {other.pk}
    assert SimilarEpisode.objects.get(episode=one).other == other


def test_a_bulk_change_that_contradicts_itself_or_is_too_long_is_refused(monkeypatch):
    highlight = make_highlight(tags=["speech"])
    TagAlias.objects.create(tag=get("speech"), name="talk")
    with pytest.raises(TagRefused, match="“speech” can't be added and removed at once"):
        retag(Highlight.objects.all(), add=["talk"], remove=["Speech"])
    monkeypatch.setattr(services, "MOST_RETAGGED", 0)
    with pytest.raises(TagRefused, match="At most 0 can be changed at once; these are 1"):
        retag(Highlight.objects.all(), remove=["speech"])
    assert names(highlight) == {"speech"}
