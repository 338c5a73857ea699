"""Short forms of long texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.excerpts import excerpt, sentences, split_title


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("short", 10, "short"),
        ("exactly te", 10, "exactly te"),
        ("one two three four", 12, "one two…"),
        ("one two, three four", 12, "one two…"),
        ("Donaudampfschiff ahoi", 10, "Donaudampf…"),
        ("これはとても長い文章です", 6, "これはとても…"),
        ("", 10, ""),
    ],
)
def test_excerpt(text, length, short):
    assert excerpt(text, length) == short


@given(st.text(), st.integers(1, 60))
def test_an_excerpt_is_never_longer_than_asked_for_and_its_ellipsis(text, length):
    assert len(excerpt(text, length)) <= length + 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("No full stop", ["No full stop"]),
        ("Version 2.5 is out. See a.example now.", ["Version 2.5 is out.", "See a.example now."]),
        ('He said "go." She went.', ['He said "go."', "She went."]),
        ("(An aside.) Then on…  And off", ["(An aside.)", "Then on…", "And off"]),
        ("これは文です。次の文です。", ["これは文です。", "次の文です。"]),
        ("「はい。」と言う。", ["「はい。」", "と言う。"]),
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("   ", []),
        ("", []),
    ],
)
def test_sentences(text, parts):
    assert sentences(text) == parts


@given(st.text())
def test_sentences_lose_nothing(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Scaling: how far?", ("Scaling:", "how far?")),
        ("One: two: three", ("One:", "two: three")),
        ("Plain", ("Plain", "")),
        ("At 10:30", ("At 10:30", "")),
        ("Ends with a colon: ", ("Ends with a colon: ", "")),
    ],
)
def test_split_title(title, parts):
    assert split_title(title) == parts
