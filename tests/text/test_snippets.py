"""The passage that answers a question: short, cut at words, with what was asked for marked."""

import re
import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from episodes.text.snippets import ELLIPSIS, LENGTH, LONGEST_WORD, Wanted, snippet

UNSPACED = "[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]"


def words_of(text):
    """A stand-in for what search makes of a text: folded, plurals cut, unspaced scripts by character."""
    plain = "".join(char for char in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(char))
    words = re.findall(rf"{UNSPACED}|(?:(?!{UNSPACED})[^\W_])+", plain)
    return [word.rstrip("s") if len(word) > 3 else word for word in words]


def wanted(*texts, prefix=False):
    return [Wanted(tuple(words_of(text)), prefix) for text in texts]


def marked(pieces):
    return [text for text, is_match in pieces if is_match]


def shown(pieces):
    return "".join(text for text, _is_match in pieces)


LONG = " ".join(f"Sentence number {n} says something about the sea." for n in range(60))


def test_a_short_text_is_shown_whole():
    pieces = snippet("The tides turn twice a day.", wanted("tide"), words_of)
    assert pieces == [("The ", False), ("tides", True), (" turn twice a day.", False)]


def test_case_and_accents_do_not_count():
    assert marked(snippet("A CAFÉ, a café; cafe.", wanted("cafe"), words_of)) == ["CAFÉ", "café", "cafe"]


def test_a_phrase_is_marked_as_a_whole_and_nowhere_else():
    text = "A tide pool is no pool at high tide: the tide-pool."
    assert marked(snippet(text, wanted("tide pool"), words_of)) == ["tide pool", "tide-pool"]


def test_the_beginning_of_a_word_marks_the_word():
    assert marked(snippet("Interpretability of models", wanted("interp", prefix=True), words_of)) == [
        "Interpretability"
    ]
    assert marked(snippet("deep learning, deep end", wanted("deep lea", prefix=True), words_of)) == ["deep learning"]


@pytest.mark.parametrize(
    ("text", "asked", "marks"),
    [
        ("It's (really) over.", "it's", ["It's"]),
        ("We wrote C++, not C.", "c++", ["C++", "C"]),
        ("see http://example.com/tides now", "tides", ["tides"]),
        ("今日は東京で、京都ではない。", "東京", ["東京"]),
        ("東京のAPIを読む", "api", ["API"]),
        ("ภาษาไทยกับโมเดล", "ไทย", ["ไทย"]),
        ("Überraschung!", "uberraschung", ["Überraschung"]),
    ],
)
def test_marks_in_any_script(text, asked, marks):
    assert marked(snippet(text, wanted(asked), words_of)) == marks


def test_a_long_text_is_cut_around_the_match():
    text = f"{LONG} Then the lighthouse went dark. {LONG}"
    pieces = snippet(text, wanted("lighthouse"), words_of)
    words = shown(pieces)
    assert marked(pieces) == ["lighthouse"]
    assert words.startswith(f"{ELLIPSIS}Then the lighthouse") and words.endswith(ELLIPSIS)
    assert LENGTH - 40 <= len(words) <= LENGTH + 2


def test_the_passage_with_most_of_the_words_is_best():
    text = f"{LONG} A whale, a whale, a whale. {LONG} The whale and the ship. {LONG}"
    assert marked(snippet(text, wanted("whale", "ship"), words_of)) == ["whale", "ship"]


def test_words_are_not_cut():
    pieces = snippet(LONG, wanted("37"), words_of)
    words = shown(pieces).strip(ELLIPSIS).split()
    assert set(words) <= set(LONG.split())
    assert marked(pieces) == ["37"]


def test_without_a_match_the_beginning_is_shown():
    pieces = snippet(LONG, wanted("nowhere"), words_of)
    assert marked(pieces) == []
    assert shown(pieces).startswith("Sentence number 0") and shown(pieces).endswith(ELLIPSIS)
    assert snippet("", wanted("x"), words_of) == snippet("x", [], words_of)[1:] == []


def test_the_last_words_bring_what_is_before_them():
    words = shown(snippet(f"{LONG} The very end.", wanted("very end"), words_of))
    assert words.endswith("The very end.") and len(words) > LENGTH - 60


def test_an_unspaced_text_is_cut_where_it_must_be():
    text = "これは長い文章です" * 100 + "灯台が暗くなった" + "波が来る" * 100
    pieces = snippet(text, wanted("灯台"), words_of)
    assert marked(pieces) == ["灯台"]
    assert len(shown(pieces)) <= LENGTH + 2


def test_a_long_text_of_matches_takes_a_moment():
    begin = time.perf_counter()
    snippet("tide pool " * 10_000, wanted("tide", "tide pool", "p"), words_of)
    assert time.perf_counter() - begin < 2


WORDS = st.lists(st.sampled_from(["tide", "pools", "a", "-", "C++", "it's", "東京", "e\u0301", "x" * 90, ".", "🎙️"]))


@given(
    st.text() | WORDS.map(" ".join) | WORDS.map("".join),
    st.lists(st.text(max_size=8) | st.sampled_from(["tide", "tide pools", "東", "a"]), max_size=4),
    st.booleans(),
)
@example("\u0301" * 700, ["\u0301"], False)
@example("x\u0301" * 300 + " tide", ["tide"], False)
def test_a_passage_is_of_the_text_and_the_marks_are_what_was_wanted(text, asked, prefix):
    looked_for = [Wanted(tuple(words_of(one)), prefix) for one in asked]
    pieces = snippet(text, looked_for, words_of)
    plain = " ".join(text.split())
    words = shown(pieces)
    middle = words.removeprefix(ELLIPSIS) if not plain.startswith(words[:1] or "\0") else words
    assert (middle in plain) or (middle.removesuffix(ELLIPSIS) in plain) or (words.strip(ELLIPSIS) in plain)
    assert len(words) <= max(LENGTH + LONGEST_WORD, LENGTH + 2) or len(plain) <= LENGTH or "\u0301" in text
    assert all(one != other for (_a, one), (_b, other) in pairwise(pieces))
    first_words = {one.words[0] for one in looked_for if one.words}
    for mark in marked(pieces):
        assert any(word.startswith(first) for word in words_of(mark) for first in first_words)
