"""Cursors go round, and nothing that a stranger hands in is anything but a cursor or an error."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.cursors import LONGEST_VALUE, MOST, CursorError, read_cursor, write_cursor

numbers = st.integers(-MOST, MOST)
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


@given(st.lists(numbers, max_size=4))
def test_numbers_go_round(values):
    cursor = write_cursor("newest", *values)
    assert read_cursor(cursor, "newest", *[int] * len(values)) == tuple(values)
    assert cursor.isascii() and not set(cursor) & set("+/=& ?#")


@given(words)
def test_texts_go_round(word):
    assert read_cursor(write_cursor("key", word), "key", str) == (word,)


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_whatever_is_handed_in_is_a_cursor_or_an_error(text):
    try:
        values = read_cursor(text, "newest", int, str)
    except CursorError as error:
        assert str(error).endswith(".")
    else:
        assert [type(value) for value in values] == [int, str]


@pytest.mark.parametrize(
    "value",
    [
        ["newest", "1"],
        ["newest", True],
        ["newest", 1.0],
        ["newest", None],
        ["newest", MOST + 1],
        ["newest"],
        ["newest", 1, 2],
        ["other", 1],
        {"newest": 1},
        "newest",
        7,
    ],
)
def test_other_json_is_none(value):
    cursor = base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    with pytest.raises(CursorError):
        read_cursor(cursor, "newest", int)


@pytest.mark.parametrize("word", ["a\0b", "\ud800", "x" * (LONGEST_VALUE + 1)])
def test_no_text_that_a_database_refuses(word):
    cursor = base64.urlsafe_b64encode(json.dumps(["key", word]).encode()).decode().rstrip("=")
    with pytest.raises(CursorError):
        read_cursor(cursor, "key", str)


def test_nesting_is_no_way_in():
    cursor = base64.urlsafe_b64encode(b"[" * 250).decode().rstrip("=")
    with pytest.raises(CursorError):
        read_cursor(cursor, "newest", int)
