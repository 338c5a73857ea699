"""An episode page is read part by part; what is no page is refused with a sentence."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.importers.layout import PageError
from episodes.importers.page import MOST_CHARACTERS, parse
from episodes.text.markdown import citation_numbers, plain_text
from tests.importers.pages import page, sample, section

FIRST = section("Scaling", "It has limits 1.", "Big is not good.", "Look at it.")
SECOND = section("Tuning", "It helps 2.", "Tune it.", "Choose well.")


def doubts(text):
    return [f"{line}: {sentence}" for line, sentence in parse(text).doubts]


def test_the_sample_page():
    read = parse(sample())
    assert read.show == "Small Rooms, Long Tapes"
    assert read.published == date(2024, 3, 9)
    assert read.title == "The Archive That Learned to Listen: A Talk with Ines Okafor"
    assert read.summary.startswith("Ines Okafor keeps") and read.summary.endswith("mattered most.")
    assert [part.title for part in read.sections] == [
        "Cleaning the Tapes",
        "Teaching the Machine",
        "What the Silence Holds",
    ]
    assert [part.cites for part in read.sections] == [(1, 2, 3), (4, 5, 5, 6), (7,)]
    assert [citation_numbers(part.body) for part in read.sections] == [[1, 2, 3], [4, 5, 5, 6], [7]]
    assert [part.quote for part in read.sections] == [
        "Nobody thanks you for a tape that still plays.",
        "It knew everything, and it had never been anywhere.",
        "",
    ]
    assert read.sections[1].takeaway == "Local speech needs local ears."
    assert "from 3 to 5 listeners" in read.sections[1].body
    assert "Over 100 billion words" in read.sections[1].body
    assert read.sections[1].body.count("\n\n") == 1
    assert read.clips[1] == "Okafor begins with the boxes: nearly 20 thousand tapes, most of them without…"
    assert read.clips[4] == "The group moved from 3 to 5 listeners, and every one of them had worked in…"
    assert read.clips.keys() == {1, 2, 3, 4, 5, 6, 7}
    assert read.related == ()
    assert read.doubts == (
        (15, "“A40, and it broke in the second week 3.” was read as a citation, because clip 4 is cited next."),
    )


def test_the_seed_page(shared):
    read = parse((shared / "seed" / "how-eleutherai-trains-and-releases-llms.txt").read_text())
    assert read.show == "Gradient Dissent - A Machine Learning Podcast"
    assert read.published == date(2023, 5, 4)
    assert read.title == "How EleutherAI Trains and Releases LLMs: Interview with Stella Biderman"
    assert [(part.title, part.cites) for part in read.sections] == [
        ("Model Scaling", (1, 2, 3)),
        ("Fine-Tuning", (4, 5)),
        ("Interpretability", (6, 6, 7)),
    ]
    assert all(part.quote and part.takeaway for part in read.sections)
    assert "over 100 billion parameters" in read.sections[0].body
    assert "A6000 or A40 [2]." in read.sections[0].body
    assert "a 20 billion parameter model" in read.sections[0].body
    assert read.doubts == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("    ", "\t"),
        lambda text: text.replace("    ", ""),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("Popular Clips", "Popular Clips\n\nPopular Clips:"),
        lambda text: text.replace("  • Cleaning the Tapes", "•\n\nCleaning the Tapes\n\nCleaning the Tapes"),
        lambda text: text.replace("    Teaching the Machine", "  - Teaching the Machine"),
        lambda text: text.replace("---", "* * *"),
        lambda text: text.replace("\n\n", "\n\n\n\n"),
        lambda text: "\n".join(line for line in text.splitlines() if line.strip("\u00a0 ")),
        lambda text: text.replace("Archive", "Ar\u00adchive").replace("Okafor", "Oka\u200bfor"),
        lambda text: text.replace(
            "  • Cleaning", "Cleaning the Tapes\n\nTeaching the Machine\n\nWhat the Silence Holds\n\n  • Cleaning"
        ),
    ],
)
def test_noise_makes_no_difference(change):
    def said(text):
        read = parse(text)
        sections = [(part.title, part.body, part.quote, part.takeaway) for part in read.sections]
        return read.show, read.published, read.title, read.summary, sections, read.clips

    assert said(change(sample())) == said(sample())


def test_curly_quotes_stay():
    assert parse(page(section("“So”", "She said “so” 1."))).sections[0].body == "She said “so” [1]."


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("May 4, 2023", date(2023, 5, 4)),
        ("4 May 2023", date(2023, 5, 4)),
        ("2023-05-04", date(2023, 5, 4)),
        ("2023-05-04T10:00:00Z", date(2023, 5, 4)),
        ("on Sept. 4th, 2023", date(2023, 9, 4)),
        (": Thursday, 4 May 2023", date(2023, 5, 4)),
        ("Thu, May 4 2023.", date(2023, 5, 4)),
        ("the 4th", None),
        ("yesterday", None),
        ("May 40, 2023", None),
        ("Foo 4, 2023", None),
        ("04/05/2023", None),
        ("2023-13-04", None),
    ],
)
def test_dates(written, meant):
    text = page(FIRST, published=written)
    if meant:
        assert parse(text).published == meant
    else:
        with pytest.raises(PageError, match=r"^line 1: .* has no date that can be read"):
            parse(text)


def test_a_date_may_stand_below_the_title():
    read = parse("An Episode\n\nPublished May 4, 2023\n\nA summary.\n\nEpisode Highlights\n\n" + FIRST)
    assert (read.title, read.published, read.summary) == ("An Episode", date(2023, 5, 4), "A summary.")


def test_a_missing_date_is_doubted():
    assert doubts(page(FIRST, published="")) == ["1: there is no date of publication at the top of the page."]


def test_a_section_without_a_rule_has_no_quote_and_no_takeaway():
    read = parse(page(section("One", "First paragraph 1.\n\nSecond paragraph."), section("Two", "It is so 2.")))
    assert [(part.title, part.quote, part.takeaway) for part in read.sections] == [("One", "", ""), ("Two", "", "")]
    assert read.sections[0].body == "First paragraph [1].\n\nSecond paragraph."
    assert [sentence for _line, sentence in read.doubts] == ["“Two” was read as the title of a new highlight."]


def test_a_last_paragraph_with_a_citation_is_no_quote():
    read = parse(page(section("One", "First 1.\n\nSecond 2.", takeaway="So.")))
    assert (read.sections[0].body, read.sections[0].quote) == ("First [1].\n\nSecond [2].", "")


def test_one_paragraph_above_the_rule_is_the_text():
    read = parse(page(section("One", "No citation here.", takeaway="So.")))
    assert (read.sections[0].body, read.sections[0].quote) == ("No citation here.", "")
    assert "it has no quote" in read.doubts[0][1]


def test_a_takeaway_of_two_paragraphs_is_one_and_doubted():
    read = parse(page(section("One", "A body 1.", "A quote.", "It is so.\n\nIt is really so."), SECOND))
    assert read.sections[0].takeaway == "It is so. It is really so."
    assert read.sections[1].title == "Tuning"
    assert read.doubts[0][1] == "“It is really so.” was read as part of the takeaway before it."


def test_a_number_in_a_takeaway_stays_text_and_the_numbering_goes_on():
    read = parse(page(section("One", "A body 1.", "A quote.", "It has limits 2."), section("Two", "A body 3.")))
    assert read.sections[0].takeaway == "It has limits 2."
    assert read.sections[1].cites == (3,)
    assert "a takeaway cites no clip" in read.doubts[0][1]


def test_titles_may_ask():
    read = parse(page(FIRST, section("What is next?", "A body 2.", "A quote.", "So."), SECOND))
    assert [part.title for part in read.sections] == ["Scaling", "What is next?", "Tuning"]


def test_lines_below_popular_clips_and_around_the_tabs_are_doubted():
    text = page(FIRST).replace("Popular Clips", "Share\n\nPopular Clips\n\nThe best minute\n\n02:14")
    assert [doubt.partition(": ")[2] for doubt in doubts(text)] == [
        "“Share” was not read.",
        "“The best minute” was not read.",
        "“02:14” was not read.",
    ]


def test_related_titles_come_with_their_lines():
    assert parse(page(FIRST, related=["• One Thing", "Another"])).related == ((26, "One Thing"), (28, "Another"))


def test_a_doubt_names_the_line_and_the_words():
    text = page(section("One", "It went from 3 to 1. So."))
    assert doubts(text) == ["16: “It went from 3 to 1. So.” could cite clip 1; it was left as a number."]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The page is empty."),
        (" \r\n\ufeff\n", "The page is empty."),
        ("Dear all,\n\nsee you at noon.\n", "This is not an episode page: no line of it is “Episode Highlights”."),
        ('{"title": "Episode Highlights"}', "This is not an episode page: no line of it is “Episode Highlights”."),
        ("<h2>Episode Highlights</h2>", "This is not an episode page: no line of it is “Episode Highlights”."),
        ("Episode Highlights\n\nA\n\nB 1.", "This is not an episode page: no title stands above “Episode Highlights”."),
        ("T\n\nEpisode Highlights\n\nRelated Episodes", "line 3: no highlight follows “Episode Highlights”."),
        ("T\n\nS\n\nEpisode Highlights\n\nOne", "line 7: the highlight “One” has no text."),
        (page(FIRST) + "\nbin\0ary", "line 25: there is a NUL: this is a binary file, not a text."),
        (page(FIRST, title="T" * 301), "line 3: the title has 301 characters, and at most 300 fit."),
        (page(FIRST, show="S" * 201), "line 8: the name of the show has 201 characters, and at most 200 fit."),
        (
            page(section("One", "A body 1.", "A quote.", "t" * 501)),
            "line 22: the takeaway has 501 characters, and at most 500 fit.",
        ),
        (page("w" * 201, "A body 1."), "line 14: the title of a highlight belongs here, and this is a paragraph: “www"),
        (page(*[section("One", "A body.", "Q.", "T.")] * 201), "a page has at most 200 highlights"),
        ("a" * (MOST_CHARACTERS + 1), "The page is too long: at most 2097152 characters are read."),
    ],
)
def test_what_is_no_page_is_refused_with_one_sentence(text, sentence):
    with pytest.raises(PageError) as refused:
        parse(text)
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


ODD_LINES = """
Published May 4, 2023|Episode Highlights|A Show logo|Popular Clips|Related Episodes|---|• |* * *|Title|A sentence 1.
More 2. And [3].|from 3 to 5.|\u00a0|“Quoted.”|[1]: x|[2](y)|1, 2 and 3.|# 4|word [0] [999].
""".strip().replace("\n", "|")
LINES = st.sampled_from(ODD_LINES.split("|")) | st.text(max_size=30)


@given(st.text() | st.lists(LINES, max_size=30).map("\n".join) | st.lists(LINES, max_size=30).map("\n\n".join))
def test_any_text_is_read_or_refused(text):
    try:
        read = parse(text)
    except PageError as error:
        assert str(error)
    else:
        for part in read.sections:
            assert part.title and part.body
            assert tuple(citation_numbers(part.body)) == part.cites
            assert set(part.cites) <= read.clips.keys()
            assert all(read.clips.values())


MORE = ["And [3].", "So [2] [1].", "It is * a star.", "“So,” she said."]


@given(st.lists(st.sampled_from(MORE), min_size=1, unique=True))
def test_every_paragraph_of_a_body_is_kept_in_order(paragraphs):
    (part,) = parse(page(section("One", "\n\n".join(["It has limits 1.", *paragraphs]), "Said.", "So."))).sections
    words = [re.sub(r" \[?[0-9]\]?", "", paragraph) for paragraph in ["It has limits 1.", *paragraphs]]
    assert plain_text(part.body) == " ".join(words)
    assert (part.quote, part.takeaway) == ("Said.", "So.")
