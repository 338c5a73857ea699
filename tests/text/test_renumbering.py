"""Numbers change in markers and nowhere else."""

from hypothesis import given
from hypothesis import strategies as st

from episodes.text.markdown import citation_numbers, renumbered

SWAPPED = {1: 2, 2: 1}


def test_every_shape_of_a_marker_is_renumbered():
    assert renumbered("A [1], b [1,  2] and [2][1].", SWAPPED) == "A [2], b [2,  1] and [1][2]."


def test_what_only_looks_like_a_marker_stays():
    text = "\\[1] `[1]` [1](https://a.example) [see [2]](/x) and [2]\n\n[2]: https://a.example\n\n    [1] in code\n"
    assert renumbered(text, SWAPPED) == text


def test_a_number_that_is_not_mapped_stays():
    assert renumbered("[1] [7]", SWAPPED) == "[2] [7]"


def test_a_number_may_become_longer_and_text_around_it_stays():
    assert renumbered("- item [9]\n- item [1, 9]\n", {9: 1234}) == "- item [1234]\n- item [1, 1234]\n"


def test_ten_thousand_markers():
    assert renumbered("[1]" * 10_000, SWAPPED) == "[2]" * 10_000


@given(st.text(alphabet="[]()12, \\`\n:*-ab", max_size=60))
def test_renumbering_there_and_back_changes_nothing(text):
    there = renumbered(text, SWAPPED)
    assert citation_numbers(there) == [SWAPPED.get(number, number) for number in citation_numbers(text)]
    assert renumbered(there, SWAPPED) == text
