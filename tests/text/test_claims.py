"""The sentence that a citation stands behind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.claims import claims
from episodes.text.markdown import citation_numbers


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("One claim [1]. Another, *longer* one [2].", {1: "One claim.", 2: "Another, longer one."}),
        ("One claim. [1] Another. [2][3]", {1: "One claim.", 2: "Another.", 3: "Another."}),
        ("[1] begins here.", {1: "begins here."}),
        ("First [6]. Second [6].", {6: "First."}),
        ("First line\n\nSecond [1, 2] line", {1: "First line Second line", 2: "First line Second line"}),
        ("A [link](https://a.example) \\[4] and `[5]`.", {}),
    ],
)
def test_the_sentence_is_found(body, found):
    assert claims(body) == found


@given(st.text(alphabet="ab .!?[]12,\n*`\\"))
def test_every_marker_has_one(body):
    assert claims(body).keys() == set(citation_numbers(body))
