"""Typographic noise goes, words and curly quotes stay."""

import pytest

from episodes.importers.plain import as_markdown, clean_line, paragraphs
from episodes.text.markdown import citation_numbers, plain_text


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("  indented\t and  spaced ", "indented and spaced"),
        ("no\u00a0break\u202fspace\u2003wide\u3000wider", "no break space wide wider"),
        ("\ufeffbegins with a mark", "begins with a mark"),
        ("hy\u00adphen\u00adated and zero\u200bwidth\u2060", "hyphenated and zerowidth"),
        ("bell\x07 and escape\x1b", "bell and escape"),
        ("“curly” and ‘single’ stay—so do dashes…", "“curly” and ‘single’ stay—so do dashes…"),
        ("left\u200e-to-right", "left-to-right"),
        ("plain\u200djoined", "plainjoined"),
        ("a family: 👨\u200d👩\u200d👧", "a family: 👨\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u00a0 \u200b \u00a0", ""),
    ],
)
def test_noise_goes_and_words_stay(line, clean):
    assert clean_line(line) == clean


def read(text, alone=lambda line, first: False):
    return [(paragraph.line, paragraph.text) for paragraph in paragraphs(text, alone)]


@pytest.mark.parametrize("bullet", ["•", "-", "*", "·", "◦", "▪", "+", "–", "• -"])
def test_a_bullet_goes_and_is_remembered(bullet):
    (paragraph,) = paragraphs(f"   {bullet} Model Scaling\n", lambda line, first: False)
    assert (paragraph.text, paragraph.bullet) == ("Model Scaling", True)


def test_a_bullet_on_a_line_of_its_own_belongs_to_the_next():
    (paragraph,) = paragraphs("•\n\nModel Scaling\n", lambda line, first: False)
    assert (paragraph.line, paragraph.text, paragraph.bullet) == (3, "Model Scaling", True)


def test_a_dash_inside_a_word_or_a_number_is_no_bullet():
    assert read("-5 degrees\n\n*stars*") == [(1, "-5 degrees"), (3, "*stars*")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_an_editor_counts_them(end):
    assert read(end.join(["one", "", "", "two"])) == [(1, "one"), (4, "two")]


def test_what_looks_like_a_line_end_inside_a_line_is_a_space():
    assert read("one\x0btwo\u2028three\x85four\n\nfive") == [(1, "one two three four"), (3, "five")]


def test_a_doubled_paragraph_comes_once():
    assert read("Episode Highlights\n\nEPISODE HIGHLIGHTS\n\nOther") == [(1, "Episode Highlights"), (5, "Other")]


def test_wrapped_lines_are_joined_and_short_ones_are_not():
    text = (
        "A title\nThis sentence was wrapped by somebody whose\nwindow was narrow, as windows often used\nto be.\nNext"
    )
    assert read(text) == [
        (1, "A title"),
        (2, "This sentence was wrapped by somebody whose window was narrow, as windows often used to be."),
        (5, "Next"),
    ]


def test_a_text_with_long_lines_was_not_wrapped():
    text = "a takeaway that is a sentence of some length\nA Title\n" + "word " * 40
    assert [line for line, _text in read(text)] == [1, 2, 3]


@pytest.mark.parametrize("rule", ["---", "———", "* * *", "- - -", "___", "⸻", "-----------"])
def test_rules_in_their_forms(rule):
    found = paragraphs(f"above\n{rule}\nbelow", lambda line, first: False)
    assert [paragraph.is_rule for paragraph in found] == [False, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "5 * 3 * 2 and *stars*",
        "snake_case and _under_ and __init__",
        "# not a heading",
        "> not a quotation",
        "- not a list",
        "1. not a list",
        "12) not a list",
        "a `tick` and ~~waves~~",
        "<b>bold</b> and a < b",
        "AT&amp;T and R&D",
        "back\\slash and \\* both",
        "[text](https://example.org/) and [x]: y",
        "it is [0] or [2023, 4]",
    ],
)
def test_a_plain_text_reads_the_same_through_markdown(text):
    assert plain_text(as_markdown(text)) == text
    assert citation_numbers(as_markdown(text)) == []
