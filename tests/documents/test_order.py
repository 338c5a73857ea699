"""Moves are the fewest that explain a new order."""

from hypothesis import given
from hypothesis import strategies as st

from episodes.documents.order import moved


def test_one_that_jumped_is_one_move():
    assert moved("abcd", "dabc") == [("d", 4, 1)]
    assert moved("abcd", "bcda") == [("a", 1, 4)]


def test_what_gives_way_to_something_new_has_not_moved():
    assert moved("abc", "xabc") == []
    assert moved("xabc", "abc") == []


@given(st.lists(st.integers(0, 20), unique=True), st.randoms())
def test_taking_the_moves_back_gives_the_old_order(before, random):
    after = before.copy()
    random.shuffle(after)
    moves = moved(before, after)
    gone = {thing for thing, _old, _new in moves}
    assert [thing for thing in before if thing not in gone] == [thing for thing in after if thing not in gone]
    assert all(before[old - 1] == after[new - 1] == thing for thing, old, new in moves)


@given(st.permutations(list("abcdef")), st.integers(0, 5), st.integers(0, 5))
def test_one_moved_thing_is_never_told_as_more(before, whence, whither):
    after = list(before)
    after.insert(whither, after.pop(whence))
    assert len(moved(before, after)) == (whence != whither)
