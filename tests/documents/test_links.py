"""Links between sections in documents: told in sentences, merged, and gone with their sections."""

from copy import deepcopy

import pytest

from episodes.documents import acts
from episodes.documents.changes import ADDED, CHANGED, MOVED, REMOVED, changes
from episodes.documents.merge import merge_documents, with_twins
from episodes.documents.summary import phrase, summary


def section(position, title):
    values = {"body": "", "slug": title.lower(), "takeaway": "", "status": "draft", "tags": [], "past_slugs": []}
    return {"position": position, "title": title, **values}


def link(section, other, kind="agrees", position=0):
    return {"highlight_id": section, "other_id": other, "kind": kind, "position": position}


@pytest.fixture
def document():
    return {
        "episode": {"1": {"title": "Small models", "tags": [], "status": "draft"}},
        "clip": {},
        "highlight": {"11": section(1, "Begin"), "12": section(2, "End")},
        "quote": {},
        "link": {"51": link(11, 12), "52": link(11, 90, "disagrees", 1), "53": link(12, 11, "answers")},
        "related": {},
        "citation": {},
        "names": {"person": {}, "episode": {}, "highlight": {"90": "Far · Elsewhere", "11": "Begin", "12": "End"}},
    }


@pytest.fixture
def after(document):
    return deepcopy(document)


def told(before, after):
    return [(change.kind, change.what, change.place.number, phrase(change)) for change in changes(before, after)]


def test_what_a_section_says_of_others_is_told_in_words(document, after):
    del after["link"]["51"]
    after["link"]["52"]["kind"] = "answers"
    after["link"]["54"] = link(12, 90)
    assert told(document, after) == [
        (REMOVED, "link", 1, "no longer agrees with “End”"),
        (CHANGED, "link", 1, "answers “Far · Elsewhere” now"),
        (ADDED, "link", 2, "agrees with “Far · Elsewhere” now"),
    ]
    assert summary(changes(document, after)) == (
        "Section 1: no longer agrees with “End”; answers “Far · Elsewhere” now. "
        "Section 2: agrees with “Far · Elsewhere” now"
    )


def test_a_link_that_is_made_again_is_no_change_and_one_that_moves_is(document, after):
    after["link"]["60"] = after["link"].pop("51")
    assert told(document, after) == []
    after["link"]["60"]["position"] = 5
    assert [kind for kind, *_rest in told(document, after)] == [MOVED]


def test_a_document_of_before_there_were_links_has_none(document, after):
    del document["link"], document["names"]["highlight"]
    assert [kind for kind, *_rest in told(document, after)] == [ADDED] * 3
    assert [kind for kind, *_rest in told(after, document)] == [REMOVED] * 3
    merged, clashes = merge_documents(document, after, document)
    assert (merged["link"], clashes) == (after["link"], [])
    assert with_twins(document, after, document)[2] == {}


def test_a_section_takes_the_links_at_both_its_ends_along(document):
    acts.remove_section(document, "12")
    assert list(document["link"]) == ["52"]


def test_a_link_is_added_behind_the_others_and_once(document):
    assert acts.add_link(document, "11", 91, "answers") == "new-1"
    assert document["link"]["new-1"] == link("11", 91, "answers", 2)
    assert acts.add_link(document, "11", 90, "answers") == "52"
    assert len(document["link"]) == 4


def test_links_of_two_editors_go_together(document, after):
    stored = deepcopy(document)
    stored["link"]["54"] = link(12, 90)
    del after["link"]["51"]
    merged, clashes = merge_documents(document, stored, after)
    assert (sorted(merged["link"]), clashes) == (["52", "53", "54"], [])


def test_what_both_say_otherwise_of_one_link_is_chosen(document, after):
    stored = deepcopy(document)
    stored["link"]["51"]["kind"], after["link"]["51"]["kind"] = "answers", "disagrees"
    _document, [clash] = merge_documents(document, stored, after)
    assert (clash.kind, clash.both) == ("link", ("kind",))
    merged, _clashes = merge_documents(document, stored, after, {("link", "51", "kind"): "answers"})
    assert merged["link"]["51"]["kind"] == "answers"


@pytest.mark.parametrize(("kind", "clash"), [("agrees", []), ("answers", ["kind"])])
def test_two_who_link_the_same_two_sections_link_them_once(document, after, kind, clash):
    stored = deepcopy(document)
    stored["link"]["54"] = link(12, 90)
    acts.add_link(after, "12", 90, kind)
    read, typed, twins = with_twins(document, stored, after)
    assert twins == {("link", "new-1"): "54"}
    merged, clashes = merge_documents(read, stored, typed)
    assert sorted(merged["link"]) == ["51", "52", "53", "54"]
    assert [name for found in clashes for name in found.both] == clash


def test_a_section_that_one_deleted_while_the_other_linked_it_is_a_clash(document, after):
    stored = deepcopy(document)
    acts.remove_section(stored, "12")
    acts.add_link(after, "12", 90, "agrees")
    merged, clashes = merge_documents(document, stored, after)
    assert [(clash.kind, clash.key) for clash in clashes] == [("highlight", "12")]
    assert "12" in merged["highlight"]
    assert "new-1" in merged["link"]
    merged, _clashes = merge_documents(document, stored, after, {("highlight", "12", ""): "stored"})
    assert "12" not in merged["highlight"]
    assert "new-1" not in merged["link"]
