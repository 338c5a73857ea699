"""Addresses: unique in their scope, never empty, and leading on when they change."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from episodes.models import Episode, PastSlug, Tag, TagAlias
from tests.factories import make_episode, make_highlight, make_person, make_show

pytestmark = pytest.mark.django_db


def past(thing):
    return sorted(thing.past_slugs.values_list("slug", flat=True))


def change_slug(thing, slug):
    thing = type(thing).objects.get(pk=thing.pk)
    thing.slug = slug
    thing.save()
    return thing


def test_titles_that_are_the_same_get_numbers_within_their_scope():
    show, other_show = make_show(), make_show()
    slugs = [make_episode(place, title="Fine-Tuning").slug for place in (show, show, show, other_show)]
    assert slugs == ["fine-tuning", "fine-tuning-2", "fine-tuning-3", "fine-tuning"]


def test_highlights_are_numbered_within_their_episode():
    episode = make_episode()
    slugs = [make_highlight(place, title="!!!").slug for place in (episode, episode, make_episode())]
    assert slugs == ["exclamation-mark", "exclamation-mark-2", "exclamation-mark"]


def test_shows_people_and_tags_are_numbered_on_the_whole_site():
    assert [make_show(title="音声").slug for _ in range(2)] == ["音声", "音声-2"]
    assert [make_person(name="Ada").slug for _ in range(2)] == ["ada", "ada-2"]
    assert [Tag.objects.create(name=name).slug for name in ("a b", "a-b")] == ["a-b", "a-b-2"]
    assert [make_person(name="\u200b").slug for _ in range(2)] == ["person", "person-2"]


def test_a_title_of_300_characters_fits():
    show = make_show()
    slugs = [make_episode(show, title="x" * 300).slug for _ in range(12)]
    assert len(set(slugs)) == 12
    assert max(map(len, slugs)) == 80


def test_the_same_slug_twice_in_a_scope_is_refused():
    show = make_show()
    make_episode(show, slug="one")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_episode(show, slug="one")
    with pytest.raises(ValidationError):
        Episode(show=show, title="x", slug="one").full_clean()


def test_a_slug_is_kept_when_the_title_changes():
    episode = make_episode(title="One")
    episode.title = "Two"
    episode.save()
    assert episode.slug == "one"
    assert past(episode) == []


@pytest.mark.parametrize("make", [make_show, make_episode, make_person, make_highlight])
def test_a_changed_slug_is_remembered(make):
    thing = make(slug="one")
    thing = change_slug(thing, "two")
    assert past(thing) == ["one"]
    thing = change_slug(thing, "three")
    assert past(thing) == ["one", "two"]


def test_tags_and_aliases_remember_theirs():
    tag = change_slug(Tag.objects.create(name="LLM"), "models")
    alias = change_slug(TagAlias.objects.create(tag=tag, name="GPTs"), "gpt")
    assert (past(tag), past(alias)) == (["llm"], ["gpts"])


def test_a_slug_changed_right_after_making_is_remembered_too():
    show = make_show(slug="one")
    show.slug = "two"
    show.save(update_fields=["slug"])
    assert past(show) == ["one"]


def test_an_emptied_slug_is_made_again():
    show = make_show(title="One", slug="other")
    show = change_slug(show, "")
    assert (show.slug, past(show)) == ("one", ["other"])


def test_going_back_takes_the_past_one_away():
    show = change_slug(change_slug(make_show(slug="one"), "two"), "one")
    assert past(show) == ["two"]


def test_a_slug_given_to_another_leads_there():
    show = make_show()
    first = change_slug(make_episode(show, slug="one"), "two")
    second = make_episode(show, slug="one")
    assert past(first) == []
    third = change_slug(make_episode(show, slug="three"), "four")
    change_slug(second, "three")
    assert (past(first), past(second), past(third)) == ([], ["one"], [])


def test_a_made_up_slug_takes_no_address_away():
    show = make_show()
    first = change_slug(make_episode(show, title="One"), "renamed")
    second = make_episode(show, title="One")
    assert second.slug == "one-2"
    assert past(first) == ["one"]


def test_scopes_do_not_mix():
    show = make_show()
    first = change_slug(make_episode(show, slug="one"), "two")
    make_episode(slug="one")
    make_show(slug="one")
    assert past(first) == ["one"]


def test_an_episode_that_moves_to_another_show_is_found_from_the_old_one():
    show, other = make_show(), make_show()
    episode = Episode.objects.get(pk=make_episode(show, slug="one").pk)
    episode.show = other
    episode.save()
    assert PastSlug.objects.get().scope == show.pk
    assert past(episode) == ["one"]


def test_past_slugs_go_with_their_object():
    show = make_show()
    change_slug(make_episode(show, slug="one"), "two")
    show.delete()
    assert PastSlug.objects.count() == 0
