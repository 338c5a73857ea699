"""What was heard is of one sentence and one moment, wherever they stand and whatever their number is."""

from copy import deepcopy

import pytest

from episodes.documents import acts
from episodes.documents.evidence import stale


@pytest.fixture
def before():
    heard = {"evidence": "heard", "checked_by_id": None, "checked_at": None}
    return {
        "clip": {
            "21": {"number": 1, "start_ms": 0, "end_ms": 900, "title": "One", "excerpt": ""},
            "22": {"number": 2, "start_ms": 2000, "end_ms": 2900, "title": "Two", "excerpt": ""},
        },
        "highlight": {
            "11": {"position": 1, "body": "Last [2]. First, then, it grew [1]. Nothing here."},
            "12": {"position": 2, "body": "Once more [1]. And again [1]."},
        },
        "quote": {},
        "citation": {"11-21": heard, "11-22": dict(heard, evidence="disputed"), "12-21": heard},
    }


@pytest.fixture
def after(before):
    return deepcopy(before)


@pytest.mark.parametrize(
    "body",
    [
        "Last [2]. First, then, it grew [1]. Something else here.",
        "Nothing here. First then it GREW! [1] Last [2].",
        "Last [2]. **First**, then, [it grew](https://a.example) [1].",
        "A new claim [3]. Last [2]. First, then, it grew [1].",
        "Last [2].",
    ],
)
def test_other_sentences_other_signs_and_other_places_take_nothing_back(before, after, body):
    after["highlight"]["11"]["body"] = body
    assert stale(before, after) == set()


@pytest.mark.parametrize(
    ("body", "taken"),
    [
        ("Last [2]. First, then, it shrank [1].", {"11-21"}),
        ("Never [2]. First, then, it grew [1].", {"11-22"}),
        ("Last [1]. First, then, it grew [2].", {"11-21", "11-22"}),
        ("Last [2]. First, then, it grew [1]. So did the bill [1].", {"11-21"}),
    ],
)
def test_another_sentence_has_not_been_heard(before, after, body, taken):
    after["highlight"]["11"]["body"] = body
    assert stale(before, after) == taken


def test_of_two_sentences_one_may_go(before, after):
    after["highlight"]["12"]["body"] = "And again [1]."
    assert stale(before, after) == set()


def test_another_moment_has_not_been_heard_wherever_it_is_cited(before, after):
    after["clip"]["21"]["end_ms"] = 950
    after["clip"]["22"]["title"] = "Another title"
    assert stale(before, after) == {"11-21", "12-21"}


def test_other_numbers_and_other_places_are_no_change(before, after):
    acts.renumber(after)
    assert [row["number"] for row in after["clip"].values()] == [2, 1]
    acts.move(after, "highlight", "12", -1)
    assert stale(before, after) == set()


def test_what_is_new_or_gone_is_left_alone(before, after):
    del after["clip"]["22"]
    after["highlight"]["13"] = after["highlight"].pop("12")
    after["citation"]["13-21"] = after["citation"].pop("12-21")
    assert stale(before, after) == set()
