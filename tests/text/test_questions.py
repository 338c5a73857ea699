"""Every text is a question, and says what it seems to say."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from episodes.text.questions import MOST_FILTERS, MOST_TERMS, Filter, Term, parse


def word(text, **more):
    return Term(text, **more)


def last(text):
    return Term(text, is_prefix=True)


def phrase(text, **more):
    return Term(text, is_phrase=True, **more)


READ = [
    ("", [], []),
    ("   ", [], []),
    ("tide", [last("tide")], []),
    ("tide pools", [word("tide"), last("pools")], []),
    ('"tide pools"', [phrase("tide pools")], []),
    ('sea "tide  pools" wave', [word("sea"), phrase("tide pools"), last("wave")], []),
    ("tide -pool", [last("tide"), word("pool", is_negated=True)], []),
    ('-"tide pool" sea', [phrase("tide pool", is_negated=True), last("sea")], []),
    ("-tide", [word("tide", is_negated=True)], []),
    ("tag:llm", [], [Filter("tag", "llm")]),
    ('tag:"machine learning" x', [last("x")], [Filter("tag", "machine learning")]),
    ("-person:ann-b show:x", [], [Filter("person", "ann-b", True), Filter("show", "x")]),
    ("TAG:LLM", [], [Filter("tag", "LLM")]),
    ("tag:c++", [], [Filter("tag", "c++")]),
    ("tag:a:b", [], [Filter("tag", "a:b")]),
    ("before:2024", [], [Filter("before", "2024")]),
    ("after:2024-5 x", [last("x")], [Filter("after", "2024-05")]),
    ("after:2024/05/03", [], [Filter("after", "2024-05-03")]),
    ("-before:2024-05-03", [], [Filter("after", "2024-05-03")]),
    ('before:"2024"', [], [Filter("before", "2024")]),
]


@pytest.mark.parametrize(("text", "terms", "filters"), READ)
def test_reads(text, terms, filters):
    question = parse(text)
    assert (list(question.terms), list(question.filters)) == (terms, filters)


AS_WORDS = [
    # A field that is none, has no value yet, or a date that is none.
    ("note:llm", [last("note:llm")]),
    ("https://example.com/a?b=c", [last("https://example.com/a?b=c")]),
    ("12:30", [last("12:30")]),
    ("tag:", [last("tag:")]),
    ("tag: llm", [word("tag:"), last("llm")]),
    (": x", [last("x")]),
    ("before:yesterday", [last("before:yesterday")]),
    ("before:2024-13", [last("before:2024-13")]),
    ("after:0000", [last("after:0000")]),
    ("before:99999", [last("before:99999")]),
    ('note:"two words"', [phrase("note two words")]),
    # What is raw syntax elsewhere.
    ("a-b", [last("a-b")]),
    ("it's", [last("it's")]),
    ("NEAR(a b)", [word("NEAR(a"), last("b)")]),
    ("a AND b*", [word("a"), word("AND"), last("b*")]),
    ("--flag", [last("flag")]),
    ("tide -", [last("tide")]),
    ("- tide", [last("tide")]),
    ("tide !!! ??", [last("tide")]),
    # Emoji are looked for.
    ("🎙️", [last("🎙️")]),
    # What cannot be written parts words.
    ("a\x00b\ud800c", [word("a"), word("b"), last("c")]),
]


@pytest.mark.parametrize(("text", "terms"), AS_WORDS)
def test_what_cannot_be_read_as_more_is_words(text, terms):
    question = parse(text)
    assert (list(question.terms), question.filters) == (terms, ())


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ('"', []),
        ('""', []),
        ('"tide po', [phrase("tide po")]),
        ('sea "', [last("sea")]),
        ('12" vinyl', [last("12"), phrase("vinyl")]),
        ('-"', []),
    ],
)
def test_an_unfinished_phrase_is_taken_as_typed_so_far(text, terms):
    assert list(parse(text).terms) == terms


def test_an_unfinished_name_is_taken_as_typed_so_far():
    assert parse('tag:"machine lear').filters == (Filter("tag", "machine lear"),)
    assert parse('tag:"').filters == parse('tag:""').filters == ()


@pytest.mark.parametrize(
    "text", ["“tide pool”", "„tide pool“", "«tide pool»", "＂tide pool＂", "「tide pool」", "”tide pool”"]
)
def test_any_quotation_marks_make_a_phrase(text):
    assert parse(text).terms == (phrase("tide pool"),)


@pytest.mark.parametrize("text", ["海-ｔａｇ：x", "海 –tag:x", "海 −tag:x", "海\u3000－tag：x"])
def test_signs_of_other_keyboards_count(text):
    expected = () if text.startswith("海-") else (Filter("tag", "x", True),)
    assert parse(text).filters == expected


def test_quoted_words_need_no_spaces_around_them():
    assert parse("今日は「東京」で").terms == (word("今日は"), phrase("東京"), last("で"))


def test_the_last_word_that_is_asked_for_may_go_on():
    prefixes = [term.text for term in parse('sea tide -pool "x y" tag:z').terms if term.is_prefix]
    assert prefixes == ["tide"]


def test_what_is_said_twice_counts_once():
    assert parse("a a tag:x tag:x").text == "a tag:x"


def test_a_question_is_bounded():
    question = parse(" ".join(f"w{n} tag:t{n}" for n in range(500)))
    assert (len(question.terms), len(question.filters)) == (MOST_TERMS, MOST_FILTERS)


def test_a_long_text_is_read_at_once():
    for text in ('"' * 60_000, "-" * 60_000, "tag:" * 20_000, "a:" * 30_000, "x" * 60_000):
        assert len(parse(text).terms) <= MOST_TERMS


def test_a_date_knows_its_first_day():
    days = [one.day for one in parse("after:2024 before:2024-05 before:2024-05-03").filters]
    assert days == [date(2024, 1, 1), date(2024, 5, 1), date(2024, 5, 3)]


def test_a_filter_is_taken_off():
    question = parse('sea tag:x -tag:"y z"')
    assert question.without(Filter("tag", "x")).text == 'sea -tag:"y z"'
    assert question.without(Filter("tag", "nobody")) == question


SYNTAX = st.lists(
    st.sampled_from(
        [*'"“”„«»「」＂', *"-–−－", *":：﹕", " ", "\u3000", "tag", "person", "before", "after", "2024", "x", "é", "東"]
    )
)


@given(st.text() | SYNTAX.map("".join))
@example("--tag:x")
@example('-"-x"')
@example("before:2024-02-30")
@example("tag:﹕")
@example('0:"')
def test_any_text_is_a_question_and_its_canonical_spelling_the_same(text):
    question = parse(text)
    question.text.encode()  # can be written
    assert parse(question.text) == question
    assert sum(term.is_prefix for term in question.terms) <= 1
    assert all(one.day for one in question.filters if one.field in ("before", "after"))
