"""A citation is told from a number, and what is doubtful is said."""

import pytest

from episodes.importers.citing import Cited
from episodes.importers.numbering import Numbering
from episodes.text.markdown import citation_numbers


def read(text, highest=0, last=None):
    numbering = Numbering.of([(7, text)])
    numbering.highest, numbering.last = highest, (highest,) if last is None else last
    return numbering.read(text, 7)


@pytest.mark.parametrize(
    ("text", "highest", "body"),
    [
        ("properties and limitations 1.", 0, "properties and limitations [1]."),
        ("GPUs like the A6000 or A40 2. Next", 1, "GPUs like the A6000 or A40 [2]. Next"),
        ("companies like CoreWeave 3", 2, "companies like CoreWeave [3]"),
        ("limits 1 2.", 0, "limits [1][2]."),
        ("limits 1, 2.", 0, "limits [1][2]."),
        ("limits 1 .", 0, "limits [1]."),
        ("what they do 6. And again 6.", 5, "what they do [6]. And again [6]."),
        ("the last two 4 5. Both again 4 5.", 3, "the last two [4][5]. Both again [4][5]."),
        ("said so 4, and more", 3, "said so [4], and more"),
        ("said so 4; really 5: yes 6? sure 7! hm 8…", 3, "said so [4]; really [5]: yes [6]? sure [7]! hm [8]…"),
        ("(as they said 1) and “quoted 2”", 0, "(as they said [1]) and “quoted [2]”"),
        ("a model of 20 billion 1.", 0, "a model of 20 billion [1]."),
        ("up by 40% 1. The “end” 2. (Really) 3.", 0, "up by 40% [1]. The “end” [2]. (Really) [3]."),
        ("said so 1 — and then", 0, "said so [1] — and then"),
        ("already [1] and [2, 3] and[4].", 0, "already [1] and [2][3] and[4]."),
        ("bare 1. Then marked [2]. Then bare 3.", 0, "bare [1]. Then marked [2]. Then bare [3]."),
        ("限界がある 1。次は", 0, "限界がある [1]。次は"),
    ],
)
def test_citations(text, highest, body):
    cited = read(text, highest)
    assert cited.markdown == body
    assert cited.doubts == ()
    assert cited.numbers == citation_numbers(body)


@pytest.mark.parametrize(
    ("text", "highest"),
    [
        ("a 20 billion parameter model", 19),
        ("over 100 billion parameters", 99),
        ("cards like the A40.", 39),
        ("that was in 2023.", 0),
        ("made with GPT-4.", 3),
        ("it is 1.5 or 1,000 or 1:30 or 1/2.", 0),
        ("they ran 4 models", 3),
        ("pages 1–5.", 0),
        ("on May 4, 2023", 9),
        ("about $3.", 2),
        ("a 0.", 0),
    ],
)
def test_plain_numbers_stay_text_without_a_word(text, highest):
    cited = read(text, highest)
    assert (cited.markdown, cited.numbers, cited.doubts) == (text, [], ())


@pytest.mark.parametrize(
    ("text", "highest", "number"),
    [
        ("it grew from 3 to 5.", 4, 5),
        ("that is version 2.", 1, 2),
        ("as in chapter 3,", 2, 3),
        ("we were at step 4.", 3, 4),
        ("more than 2.", 1, 2),
        ("a group of 2.", 1, 2),
        ("it took about 2.", 1, 2),
        ("the top 3.", 2, 3),
        ("over 3.", 2, 3),
        ("under 3.", 2, 3),
        ("two or 3.", 2, 3),
        ("part 1, part 2.", 0, 1),
        ("phase 1.", 0, 1),
        ("level 1.", 0, 1),
        ("in 1998 5.", 4, 5),
        ("3.5 1.", 0, 1),
        ("x = 1.", 0, 1),
        ("layers 1, 2 and 3.", 0, 1),
        ("on May 4, and", 3, 4),
        ("it is Zephyr 2. But Zephyr 2 was bigger", 1, 2),
    ],
)
def test_a_number_that_would_continue_is_left_and_doubted(text, highest, number):
    cited = read(text, highest)
    assert (cited.markdown, cited.numbers) == (text, [])
    assert f"could cite clip {number}; it was left as a number" in cited.doubts[0]


def test_a_gap_is_left_and_doubted():
    cited = read("the first 1. the third 3.")
    assert cited.markdown == "the first [1]. the third 3."
    assert cited.doubts == ("“the first 1. the third 3.” would skip clip 2; it was left as a number.",)


def test_an_earlier_number_is_left_and_doubted():
    cited = read("it has limits 3.", highest=7)
    assert cited.markdown == "it has limits 3."
    assert "could cite clip 3 again" in cited.doubts[0]


def test_only_what_fits_of_a_row_is_cited():
    cited = read("limits 1, 9.")
    assert cited.markdown == "limits [1], 9."
    assert "would skip clip 2" in cited.doubts[0]


def test_a_page_that_goes_on_needs_the_number():
    """Without this, one noun in a list would cost a page all citations behind it."""
    cited = read("work at every level 1. More came later 2. And more 3.")
    assert cited.numbers == [1, 2, 3]
    assert cited.doubts == (
        "“work at every level 1. More came later” was read as a citation, because clip 2 is cited next.",
    )


def test_a_number_that_counts_is_left_whatever_the_page_goes_on_with():
    cited = read("it went from 3 to 1. More came later 2.")
    assert cited.markdown == "it went from 3 to 1. More came later 2."
    assert len(cited.doubts) == 2


def test_a_page_that_cites_the_number_later_does_not_need_it():
    cited = read("we are at level 1. It was said 1. And more 2.")
    assert cited.markdown == "we are at level 1. It was said [1]. And more [2]."
    assert "could cite clip 1" in cited.doubts[0]


def test_numbers_in_brackets_that_no_clip_can_have_stay_text():
    cited = read("he wrote [sic] in [2023] and [0].")
    assert cited.numbers == citation_numbers(cited.markdown) == []
    assert cited.markdown == "he wrote [sic] in \\[2023] and \\[0]."
    assert len(cited.doubts) == 2


def test_the_numbering_goes_on_over_paragraphs():
    numbering = Numbering.of([(1, "first 1."), (3, "second 2.")])
    assert numbering.read("first 1.", 1).numbers == [1]
    assert numbering.read("second 2.", 3).numbers == [2]


@pytest.mark.parametrize("text", ["said so [1](see there) and [2]: so", "[1]: https://example.org/ and [2]"])
def test_a_marker_is_never_part_of_a_link(text):
    cited = read(text)
    assert cited.numbers == citation_numbers(cited.markdown) == [1, 2]


@pytest.mark.parametrize("text", ["a " + "1 " * 50_000 + "x", "[" * 100_000, "word 1. " * 20_000, "1, " * 50_000])
def test_a_hostile_paragraph_is_read_in_a_moment(text):
    import time

    began = time.process_time()
    cited = read(text)
    assert cited.markdown and cited.titles() is not None
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("parts", "titles"),
    [
        (("One sentence. The second says more ", 1, "."), {1: "The second says more"}),
        (
            ("She notes the limits of it all ", 1, ", and the costs of running them ", 2, "."),
            {1: "She notes the limits of it all", 2: "The costs of running them"},
        ),
        (
            ("She notes the limits ", 1, " and costs ", 2, "."),
            {1: "She notes the limits", 2: "She notes the limits and costs"},
        ),
        (("The same claim again ", 6, ". Another sentence follows here ", 6, "."), {6: "The same claim again"}),
        (("A claim ends here. ", 1, " Then more text."), {1: "A claim ends here"}),
        (("Dr. Okafor said so, e.g. in a talk ", 1, "."), {1: "Dr. Okafor said so, e.g. in a talk"}),
        ((1, " comes first"), {1: ""}),
    ],
)
def test_working_titles(parts, titles):
    assert Cited(parts).titles() == titles


def test_a_long_title_is_cut_at_a_word():
    (title,) = Cited(("word " * 40, 1)).titles().values()
    assert len(title) <= 80
    assert title.endswith("word…")
