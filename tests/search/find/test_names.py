"""People and tags are found by each of their names, and what has them is."""

import pytest

from episodes.models import (
    SearchDocument,
    Tag,
    TagAlias,
)
from episodes.services import tags
from tests.factories import make_episode, make_highlight, make_person, make_quote, make_show
from tests.search.find.asking import found, transcript

pytestmark = pytest.mark.django_db


def test_another_name_is_followed_by_all_that_has_it():
    show, guest = make_show(title="Oldshow"), make_person(name="Oldperson")
    episode = make_episode(show, guest=guest, title="Oldepisode", tags=["oldtag"])
    highlight = make_highlight(episode, title="Oldsection", tags=["oldtag"])
    quote = make_quote(highlight, speaker=guest)
    tag = Tag.objects.get(name="oldtag")
    assert found("oldshow") == {episode, highlight, quote}
    assert found("oldperson") == {episode, highlight, quote, guest}
    assert found("oldtag") == {episode, highlight, quote, tag}
    show.title, guest.name, episode.title, highlight.title = "Newshow", "Newperson", "Newepisode", "Newsection"
    for thing in (show, guest, episode, highlight):
        thing.save()
    tags.rename(tag, "newtag")
    assert found("newshow") == {episode, highlight, quote}
    assert found("newperson") == {episode, highlight, quote, guest}
    assert found("newtag") == {episode, highlight, quote, tag}
    assert found("newepisode") == {episode, highlight, quote}
    assert found("newsection") == {highlight, quote}
    assert found("oldshow") == found("oldperson") == found("oldepisode") == found("oldsection") == set()
    # The old name of a tag is an alias of it.
    assert found("oldtag") == {episode, highlight, quote, tag}


def test_a_tag_and_what_has_it_are_found_by_its_aliases():
    highlight = make_highlight(tags=["language models"])
    tag = Tag.objects.get()
    alias = TagAlias.objects.create(tag=tag, name="LLM")
    assert found("llm") == {tag, highlight}
    alias.delete()
    assert found("llm") == set()


def test_merging_and_undoing_are_followed():
    one, other = make_highlight(tags=["ocean"]), make_highlight(tags=["sea"])
    episode = make_episode(tags=["ocean"])
    transcript(episode, "salt")
    ocean, sea = Tag.objects.get(name="ocean"), Tag.objects.get(name="sea")
    names = [f"t{ocean.pk}", f"t{sea.pk}"]
    before = set(SearchDocument.objects.values_list("pk", "title", "context", "facets"))
    assert found("ocean") == {one, episode, ocean}
    before = set(SearchDocument.objects.values_list("pk", "title", "context", "facets"))
    done = tags.merge(ocean, sea)
    assert found("ocean") == {one, other, episode, sea}
    assert found("", shelves=names[1:]) == {one, other, episode, sea, episode.cues.get()}
    assert found("", shelves=names[:1]) == set()
    tags.undo_merge(done)
    assert found("ocean") == {one, episode, ocean}
    assert set(SearchDocument.objects.values_list("pk", "title", "context", "facets")) == before


def test_a_tag_that_nothing_carries_any_more_is_gone():
    highlight = make_highlight(tags=["sea"])
    assert found("sea")
    highlight.tags.clear()
    assert found("sea") == set()
    Tag.objects.all().delete()
    assert found("sea") == set()
