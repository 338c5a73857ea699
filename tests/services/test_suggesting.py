"""What an editor is offered as related says why, and never names a draft."""

import pytest

from episodes.services.documents import read
from episodes.services.suggesting import suggest_related
from tests.factories import make_episode, make_highlight, make_person

pytestmark = pytest.mark.django_db


def suggested(episode):
    return [(other.title, shared) for other, shared in suggest_related(episode.pk, read(episode.pk))]


def test_shared_tags_people_and_words_are_the_reason():
    guest = make_person(name="Ann")
    draft = make_episode(status="draft", guest=guest, tags=["seeds"])
    make_highlight(draft, body="Tokenisers matter. Tokenisers decide.", tags=["evaluation"])
    make_highlight(make_episode(title="By tag"), tags=["evaluation"])
    make_episode(title="By guest and tag", guest=guest, tags=["seeds"])
    make_highlight(make_episode(title="Nothing shared"))
    found = suggested(draft)
    assert [title for title, _shared in found] == ["By guest and tag", "By tag"]
    assert found[0][1] == {"tags": ["seeds"], "people": ["Ann"], "words": []}
    assert found[1][1]["tags"] == ["evaluation"]


def test_words_alone_are_enough():
    draft = make_episode(status="draft")
    make_highlight(draft, body="Tokenisers matter. Tokenisers decide. Tokenisers!")
    make_episode(title="On tokenisers", summary="What tokenisers do.")
    make_episode(title="On seeds", summary="Noise between seeds.")
    [(title, shared)] = suggested(draft)
    assert (title, shared["words"]) == ("On tokenisers", ["tokenisers"])


def test_what_is_chosen_and_what_is_a_draft_is_not_offered():
    draft = make_episode(status="draft", tags=["seeds"])
    chosen = make_episode(tags=["seeds"])
    draft.related_choices.create(related=chosen)
    make_episode(status="draft", tags=["seeds"])
    assert suggested(draft) == []


def test_queries_do_not_grow(django_assert_max_num_queries):
    draft = make_episode(status="draft", tags=["seeds"])
    for _ in range(30):
        make_highlight(make_episode(tags=["seeds"]))
    document = read(draft.pk)
    with django_assert_max_num_queries(10):
        assert len(suggest_related(draft.pk, document)) == 4
