"""What the desk's buttons do to an episode."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.documents import acts
from episodes.documents.merge import ordered
from episodes.text.markdown import citation_numbers


def clip(number, start=None, **values):
    end = None if start is None else start + 10_000
    return {"number": number, "title": f"Clip {number}", "start_ms": start, "end_ms": end, "excerpt": ""} | values


def section(position, body="", **values):
    return acts.empty_section(position=position, title=f"Section {position}", body=body, tags=["data"], **values)


@pytest.fixture
def document():
    return {
        "clip": {"11": clip(1, 60_000), "12": clip(2, 30_000), "13": clip(3), "14": clip(4, 90_000)},
        "highlight": {"21": section(1, "Claims [2], [4]."), "22": section(2, "Then [1, 2]."), "23": section(3)},
        "quote": {"31": {"highlight_id": 22, "text": "Said.", "speaker_id": 5, "clip_id": 13, "position": 0}},
    }


def test_sections_move_and_stop_at_the_ends(document):
    acts.move(document, "highlight", "23", -1)
    assert ordered(document["highlight"]) == ["21", "23", "22"]
    acts.move(document, "highlight", "21", -1)
    assert ordered(document["highlight"]) == ["21", "23", "22"]
    acts.move(document, "highlight", "21", 9)
    assert ordered(document["highlight"]) == ["23", "22", "21"]


def test_a_split_at_the_cursor_and_at_a_rule(document):
    document["highlight"]["21"]["body"] = "One [2].\n\n---\n\nTwo [4]."
    key = acts.split(document, "21")
    assert [document["highlight"][name]["body"] for name in ("21", key)] == ["One [2].", "Two [4]."]
    assert ordered(document["highlight"]) == ["21", key, "22", "23"]
    other = acts.split(document, "22", 5)
    assert [document["highlight"][name]["body"] for name in ("22", other)] == ["Then", "[1, 2]."]
    assert acts.split(document, "23") is None


def test_a_duplicate_is_a_draft_with_its_quotes(document):
    document["highlight"]["22"]["status"] = "published"
    key = acts.duplicate(document, "22")
    assert document["highlight"][key]["status"] == "draft"
    assert document["highlight"][key]["body"] == "Then [1, 2]."
    assert [quote["text"] for quote in document["quote"].values() if quote["highlight_id"] == key] == ["Said."]


def test_a_section_goes_with_its_quotes(document):
    acts.remove_section(document, "22")
    assert not document["quote"]
    assert ordered(document["highlight"]) == ["21", "23"]


@pytest.mark.parametrize(
    ("body", "cited"),
    [
        ("", "[1]"),
        ("A claim.", "A claim [1]."),
        ("A claim", "A claim [1]"),
        ("A claim [2].", "A claim [2][1]."),
        ("Really?!\n", "Really [1]?!"),
    ],
)
def test_a_marker_goes_inside_the_full_stop(document, body, cited):
    document["highlight"]["23"]["body"] = body
    acts.cite(document, "23", "11")
    assert document["highlight"]["23"]["body"] == cited


def test_a_moment_that_is_nearly_a_clip_is_that_clip(document):
    assert acts.clip_at(document, 61_000, 70_000) == "11"
    assert acts.clip_at(document, 66_000, 76_000) is None


def test_clips_know_where_they_are_used(document):
    assert acts.uses(document) == {"11": ["22"], "12": ["21", "22"], "13": ["22"], "14": ["21"]}


def test_renumbering_follows_the_text(document):
    """First cited, then only quoted, then in time; the bodies say the same moments as before."""
    before = {key: row["number"] for key, row in document["clip"].items()}
    document["clip"]["15"] = clip(9, 10_000)
    acts.renumber(document)
    assert {key: row["number"] for key, row in document["clip"].items()} == {
        "12": 1,
        "14": 2,
        "11": 3,
        "13": 4,
        "15": 5,
    }
    assert [document["highlight"][key]["body"] for key in ("21", "22")] == ["Claims [1], [2].", "Then [3, 1]."]
    assert before["12"] == 2


@given(st.permutations(range(1, 8)), st.lists(st.integers(1, 7), max_size=12))
def test_renumbering_keeps_every_citation_at_its_moment(numbers, cited):
    document = {
        "clip": {str(key): clip(number, key * 1000) for key, number in enumerate(numbers)},
        "highlight": {"1": section(1, " ".join(f"Said [{number}]." for number in cited))},
        "quote": {},
    }
    before = deepcopy(document)
    acts.renumber(document)

    def moments(version):
        keys = {row["number"]: key for key, row in version["clip"].items()}
        return [keys[number] for number in citation_numbers(version["highlight"]["1"]["body"])]

    assert moments(document) == moments(before)
    assert sorted(row["number"] for row in document["clip"].values()) == list(range(1, 8))
    first_cited = list(dict.fromkeys(citation_numbers(document["highlight"]["1"]["body"])))
    assert first_cited == list(range(1, len(first_cited) + 1))


def test_asking_for_what_is_not_there_changes_nothing(document):
    before = deepcopy(document)
    acts.move(document, "highlight", "99", 1)
    acts.remove_section(document, "99")
    assert acts.split(document, "99") is None
    assert acts.duplicate(document, "99") is None
    assert document == before
