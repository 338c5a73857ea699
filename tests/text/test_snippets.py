"""The passage that answers a question: short, cut at words, with what was asked for marked."""

import re
import time
import unicodedata
from collections import namedtuple
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from episodes.text.snippets import ELLIPSIS, LENGTH, LONGEST_WORD, Wanted, marked, snippet

UNSPACED = "[\u3040-\u30ff\u3400-\u9fff]"
TOKEN = re.compile(rf"{UNSPACED}|(?:(?!{UNSPACED})[^\W_]\u0301?)+(?:['’]s\b)?")
Word = namedtuple("Word", "stem form start end")


def words_in(text):
    """A stand-in for what search makes of a text: folded, plurals cut, unspaced scripts by character."""
    for match in TOKEN.finditer(text):
        folded = unicodedata.normalize("NFD", match[0].casefold())
        form = "".join(char for char in folded if char.isalnum() and not unicodedata.combining(char))
        yield Word(form.rstrip("s") if len(form) > 3 else form, form, *match.span())


def wanted(*texts, prefix=False):
    words = [list(words_in(text)) for text in texts]
    return [Wanted(tuple(word.stem for word in some), some[-1].form if some and prefix else "") for some in words]


def marks_of(pieces):
    return [text for text, is_match in pieces if is_match]


def shown(pieces):
    return "".join(text for text, _is_match in pieces)


LONG = " ".join(f"Sentence number {n} says something about the sea." for n in range(60))


def test_a_short_text_is_shown_whole():
    pieces = snippet("The tides turn twice a day.", wanted("tide"), words_in)
    assert pieces == [("The ", False), ("tides", True), (" turn twice a day.", False)]


def test_case_and_accents_do_not_count():
    assert marks_of(snippet("A CAFÉ, a café; cafe.", wanted("cafe"), words_in)) == ["CAFÉ", "café", "cafe"]


def test_a_phrase_is_marked_as_a_whole_and_nowhere_else():
    text = "A tide pool is no pool at high tide: the tide-pool."
    assert marks_of(snippet(text, wanted("tide pool"), words_in)) == ["tide pool", "tide-pool"]


def test_the_beginning_of_a_word_marks_the_word():
    assert marks_of(snippet("Interpretability of models", wanted("interp", prefix=True), words_in)) == [
        "Interpretability"
    ]
    assert marks_of(snippet("deep learning, deep end", wanted("deep lea", prefix=True), words_in)) == ["deep learning"]


@pytest.mark.parametrize(
    ("text", "asked", "marks"),
    [
        ("It's (really) over.", "it's", ["It's"]),
        ("see http://example.com/tides now", "tides", ["tides"]),
        ("今日は東京で、京都ではない。", "東京", ["東京"]),
        ("東京のAPIを読む", "api", ["API"]),
        ("Überraschung!", "uberraschung", ["Überraschung"]),
    ],
)
def test_marks_in_any_script(text, asked, marks):
    assert marks_of(snippet(text, wanted(asked), words_in)) == marks


def test_a_long_text_is_cut_around_the_match():
    text = f"{LONG} Then the lighthouse went dark. {LONG}"
    pieces = snippet(text, wanted("lighthouse"), words_in)
    words = shown(pieces)
    assert marks_of(pieces) == ["lighthouse"]
    assert words.startswith(f"{ELLIPSIS}Then the lighthouse") and words.endswith(ELLIPSIS)
    assert LENGTH - 40 <= len(words) <= LENGTH + 2


def test_the_passage_with_most_of_the_words_is_best():
    text = f"{LONG} A whale, a whale, a whale. {LONG} The whale and the ship. {LONG}"
    assert marks_of(snippet(text, wanted("whale", "ship"), words_in)) == ["whale", "ship"]


def test_words_are_not_cut():
    pieces = snippet(LONG, wanted("37"), words_in)
    words = shown(pieces).strip(ELLIPSIS).split()
    assert set(words) <= set(LONG.split())
    assert marks_of(pieces) == ["37"]


def test_without_a_match_the_beginning_is_shown():
    pieces = snippet(LONG, wanted("nowhere"), words_in)
    assert marks_of(pieces) == []
    assert shown(pieces).startswith("Sentence number 0") and shown(pieces).endswith(ELLIPSIS)
    assert snippet("", wanted("x"), words_in) == snippet("x", [], words_in)[1:] == []


def test_the_last_words_bring_what_is_before_them():
    words = shown(snippet(f"{LONG} The very end.", wanted("very end"), words_in))
    assert words.endswith("The very end.") and len(words) > LENGTH - 60


def test_an_unspaced_text_is_cut_where_it_must_be():
    text = "これは長い文章です" * 100 + "灯台が暗くなった" + "波が来る" * 100
    pieces = snippet(text, wanted("灯台"), words_in)
    assert marks_of(pieces) == ["灯台"]
    assert len(shown(pieces)) <= LENGTH + 2


def test_a_title_is_marked_whole():
    title = f"  {LONG} tides"
    pieces = marked(title, wanted("tide"), words_in)
    assert (shown(pieces), marks_of(pieces)) == (title, ["tides"])


def test_a_long_text_of_matches_takes_a_moment():
    begin = time.perf_counter()
    snippet("tide pool " * 10_000, wanted("tide", "tide pool", "p"), words_in)
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
    looked_for = wanted(*asked, prefix=prefix)
    pieces = snippet(text, looked_for, words_in)
    plain = " ".join(text.split())
    words = shown(pieces)
    middle = words.removeprefix(ELLIPSIS) if not plain.startswith(words[:1] or "\0") else words
    assert (middle in plain) or (middle.removesuffix(ELLIPSIS) in plain) or (words.strip(ELLIPSIS) in plain)
    assert len(words) <= max(LENGTH + LONGEST_WORD, LENGTH + 2) or len(plain) <= LENGTH or "\u0301" in text
    assert all(one != other for (_a, one), (_b, other) in pairwise(pieces))
    firsts = {stem for one in looked_for for stem in (*one.stems[:1], one.beginning) if stem}
    for mark in marks_of(pieces):
        assert any(word.form.startswith(first) or word.stem == first for word in words_in(mark) for first in firsts)
