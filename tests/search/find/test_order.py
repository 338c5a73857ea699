"""In which order things are found, how they are counted, and in how many queries."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from episodes.models import (
    SearchKind,
    Tag,
)
from episodes.search.find import find
from episodes.text.questions import parse
from tests.conftest import commit
from tests.factories import make_episode, make_highlight, make_quote

pytestmark = pytest.mark.django_db


def order(question, kind=SearchKind.HIGHLIGHT, **filters):
    commit()
    return find(parse(question).terms, **filters).groups[kind].keys


def test_titles_come_before_phrases_before_texts_before_surroundings():
    around = make_highlight(body="nothing of it", tags=["salt marsh"])
    text = make_highlight(body="There is salt, and then a marsh.")
    row = make_highlight(body="There is a salt marsh there.")
    title = make_highlight(title="A salt marsh at night")
    whole = make_highlight(title="Salt marsh")
    assert order("salt marsh") == [whole.pk, title.pk, row.pk, text.pk, around.pk]


def test_what_says_it_more_often_and_what_is_newer_comes_first():
    episode = make_episode()
    once = make_highlight(episode, body="salt and more words here")
    often = make_highlight(episode, body="salt and salt and salt")
    again = make_highlight(make_episode(published_at=timezone.now()), body="salt and more words here")
    old = make_highlight(make_episode(published_at=datetime(1999, 1, 1, tzinfo=UTC)), body="salt and more words here")
    assert order("salt") == [often.pk, again.pk, once.pk, old.pk]
    assert order("salt", newest=True)[-1] == old.pk


def test_pages_of_one_kind_follow_each_other():
    for _each in range(7):
        make_highlight(body="salt")
    commit()
    terms, kinds = parse("salt").terms, [SearchKind.HIGHLIGHT]
    whole = find(terms, kinds=kinds, size=20).groups[SearchKind.HIGHLIGHT]
    pages = [find(terms, kinds=kinds, start=at, size=3).groups[SearchKind.HIGHLIGHT] for at in (0, 3, 6, 9)]
    assert [key for page in pages for key in page.keys] == whole.keys
    assert (whole.count, whole.is_capped, len(whole.keys)) == (7, False, 7)


def test_many_hits_are_counted_up_to_a_bound(monkeypatch):
    monkeypatch.setattr("episodes.search.find.MOST_COUNTED", 5)
    monkeypatch.setattr("episodes.search.find.MOST_RANKED", 2)
    monkeypatch.setattr("episodes.search.find.RANKED_OF_MANY", 2)
    episode = make_episode()
    first = make_highlight(episode, title="Salt")
    # Their names alike: a longer number would make one text longer than the next.
    others = [make_highlight(episode, title="Other", takeaway="", body="salt") for _each in range(7)]
    commit()
    result = find(parse("salt").terms, size=20)
    group = result.groups[SearchKind.HIGHLIGHT]
    assert (group.count, group.is_capped, result.is_capped) == (5, True, True)
    assert group.keys[:3] == [first.pk, others[-1].pk, others[-2].pk]
    assert len(set(group.keys)) == len(group.keys)


def test_a_word_that_many_have_is_taken_for_whole(monkeypatch):
    monkeypatch.setattr("episodes.search.hits.ENOUGH", 2)
    art = [make_highlight(body="art of the sea") for _each in range(2)]
    artist = make_highlight(body="an artist at sea")
    make_highlight(body="nothing", tags=["artificial reefs"])
    tag = Tag.objects.get()
    commit()
    groups = find(parse("art").terms).groups
    assert groups[SearchKind.HIGHLIGHT].keys == [art[1].pk, art[0].pk]
    assert groups[SearchKind.TAG].keys == [tag.pk], "of another kind there are few: beginnings count"
    assert artist.pk in find(parse("arti").terms).groups[SearchKind.HIGHLIGHT].keys


def test_it_is_the_same_whether_few_or_many_are_likely_to_match(monkeypatch):
    episode = make_episode(title="Salt and water")
    for number in range(5):
        make_highlight(episode, title=f"Salt {number}", body="water and salt", tags=["sea"])
    make_highlight(episode, title="Nothing", body="no word of it")
    commit()
    shelf = f"t{Tag.objects.get(name='sea').pk}"
    asked = [{"terms": parse(text).terms} for text in ("salt", "sal", '"water and salt"', "salt -nothing")]
    asked += [{"terms": (), "shelves": [shelf]}, {"terms": parse("salt").terms, "shelves": [shelf], "newest": True}]
    gathered = [find(**one) for one in asked]
    monkeypatch.setattr("episodes.search.find.RANKED_OF_MANY", 1)
    monkeypatch.setattr("episodes.search.find.MOST_COUNTED", 4)
    titled = [find(**one) for one in asked]
    for many in (10, -1):
        monkeypatch.setattr("episodes.search.postgres.FEW", -1)
        monkeypatch.setattr("episodes.search.postgres.MANY", many)
        assert [find(**one) for one in asked] == titled
    monkeypatch.undo()
    assert [find(**one) for one in asked] == gathered
    assert all(found.count for found in gathered)


def test_the_number_of_queries_does_not_depend_on_what_is_found(count_queries):
    def ask():
        find(parse("salt").terms, shelves=["all"])

    make_highlight(body="salt")
    few = count_queries(ask)
    for _each in range(12):
        make_quote(make_highlight(body="salt", tags=["sea"]), text="salt")
    assert count_queries(ask) == few <= 5
