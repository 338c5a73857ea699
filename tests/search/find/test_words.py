"""Which words find which text: as people type them, all of them, and none where only syntax is."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from episodes.models import (
    Highlight,
)
from episodes.search.find import find
from episodes.text.questions import parse
from tests.conftest import commit
from tests.factories import make_episode, make_highlight, make_show
from tests.search.find.asking import found

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The tides of the sea", "tide"),
        ("One tide", "TIDES"),
        ("Café Zoë", "cafe zoe"),
        ("cafe", "Ｃａｆé"),
        ("a model of language", "language model"),
        ("a well-known model", '"well known"'),
        ("It’s not the model's", "it's"),
        ("the model's tail", "models"),
        ("interpretability", "interpretab"),
        ("open weights", "open wei"),
        ("東京の音を録る", "東京"),
        ("東京の音を録る", "音を"),
        ("ภาษาไทยง่าย", "ไทย"),
        ("팟캐스트를 듣다", "팟캐스트"),
        ("Москва слезам не верит", "москва"),
        ("नमस्ते दुनिया", "दुनिया"),
        ("the year 2024 was 1e5abc", "2024"),
        ("the year 2024 was 1e5abc", "1e5abc"),
        ("GPT-4 and C++", "gpt-4"),
        ("A 🎙️ here", "🎙"),
        ("Straße", "strasse"),
    ],
)
def test_a_word_is_found_as_people_type_it(text, question):
    highlight = make_highlight(body=text)
    make_highlight(body="Something else altogether.")
    assert highlight in found(question)
    assert len([thing for thing in found(question) if isinstance(thing, Highlight)]) == 1


def test_the_last_word_may_go_on(monkeypatch):
    """Names, numbers and other scripts, too; of very many words that begin so, the most usual are meant."""
    show = make_show(title="Oceanography")
    highlight = make_highlight(make_episode(show), title="Gpt4turbo of 20240517", tags=["mareography"])
    for question in ("oceanogr", "gpt4tu", "202405", "mareo", "gpt4turbo of 2024"):
        assert highlight in found(question), question
    monkeypatch.setattr("episodes.search.hits.MOST_OTHERS", 1)
    usual = make_highlight(title="salty salty")
    make_highlight(title="salty")
    make_highlight(title="saltire")
    assert usual in found("sal")


def test_all_words_must_be_there_and_phrases_in_a_row():
    both = make_highlight(body="The sea carries salt.")
    make_highlight(body="The sea.")
    assert found("salt sea") == {both}
    assert found('"sea carries"') == {both}
    assert found('"carries sea"') == set()
    assert found('sea -"salt"') == found("sea -salt")
    assert both not in found("sea -salt")


def test_a_phrase_does_not_reach_from_one_part_into_the_next():
    make_highlight(
        title="Of the sea", takeaway="Salt is old.", body="Water moves.", episode=make_episode(title="Winds")
    )
    assert found('"sea salt"') == found('"old water"') == found('"moves winds"') == set()


def test_what_is_only_excluded_leaves_the_rest():
    one, other = make_highlight(body="salt"), make_highlight(body="sugar")
    assert other in found("-salt")
    assert one not in found("-salt")


def test_usual_words_need_not_be_there_unless_alone_or_in_a_phrase():
    highlight = make_highlight(title="The tide", body="How water moves.")
    assert highlight in found("what is a tide")
    assert highlight in found("the")
    assert found('"what is a tide"') == set()


def test_nothing_asked_for_is_nothing_found():
    make_highlight()
    assert found("") == found("!!! \x00 \ud800") == set()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_string_is_answered(text):
    find(parse(text).terms)


@pytest.mark.parametrize(
    "text",
    [
        *r""" " ' a-b it's OR NOT a* title:x {title}:x ^a )( \ 'a':* % -- the qzxjq """.split(),  # noqa: SIM905
        *("NEAR(a b)", "a AND", "a + b", "a & !b", "a <-> b", "\x00", "\ud800\udc00", "the of and"),
        *("a" * 60_000, "a " * 30_000, '"' + "b " * 30_000, "-a " * 5000),
    ],
)
def test_what_is_syntax_elsewhere_is_words_here(text):
    make_highlight(body="a b it's near title x")
    commit()
    find(parse(text).terms)
