"""Texts are set whole where they fit, cut behind a word where they do not, and run in their own direction."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from episodes.seo.cards import bidi
from episodes.seo.cards.fonts import faces
from episodes.seo.cards.pieces import cleaned, clusters, initial, may_end
from episodes.seo.cards.setting import ELLIPSIS, Box, Style, fitted

SIZES = (90, 60, 40, 30)
STYLE = Style("serif", (0, 0, 0))


def block(text, width=900, height=300, **more):
    return fitted([(text, STYLE)], Box(width, height, **more), SIZES)


def lines(found):
    return ["".join(run.text for run in line) for line in found.lines]


def test_a_short_text_is_set_as_large_as_it_goes():
    assert block("One").size == 90
    assert block("One " * 60).size < 90


def test_lines_end_between_words_and_are_of_even_length():
    found = block("We gave the weights away because nobody could check them otherwise")
    assert " ".join(lines(found)) == "We gave the weights away because nobody could check them otherwise"
    assert min(found.widths) > 0.6 * max(found.widths)


def test_what_does_not_fit_ends_in_an_ellipsis_behind_a_word():
    text = "word " * 120
    found = block(text, height=100)
    assert found.is_cut and found.size == 30
    assert lines(found)[-1].endswith(f"word{ELLIPSIS}")


def test_a_word_is_broken_only_where_no_size_fits_it():
    assert lines(block("Antidisestablishmentarianism", width=500)) == ["Antidisestablishmentarianism"]
    broken = lines(block("W" * 40, width=500))
    assert "".join(broken) == "W" * 40 and len(broken) > 1


@example("จ字--\u200dW", 291)
@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab W-/漢字、。ใจไชشعב1,.“”é\u0301👩\u200d🔬🏽"), max_size=120), st.integers(150, 900))
def test_nothing_is_lost_without_an_ellipsis(text, width):
    found = block(text, width=width)
    words = "".join(cleaned(text).split())
    if found.is_cut:
        assert found.text.endswith(ELLIPSIS)
    else:
        assert "".join(found.text.split()) == "".join("".join(clusters(words)).split())
    assert found.height <= 300 or len(found.lines) == 1
    assert all(length <= width * 1.02 for length in found.widths)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("ab", ["a", "b"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("👩🏽\u200d🔬!", ["👩🏽\u200d🔬", "!"]),
        ("🇩🇪🇫🇷", ["🇩🇪", "🇫🇷"]),
        ("e" + "\u0301" * 40, ["e" + "\u0301" * 4]),
        ("कि", ["कि"]),
    ],
)
def test_what_readers_take_for_one_character(text, pieces):
    assert clusters(text) == pieces


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        (" ", "a", True),
        ("a", "b", False),
        ("a", " ", False),
        ("-", "b", True),
        ("-", "5", False),
        ("漢", "字", True),
        ("漢", "。", False),
        ("「", "漢", False),
        ("จ", "ใ", True),
        ("ใ", "จ", False),
        ("จ", "ะ", False),
    ],
)
def test_where_a_line_may_end(before, after, may):
    assert may_end(before, after) is may


@pytest.mark.parametrize(
    ("text", "base", "shown"),
    [
        ("abc אבג def", 0, "abc גבא def"),
        ("אבג abc", 1, "abc גבא"),
        ("אבג 12.5% דה", 1, "הד 12.5% גבא"),
        ("عام 1984", 1, "1984 ماع"),
        ("abc (אב) d", 0, "abc (בא) d"),
        ("12 אב", 1, "בא 12"),
    ],
)
def test_directions(text, base, shown):
    found = bidi.levels(text, base)
    assert "".join(text[index] for index in bidi.visual_order(found)) == shown


def test_the_first_strong_letter_says_how_a_text_runs():
    assert [bidi.base_level(text) for text in ("12 אב", "ab אב", "12")] == [1, 0, 0]


@pytest.mark.parametrize(("text", "letter"), [("Held Out", "H"), ("เสียง", "เสี"), ("खुली", "खु"), ("🎙️ x", "🎙️"), ("", "")])
def test_the_letter_in_place_of_a_logo(text, letter):
    assert initial(text) == letter


@pytest.mark.parametrize(
    ("language", "han"),
    [("ja", "JP"), ("ko", "KR"), ("zh", "SC"), ("zh-CN", "SC"), ("zh-TW", "TC"), ("zh-Hant-HK", "TC"), ("en", "JP")],
)
def test_han_is_set_as_its_language_writes_it(language, han):
    face = next(face for face in faces("serif", language) if "直" in face)
    assert han in face.path.name


def test_glyphs_are_those_of_the_file():
    """A character that a font is said to have is not drawn as the box of those that it lacks."""
    face = faces("serif")[0]
    font = face.at(40)
    box = bytes(font.getmask("\U0010fffd"))
    assert all(bytes(font.getmask(char)) != box for char in "aЖΩé€ß" if char in face)
    assert all(char in face for char in "aЖΩé€ß")
    assert all(char not in face for char in "漢ش\U0010fffd")
