"""Which names stand in a text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.mentions import mentioned


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("speech", "Speech, they say."),
        ("language model", "Two Language Models [1] met."),
        ("Language Models", "a language model"),
        ("self-hosting", "on self hosting your own"),
        ("C++", "written in C++."),
        ("Go", "rewritten in Go, twice"),
        ("llm", "an LLM and its LLMs"),
        ("LLM", "**LLMs** everywhere"),
        ("機械学習", "これは機械学習です"),
        ("naïve Bayes", "a NAÏVE BAYES filter"),
    ],
)
def test_a_name_stands_in_the_text(name, text):
    assert list(mentioned([name], text)) == [name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("speech", "speechless"),
        ("Go", "they go on"),
        ("C", "C++ and c"),
        ("C#", "in C++"),
        ("who", "who said so?"),
        ("the who", "the who of it"),
        ("🎙️", "🎙️ on air"),
        ("language model", "language and model"),
        ("", "anything"),
    ],
)
def test_a_name_does_not(name, text):
    assert mentioned([name], text) == {}


def test_longer_names_tell_more():
    assert mentioned(["model", "language model"], "Language models.") == {"model": 1, "language model": 2}


@given(st.lists(st.text(max_size=8), max_size=5), st.text(max_size=60))
def test_any_text_can_be_looked_through(names, text):
    assert mentioned(names, text).keys() <= set(names)


def test_ten_thousand_names_and_a_long_text_take_a_second_at_most():
    names = [f"tag number {number}" for number in range(10_000)]
    begin = time.perf_counter()
    mentioned(names, "some words of tag number 7, " * 1000)
    assert time.perf_counter() - begin < 2
