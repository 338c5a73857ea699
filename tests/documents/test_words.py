"""Marked differences: complete both ways, and readable."""

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.documents.words import marked

TEXTS = st.text(alphabet="ab .,\n\r\té語🎙", max_size=60) | st.text(max_size=60)


def joined(parts, *kinds):
    return "".join(text for kind, text in parts if kind in kinds)


@given(before=TEXTS, after=TEXTS)
def test_both_versions_can_be_read_from_the_marks(before, after):
    parts = marked(before, after)
    assert joined(parts, "same", "del") == before
    assert joined(parts, "same", "ins") == after
    assert all(text for _kind, text in parts)
    kinds = [kind for kind, _text in parts]
    assert all(one != other for one, other in itertools.pairwise(kinds))


@given(text=TEXTS)
def test_nothing_is_marked_where_nothing_differs(text):
    assert marked(text, text) == ([("same", text)] if text else [])


@pytest.mark.parametrize(
    ("before", "after", "parts"),
    [
        ("", "new", [("ins", "new")]),
        ("old", "", [("del", "old")]),
        ("a cat", "a cat sat", [("same", "a cat"), ("ins", " sat")]),
        (
            "Evaluation that nobody saw.",
            "Evaluation that nobody looked at.",
            [("same", "Evaluation that nobody "), ("del", "saw"), ("ins", "looked at"), ("same", ".")],
        ),
        ("red and blue", "two of green", [("del", "red and blue"), ("ins", "two of green")]),
        ("one\n\ntwo\n", "one\n\nthree\n", [("same", "one\n\n"), ("del", "two"), ("ins", "three"), ("same", "\n")]),
        ("said [1].", "said [2].", [("same", "said ["), ("del", "1"), ("ins", "2"), ("same", "].")]),
    ],
)
def test_words_are_marked_whole(before, after, parts):
    assert marked(before, after) == parts


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("word " * 20_000, "drow " * 20_000),
        ("a\n" * 20_000, "b\na\n" * 10_000),
        ("\n" * 50_000, "\n \n" * 20_000),
        (" ".join(map(str, range(20_000))), " ".join(map(str, range(20_000, 0, -1)))),
        ("\n".join(map(str, range(20_000))), "\n".join(map(str, range(20_000, 0, -1)))),
    ],
)
def test_long_texts_take_no_time(before, after):
    start = time.perf_counter()
    parts = marked(before, after)
    assert time.perf_counter() - start < 5
    assert joined(parts, "same", "del") == before
