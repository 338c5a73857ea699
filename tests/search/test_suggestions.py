"""What is suggested while somebody types."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from episodes.models import Episode, SearchKind, Status, Tag, TagAlias
from episodes.search.find import suggest
from tests.conftest import commit
from tests.factories import make_clip, make_episode, make_highlight, make_person

pytestmark = pytest.mark.django_db


def titles(text, **options):
    commit()
    return [one.title for one in suggest(text, **options)]


def test_names_are_suggested_by_the_beginnings_of_their_words():
    episode = make_episode(title="A Room at Night", guest=make_person(name="Ronja Rot"), tags=["room tone"])
    assert titles("ro") == ["Ronja Rot", "room tone", "A Room at Night"]
    assert titles("room t") == titles("tone ROOM") == titles("röom tones") == ["room tone"]
    assert titles("a room at n") == titles("night") == [episode.title]
    assert titles("r") == titles("ro")
    assert titles("rooms x") == titles("") == titles("!?") == []


def test_an_alias_leads_to_its_tag():
    make_episode(tags=["language models"])
    tag = Tag.objects.get()
    TagAlias.objects.create(tag=tag, name="LLM")
    TagAlias.objects.create(tag=tag, name="large models")
    commit()
    (found,) = suggest("llm")
    assert (found.kind, found.pk, found.title, found.alias, found.use) == (
        SearchKind.TAG,
        tag.pk,
        "language models",
        "LLM",
        1,
    )
    assert [one.alias for one in suggest("la")] == [""]
    assert [one.alias for one in suggest("lar")] == ["large models"]
    assert suggest("llm large") == []


def test_the_most_used_comes_first_and_what_is_called_so_before_all():
    make_episode(tags=["sound", "sound design", "soundness"])
    for _each in range(3):
        make_highlight(tags=["sound design", "soundness"])
    make_highlight(tags=["soundness"])
    assert titles("soun") == ["soundness", "sound design", "sound"]
    assert titles("sound") == ["sound", "soundness", "sound design"]
    assert titles("soun", most=2) == ["soundness", "sound design"]


def test_some_of_each_kind_are_shown():
    for number in range(6):
        make_highlight(tags=[f"sea {number}"])
    for number in range(3):
        make_episode(title=f"Sea {number}", guest=make_person(name=f"Sea Person {number}"))
    commit()
    kinds = [one.kind for one in suggest("sea", most=8)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        SearchKind.TAG: 4,
        SearchKind.PERSON: 2,
        SearchKind.EPISODE: 2,
    }


def test_only_what_is_public_is_suggested():
    guest = make_person(name="Salt Speaker")
    episode = make_episode(title="Salt", tags=["salt"], guest=guest)
    make_highlight(make_episode(status=Status.DRAFT, title="Saltmarsh"), tags=["salty"])
    assert titles("salt") == ["salt", "Salt", "Salt Speaker"]
    # Whoever writes past all signals still shows no title.
    Episode.objects.filter(pk=episode.pk).update(status=Status.WITHDRAWN)
    assert titles("salt") == ["salt", "Salt Speaker"]
    episode.status = Status.WITHDRAWN
    episode.save()
    assert titles("salt") == []
    make_clip(make_episode(), speaker=guest)
    assert titles("salt") == ["Salt Speaker"]


def test_one_query_answers(count_queries):
    make_episode(tags=["sea", "seal"], guest=make_person(name="Sea"))
    assert count_queries(lambda: suggest("sea")) == 1
    assert count_queries(lambda: suggest("?")) == 0


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_any_text_is_answered(text):
    suggest(text)


def test_long_texts_are_answered():
    for text in ("a" * 60_000, "a " * 30_000, "'\"*:&|!()<->" * 500):
        suggest(text)
