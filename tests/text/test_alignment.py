"""A quote beside its passage: where it stands, when it is heard, and word by word what is left out or different."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.alignment import (
    ADDED,
    LEFT_OUT,
    SAME,
    Lines,
    Place,
    align,
    close_places,
    exact_places,
    matched,
    outward,
    pieces_of,
)
from episodes.text.compare import Passage, compare, in_common, words_of

SAID = [
    (0, 4000, "So, um, the first run we did at that scale failed on the second day,"),
    (4000, 8000, "and nobody noticed until the week-end — the loss curve looked fine."),
    (8000, 12_000, "We’d been reading it wrong: what goes down isn't always learning."),
    (12_000, 16_000, "It was, you know, memorising the déjà vu of the training set."),
    (16_000, 20_000, "Nobody noticed."),
]
TEXTS = st.text(st.sampled_from("ab cdé’'-—.…½①℡ⓐ 日本กあ\u0301\u00ad\u200b\n_"), max_size=40)
WORDS = st.lists(st.sampled_from(["one", "two", "three", "four's", "five-six", "séven"]), min_size=1, max_size=12)
CUES = st.lists(st.builds(" ".join, WORDS), min_size=1, max_size=12).map(
    lambda texts: [(number * 3000, number * 3000 + 2500, text) for number, text in enumerate(texts)]
)


@pytest.fixture
def lines():
    return Lines(SAID)


def test_an_exact_quote_is_one_run_at_its_place(lines):
    found = align("The first run we did at that scale failed on the second day", lines)
    assert (found.result, found.runs) == (
        "exact",
        ((SAME, "The first run we did at that scale failed on the second day"),),
    )
    assert (found.start_ms, found.end_ms) == (0, 4000)


def test_what_is_left_out_is_spelled_as_in_the_transcript(lines):
    found = align("Failed on the second day. Nobody noticed!", lines)
    assert found.result == "trimmed"
    assert found.runs == ((SAME, "Failed on the second day."), (LEFT_OUT, "and"), (SAME, "Nobody noticed!"))
    assert found.words == "failed on the second day, and nobody noticed"


def test_what_differs_stands_beside_what_was_said(lines):
    found = align("the first test we did at that scale failed on the third day", lines)
    assert found.result == "differs"
    assert found.runs == (
        (SAME, "the first"),
        (LEFT_OUT, "run"),
        (ADDED, "test"),
        (SAME, "we did at that scale failed on the"),
        (LEFT_OUT, "second"),
        (ADDED, "third"),
        (SAME, "day"),
    )


def test_other_words_at_both_ends_stand_beside_those_that_were_said(lines):
    found = align("You’d been reading it wrong: what goes down isn't always earning", lines)
    assert found.runs[:2] == ((LEFT_OUT, "We’d"), (ADDED, "You’d"))
    assert found.runs[-2:] == ((LEFT_OUT, "learning."), (ADDED, "earning"))


def test_the_passage_is_as_short_as_it_can_be():
    lines = Lines([(0, 8000, "you don't notice that a cough has gone."), (8000, 12_000, "You hear the whole room.")])
    found = align("You hear quiet whole room", lines)
    assert (found.words, found.start_ms) == ("You hear the whole room.", 8000)
    assert found.runs == ((SAME, "You hear"), (LEFT_OUT, "the"), (ADDED, "quiet"), (SAME, "whole room"))


def test_the_time_lies_inside_the_line_in_whole_seconds_around_the_words(lines):
    found = align("what goes down isn't always learning", lines)
    assert (found.start_ms, found.end_ms) == (9000, 12_000)


def test_of_two_places_the_nearer_one_is_proposed(lines):
    assert align("nobody noticed", lines, near_ms=0).start_ms == 4000
    assert align("nobody noticed", lines, near_ms=15_000).start_ms == 16_000


def test_nothing_found_says_nothing_else(lines):
    found = align("Benchmarks are where honest people go to be fooled", lines)
    assert (found.result, found.runs, found.words, found.start_ms) == ("not found", (), "", None)
    assert align("…", lines).result == "not found"
    assert align("anything", Lines([])).result == "not found"


def test_a_transcript_without_times_proposes_none():
    found = align("two", Lines([(None, None, "one two three")]))
    assert (found.result, found.start_ms, found.end_ms) == ("exact", None, None)


def test_signs_that_become_several_words_stay_whole():
    found = align("½ of it", Lines([(0, 1000, "It is ½ of it, ℡ me")]))
    assert (found.result, found.words) == ("exact", "½ of it,")


def test_passages_that_are_nearly_the_words(lines):
    words = words_of("and nobody noticed until the week end")
    assert [place.first for place in exact_places(words_of("nobody noticed"), lines)] == [16, 50]
    [best, *_others] = close_places(words, lines, 0.85)
    assert (best.share, lines.line_of(best.first)) == (1.0, (1, 0))


def test_places_are_counted_over_many_lines():
    lines = Lines([(n * 1000, n * 1000 + 900, f"line {n} says something") for n in range(900)])
    for number in (0, 199, 200, 201, 650, 899):
        [place] = exact_places(["line", str(number), "says"], lines)
        assert lines.line_of(place.first) == (number, 0)
        assert align(f"line {number} something", lines).start_ms == number * 1000


@given(CUES, st.data())
def test_what_is_cut_out_of_a_transcript_is_exact_and_at_its_place(cues, data):
    lines = Lines(cues)
    count = len(lines.words)
    first = data.draw(st.integers(0, count - 1))
    end = data.draw(st.integers(first + 1, count))
    quote = " ".join(lines.words[first:end])
    line = lines.line_of(first)[0]
    found = align(quote, lines, near_ms=cues[line][0])
    assert found.result == "exact"
    assert [kind for kind, _words in found.runs] == [SAME]
    assert words_of(found.words)[: end - first] == words_of(quote)
    assert found.start_ms <= found.end_ms - 1000
    assert Place(first, end) in exact_places(words_of(quote), lines)


@given(st.lists(TEXTS, max_size=6), TEXTS)
def test_aligning_never_fails_and_says_what_comparing_says(texts, quote):
    lines = Lines([(number * 1000, number * 1000 + 900, text) for number, text in enumerate(texts)])
    found = align(quote, lines, near_ms=500)
    assert found.result == compare(quote, Passage(texts))
    assert bool(found.runs) == (found.result != "not found")


@given(TEXTS)
def test_the_pieces_of_a_text_are_all_of_its_words(text):
    pieces = pieces_of(text)
    assert [word for piece in pieces for word in piece.words] == words_of(text)
    assert "".join(piece.text for piece in pieces) in text


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.lists(st.sampled_from("abcde"), max_size=30))
def test_what_is_matched_is_a_longest_common_subsequence(words, others):
    pairs = matched(words, others)
    assert len(pairs) == in_common(words, others)
    assert all(words[index] == others[other] for index, other in pairs)
    assert pairs == sorted(pairs)
    assert len({index for index, _other in pairs}) == len({other for _index, other in pairs}) == len(pairs)


@given(st.integers(0, 10**7), st.integers(0, 10**5))
def test_whole_seconds_hold_a_time(start, length):
    low, high = outward(start, start + length)
    assert low <= start and high >= start + length
    assert low % 1000 == high % 1000 == 0 and 1000 <= high - low < length + 2001
