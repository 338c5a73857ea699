"""However long and odd a text is, reading takes work in proportion to it, or ends with a sentence."""

from dataclasses import dataclass

import pytest

from episodes.importers import citing, report, sections
from episodes.importers.citing import Cited
from episodes.importers.layout import PageError, parts_of
from episodes.importers.numbering import MOST_CITED
from episodes.importers.page import MOST_CHARACTERS, MOST_LINES, MOST_PARAGRAPHS, parse
from episodes.importers.plain import Paragraph
from episodes.importers.report import MOST_IN_ORDER, Likeness
from tests.importers.pages import page, section


@dataclass(frozen=True)
class Watched(Paragraph):
    """Counts how often somebody asks whether it is a rule."""

    asked = 0

    @property
    def is_rule(self):
        Watched.asked += 1
        return super().is_rule


def test_short_paragraphs_are_looked_at_once_each(monkeypatch):
    monkeypatch.setattr(Watched, "asked", 0)
    labels = [Watched(number, f"Label {number}") for number in range(2, 2002)]
    parts = parts_of([Watched(1, "Episode Highlights"), *labels])
    assert len(parts.sections) == 2000
    assert Watched.asked <= 2 * len(labels)


def test_a_table_of_contents_is_compared_once_a_title(monkeypatch):
    compared = []

    class Name(str):
        __hash__ = str.__hash__

        def __eq__(self, other):
            compared.append(other)
            return str.__eq__(self, other)

    monkeypatch.setattr(sections, "name_key", Name)
    titles = [f"Title {number}" for number in range(1000)]
    found = [Paragraph(line, text) for line, text in enumerate([*titles, *reversed(titles), "And a text."], 1)]
    assert sections._without_contents(found)[0].line == 1001
    assert len(compared) <= 2 * len(found)


def test_a_working_title_is_made_of_the_beginning_only(monkeypatch):
    lengths = []
    monkeypatch.setattr(citing, "_title", lambda text: lengths.append(len(text)) or text)
    Cited(("It ended. " + "And then it goes on " * 10_000, *range(1, 100))).titles()
    assert len(lengths) >= 99
    assert max(lengths) < 1000


@pytest.mark.parametrize("word", ["A", "Ab-", "a", "[1 1 ", "1 ", "1,", "[", ".”", "- ", "&a", "_"])
def test_one_huge_line_is_read(word):
    text = page(section("Huge", "A text. " + word * ((MOST_CHARACTERS - 1000) // len(word))))
    assert len(parse(text).sections) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (page("a\n" * MOST_LINES), f"line {MOST_LINES + 1}: a page has at most 50000 lines."),
        (
            "Episode Highlights\n\n" + "".join(f"p{number}\n\n" for number in range(MOST_PARAGRAPHS)),
            f"line {2 * MOST_PARAGRAPHS + 1}: a page has at most 5000 paragraphs, and this begins another.",
        ),
        (
            page(section("One", "A text."), section("Many", "A word 1. " * (MOST_CITED + 1))),
            "line 20: a page has at most 20000 citations, and here it has more.",
        ),
    ],
    ids=["lines", "paragraphs", "citations"],
)
def test_more_than_a_page_can_have_is_refused(text, sentence):
    with pytest.raises(PageError) as refused:
        parse(text)
    assert str(refused.value) == sentence


def test_the_order_of_the_same_words_is_compared_a_bounded_number_of_times(monkeypatch):
    made = []

    class Matcher(report.difflib.SequenceMatcher):
        def __init__(self, *args, **kwargs):
            made.append(args)
            super().__init__(*args, **kwargs)

    monkeypatch.setattr(report.difflib, "SequenceMatcher", Matcher)
    likeness = Likeness()
    words = [f"word{number}" for number in range(40)]
    forwards = [" ".join([f"one{number}", *words]) for number in range(20)]
    backwards = [" ".join([f"two{number}", *reversed(words)]) for number in range(20)]
    assert not any(likeness.of(one, other) for one in forwards for other in backwards)
    assert len(made) == MOST_IN_ORDER
    assert likeness.of(forwards[0], forwards[0])
