"""Names of people as bibliographies list them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.citing.names import literal_name, split_name


@pytest.mark.parametrize(
    ("name", "inverted", "initials"),
    [
        ("Jane Doe", "Doe, Jane", "Doe, J."),
        ("Ada King Lovelace", "Lovelace, Ada King", "Lovelace, A. K."),
        ("Jean-Paul Sartre", "Sartre, Jean-Paul", "Sartre, J.-P."),
        ("J. R. R. Tolkien", "Tolkien, J. R. R.", "Tolkien, J. R. R."),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig", "van Beethoven, L."),
        ("María de la Cruz", "de la Cruz, María", "de la Cruz, M."),
        ("Mohammed bin Salman", "bin Salman, Mohammed", "bin Salman, M."),
        ("Sammy Davis Jr.", "Davis, Sammy, Jr.", "Davis, S., Jr."),
        ("Henry Louis Gates, Jr.", "Gates, Henry Louis, Jr.", "Gates, H. L., Jr."),
        ("Dr. Grace Hopper", "Hopper, Grace", "Hopper, G."),
        ("Doe, Jane", "Doe, Jane", "Doe, J."),
        ("Björk", "Björk", "Björk"),
        ("山田 太郎", "山田 太郎", "山田 太郎"),
        ("김철수", "김철수", "김철수"),
        ("ジョン・スミス", "スミス, ジョン", "スミス, ジ."),
        ("Лев Толстой", "Толстой, Лев", "Толстой, Л."),
        ("", "", ""),
    ],
)
def test_how_a_name_is_listed(name, inverted, initials):
    split = split_name(name)
    assert (split.inverted, split.initials) == (inverted, initials)


def test_an_organisation_never_splits():
    assert literal_name("Acme Media Group").inverted == "Acme Media Group"


@pytest.mark.parametrize("name", ["Ludwig van Beethoven III", "山田 太郎", "김철수", "Björk", "Ada King Lovelace"])
def test_a_name_is_written_as_it_was(name):
    assert split_name(name).written == name


@given(st.text(max_size=60))
def test_no_part_of_a_name_is_lost(text):
    name = split_name(text)
    if name.literal:
        assert name.literal.split() == name.inverted.split()
    assert name.last or not text.strip() or not text.split()
