"""Words as search compares them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.search.columns import EDGE, Column, parts_of, stored
from episodes.search.passages import LONGEST_OVERLAP, MOST_WORDS, cut
from episodes.search.words import LONGEST, forms_of, words_in, words_of


@given(st.text())
def test_words_and_their_places_agree(text):
    words = words_in(text)
    assert [word.form for word in words] == forms_of(text)
    assert [word.stem for word in words] == words_of(text)
    assert all(0 <= word.start < word.end <= len(text) and 0 < len(word.form) <= LONGEST for word in words)


@given(st.text())
def test_what_is_stored_is_letters_and_digits_that_no_database_takes_apart(text):
    for form in forms_of(text):
        assert re.fullmatch(r"[a-z][a-z0-9]*", stored(form))
        assert stored(form) != EDGE


@given(st.text(min_size=2))
def test_the_beginning_of_a_word_is_stored_as_a_beginning(text):
    for form in forms_of(text):
        assert form == EDGE or stored(form).startswith(stored(form[:-1]) if form[:-1] else "")


@given(st.lists(st.text(alphabet="abcde fgs'é東", max_size=30), max_size=4))
def test_parts_of_a_column_are_the_texts_in_stems(texts):
    parts = [" ".join(map(stored, words_of(text))) for text in texts if words_of(text)]
    assert parts_of(str(Column(*texts))) == parts


def test_a_long_text_is_cut():
    column = str(Column("tides " * 100_000))
    assert 5_000 < column.count(" ") <= 12_003


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's the model's tides; don't", ["it", "the", "model", "tide", "dont"]),
        ("l'amour a-b rock'n'roll", ["l", "amour", "a", "b", "rock", "n", "roll"]),
        ("Ｃafé naïve Straße Łódź Œuvre", ["cafe", "naiv", "strass", "lodz", "oeuvr"]),
        ("東京タワー", ["東", "京", "タ", "ワ", "ー"]),
        ("ｶﾞ が", ["ガ", "が"]),
        ("ﬁle ½", ["file", "1", "2"]),
        ("שָׁלוֹם", ["שלום"]),
        ("a\x00b\ud800c _d_", ["a", "b", "c", "d"]),
    ],
)
def test_words(text, words):
    assert words_of(text) == words


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(1, 150)), max_size=60))
def test_every_line_is_in_a_passage_and_passages_overlap_by_one_line_at_most(lines):
    lines = sorted((1000 * second, words) for second, words in lines)
    places = cut(lines)
    assert {at for first, end in places for at in range(first, end)} == set(range(len(lines)))
    for (first, end), (following, _end) in pairwise(places):
        assert following in (end, end - 1)
        assert following > first
        assert following == end or lines[following][1] <= LONGEST_OVERLAP
    assert all(sum(words for _ms, words in lines[first : end - 1]) < MOST_WORDS for first, end in places)
