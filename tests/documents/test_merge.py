"""Two people write in one episode: what only one changed is kept, what both changed is put to a choice."""

from copy import deepcopy

import pytest

from episodes.documents.merge import ORDER, merge_documents, ordered, with_free_numbers

READ = {
    "episode": {"1": {"title": "Small models", "tags": ["training"]}},
    "clip": {"11": {"number": 1, "title": "One"}, "12": {"number": 2, "title": "Two"}},
    "highlight": {
        "21": {"position": 1, "title": "Data", "body": "First [1].", "tags": []},
        "22": {"position": 2, "title": "Seeds", "body": "Second.", "tags": []},
        "23": {"position": 5, "title": "Budget", "body": "Third.", "tags": []},
    },
    "quote": {"31": {"highlight_id": 21, "text": "Said.", "clip_id": 12, "position": 0}},
    "related": {},
    "credit": {},
    "citation": {},
    "names": {},
}


@pytest.fixture
def stored():
    return deepcopy(READ)


@pytest.fixture
def typed():
    return deepcopy(READ)


def titles(document):
    return [document["highlight"][key]["title"] for key in ordered(document["highlight"])]


def test_nothing_typed_is_what_is_stored(stored, typed):
    stored["highlight"]["21"]["title"] = "Theirs"
    assert merge_documents(READ, stored, typed) == (stored, [])


def test_different_sections_go_together(stored, typed):
    stored["highlight"]["21"]["title"] = "Theirs"
    typed["highlight"]["22"]["title"] = "Mine"
    document, clashes = merge_documents(READ, stored, typed)
    assert (titles(document), clashes) == (["Theirs", "Mine", "Budget"], [])


def test_the_same_section_is_a_clash_even_in_different_fields(stored, typed):
    stored["highlight"]["21"]["title"] = "Theirs"
    typed["highlight"]["21"]["body"] = "Mine [1]."
    document, [clash] = merge_documents(READ, stored, typed)
    assert (clash.key, clash.both, clash.taken, clash.changed) == ("21", (), ("title",), ("body",))
    assert document["highlight"]["21"] == READ["highlight"]["21"] | {"title": "Theirs", "body": "Mine [1]."}


def test_a_field_that_both_changed_is_chosen(stored, typed):
    stored["highlight"]["21"]["title"] = "Theirs"
    typed["highlight"]["21"]["title"] = "Mine"
    _document, [clash] = merge_documents(READ, stored, typed)
    assert clash.both == ("title",)
    for choice in ("Theirs", "Mine", "A third"):
        document, _clashes = merge_documents(READ, stored, typed, {("highlight", "21", "title"): choice})
        assert document["highlight"]["21"]["title"] == choice


def test_the_same_change_twice_is_none(stored, typed):
    for version in (stored, typed):
        version["highlight"]["21"]["title"] = "Both"
    assert merge_documents(READ, stored, typed) == (stored, [])


def test_what_the_other_added_and_deleted_is_so(stored, typed):
    stored["highlight"]["24"] = {"position": 3, "title": "Added", "body": "", "tags": []}
    del stored["highlight"]["23"]
    typed["highlight"]["new-1"] = {"position": 6, "title": "Mine", "body": "", "tags": []}
    document, clashes = merge_documents(READ, stored, typed)
    assert (titles(document), clashes) == (["Data", "Seeds", "Mine", "Added"], [])


@pytest.mark.parametrize(("deleter", "choice", "is_kept"), [("stored", "stored", False), ("stored", "typed", True)])
def test_a_section_that_one_deleted_and_the_other_changed_is_chosen(stored, typed, deleter, choice, is_kept):
    del stored["highlight"]["22"]
    typed["highlight"]["22"]["body"] = "Written since."
    _document, [clash] = merge_documents(READ, stored, typed)
    assert clash.is_deletion
    document, _clashes = merge_documents(READ, stored, typed, {("highlight", "22", ""): choice})
    assert ("22" in document["highlight"]) is is_kept


def test_a_quote_written_in_a_section_that_the_other_deleted_is_not_lost(stored, typed):
    del stored["highlight"]["22"]
    typed["quote"]["new-1"] = {"highlight_id": 22, "text": "Mine.", "clip_id": None, "position": 0}
    document, [clash] = merge_documents(READ, stored, typed)
    assert (clash.kind, clash.key, clash.is_deletion) == ("highlight", "22", True)
    assert titles(document) == ["Data", "Seeds", "Budget"]
    document, _clashes = merge_documents(READ, stored, typed, {("highlight", "22", ""): "stored"})
    assert "22" not in document["highlight"]
    assert "new-1" not in document["quote"]


def test_a_clip_that_the_other_deleted_stays_where_it_is_cited_now(stored, typed):
    del stored["clip"]["12"]
    del stored["quote"]["31"]
    typed["highlight"]["22"]["body"] = "Second [2]."
    document, clashes = merge_documents(READ, stored, typed)
    assert document["clip"]["12"]["number"] == 2
    assert not clashes


def test_one_who_moves_sections_moves_them(stored, typed):
    typed["highlight"]["23"]["position"] = 0
    stored["highlight"]["24"] = {"position": 6, "title": "Added", "body": "", "tags": []}
    document, clashes = merge_documents(READ, stored, typed)
    assert (titles(document), clashes) == (["Budget", "Added", "Data", "Seeds"], [])
    document, clashes = merge_documents(READ, typed, stored)
    assert (titles(document), clashes) == (["Budget", "Added", "Data", "Seeds"], [])


def test_places_stay_where_nothing_was_moved(stored, typed):
    typed["highlight"]["new-1"] = {"position": 9, "title": "Mine", "body": "", "tags": []}
    document, _clashes = merge_documents(READ, stored, typed)
    assert [document["highlight"][key]["position"] for key in ("21", "22", "23", "new-1")] == [1, 2, 5, 6]


def test_two_who_move_sections_are_asked(stored, typed):
    typed["highlight"]["23"]["position"] = 0
    stored["highlight"]["21"]["position"] = 9
    document, [clash] = merge_documents(READ, stored, typed)
    assert clash.key == ORDER
    assert titles(document) == ["Budget", "Data", "Seeds"]
    document, _clashes = merge_documents(READ, stored, typed, {("highlight", ORDER, ""): "stored"})
    assert titles(document) == ["Seeds", "Budget", "Data"]


def test_two_new_clips_with_one_number_become_two_numbers(stored, typed):
    stored["clip"]["13"] = {"number": 3, "title": "Theirs"}
    typed["clip"]["new-1"] = {"number": 3, "title": "Mine"}
    typed["clip"]["new-2"] = {"number": 4, "title": "Mine, too"}
    typed["highlight"]["22"]["body"] = "Second [3][4]."
    moved_document, moved = with_free_numbers(stored, typed)
    document, _clashes = merge_documents(READ, stored, moved_document)
    assert moved == {"new-1": 5}
    assert document["highlight"]["22"]["body"] == "Second [5][4]."
    assert sorted(row["number"] for row in document["clip"].values()) == [1, 2, 3, 4, 5]
