"""Two documents become a list that an editor can read, and a sentence for it."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.documents.changes import ADDED, CHANGED, MOVED, REMOVED, RENUMBERED, changes
from episodes.documents.summary import heading, phrase, summary

EPISODE = {
    "show_id": 1,
    "title": "Small models",
    "slug": "small-models",
    "status": "draft",
    "published_at": None,
    "withdrawn_reason": "",
    "summary": "About models.",
    "tags": ["speech"],
    "past_slugs": [],
}


def section(position, title, body="", **values):
    kept = {"slug": title.lower(), "takeaway": "", "status": "draft", "featured": False, "tags": [], "past_slugs": []}
    return {"position": position, "title": title, "body": body, **kept, **values}


def clip(number, **values):
    return {"number": number, "title": f"Moment {number}", "start_ms": None, "end_ms": None, "excerpt": "", **values}


def quote(section, text, position=0, **values):
    return {"highlight_id": section, "text": text, "position": position, "speaker_id": None, "clip_id": None, **values}


@pytest.fixture
def document():
    return {
        "episode": {"1": deepcopy(EPISODE)},
        "credit": {"5": {"person_id": 7, "role": "guest", "position": 0}},
        "clip": {"21": clip(1), "22": clip(2), "23": clip(3)},
        "highlight": {
            "11": section(1, "Begin", "First [1], then [2].", tags=["data"]),
            "12": section(2, "Go on", "Last [3]."),
            "13": section(3, "End", "Nothing cited."),
        },
        "quote": {"31": quote(11, "We trained it from nothing.")},
        "related": {"41": {"related_id": 90, "position": 0, "reason": "Both are short."}},
        "citation": {"11-21": {"evidence": "heard", "checked_by_id": 2, "checked_at": "2024-01-01T00:00:00+00:00"}},
        "names": {"person": {"7": "Ada", "8": "Ben"}, "episode": {"90": "Large models", "91": "Data"}},
    }


@pytest.fixture
def after(document):
    return deepcopy(document)


def told(document, after):
    return [(heading(change.place), phrase(change)) for change in changes(document, after)]


def test_nothing_changed_is_nothing_told(document, after):
    assert changes(document, after) == []
    assert summary([]) == ""


def test_what_a_section_says_and_is_tagged(document, after):
    after["highlight"]["12"].update(takeaway="Begin with data.", tags=["evaluation"])
    assert told(document, after) == [
        ("Section 2, “Go on”", "takeaway added"),
        ("Section 2, “Go on”", "tag “evaluation” added"),
    ]
    assert summary(changes(document, after)) == "Section 2: takeaway added; tag “evaluation” added"


def test_a_word_is_changed_and_a_text_rewritten(document, after):
    document["highlight"]["11"]["takeaway"] = "Begin with your data and go on with it."
    after["highlight"]["11"]["takeaway"] = "Begin with your data and go on."
    assert summary(changes(document, after)) == "Section 1: takeaway changed"
    after["highlight"]["11"]["takeaway"] = "Small models win."
    assert summary(changes(document, after)) == "Section 1: takeaway rewritten"


def test_fields_of_the_episode_stand_in_their_own_words(document, after):
    after["episode"]["1"].update(title="Smaller models", tags=[])
    assert summary(changes(document, after)) == "Title changed; tag “speech” removed"
    [change, _tag] = changes(document, after)
    assert (change.field, change.before, change.after) == ("title", "Small models", "Smaller models")


def test_many_tags_are_counted(document, after):
    after["highlight"]["11"]["tags"] = ["one", "two", "three"]
    assert summary(changes(document, after)) == "Section 1: tag “data” removed; 3 tags added"


def test_publishing_is_told_once(document, after):
    after["episode"]["1"].update(status="published", published_at="2024-05-03T12:00:00+00:00")
    assert summary(changes(document, after)) == "Published"


def test_sections_that_come_go_and_move(document, after):
    after["highlight"]["14"] = section(0, "Before all", "Said [1].", takeaway="So it is.")
    del after["highlight"]["12"]
    after["highlight"]["13"]["position"] = 1
    after["highlight"]["11"]["position"] = 2
    found = changes(document, after)
    assert [(c.kind, c.name) for c in found if c.what == "section" and c.kind != CHANGED] == [
        (ADDED, "Before all"),
        (MOVED, "End"),
        (REMOVED, "Go on"),
    ]
    [move] = [c for c in found if c.kind == MOVED]
    assert (move.before, move.after) == (3, 2)
    assert ("So it is.", None) in [(c.after, c.before) for c in found]
    assert summary(found) == "Section 1 added. Section “Go on” removed. Section 2: moved from place 3 to 2"


def test_places_that_change_without_the_order_are_no_move(document, after):
    for row in after["highlight"].values():
        row["position"] *= 10
    assert changes(document, after) == []


def test_the_order_of_keys_does_not_matter(document, after):
    # A store that sorts keys gives them back in any order.
    for kind in ("clip", "highlight", "credit", "related"):
        after[kind] = dict(reversed(after[kind].items()))
    assert changes(document, after) == []


def test_renumbering_is_one_line(document, after):
    for key, number in (("21", 3), ("22", 1), ("23", 2)):
        after["clip"][key]["number"] = number
    after["highlight"]["11"]["body"] = "First [3], then [1]."
    after["highlight"]["12"]["body"] = "Last [2]."
    [change] = changes(document, after)
    assert (change.kind, change.before, change.after) == (RENUMBERED, [1, 2, 3], [3, 1, 2])
    assert summary([change]) == "3 clips renumbered"


def test_a_body_that_was_renumbered_and_rewritten_is_told(document, after):
    after["clip"]["21"]["number"] = 7
    after["highlight"]["11"]["body"] = "First of all [7], then [2]."
    assert summary(changes(document, after)) == "Clip 1 is clip 7 now. Section 1: body changed"


def test_escaped_markers_are_text(document, after):
    document["highlight"]["11"]["body"] = r"In the paper \[1]."
    after["highlight"]["11"]["body"] = r"In the paper \[7]."
    after["clip"]["21"]["number"] = 7
    assert "Section 1: body changed" in summary(changes(document, after))


def test_clips(document, after):
    after["clip"]["22"].update(start_ms=0, end_ms=5000, speaker_id=8)
    del after["clip"]["23"]
    after["clip"]["24"] = clip(4)
    found = changes(document, after)
    assert [(c.field, c.after) for c in found if c.place.number == 2] == [
        ("start_ms", 0),
        ("end_ms", 5000),
        ("speaker", "Ben"),
    ]
    assert summary(found) == "Clip 4 added. Clip 3 removed. Clip 2: start added; end added; speaker added"


def test_quotes_name_their_speaker_and_clip(document, after):
    after["quote"]["31"].update(speaker_id=7, clip_id=22)
    after["quote"]["32"] = quote(11, "Data first.", position=1)
    found = changes(document, after)
    assert [(c.field, c.after) for c in found] == [("speaker", "Ada"), ("clip", 2), ("", "Data first.")]
    assert summary(found) == "Section 1: quote “We trained it from nothing.” changed; quote “Data first.” added"


def test_a_quote_that_went_to_another_section(document, after):
    after["quote"]["31"]["highlight_id"] = 12
    [change] = changes(document, after)
    assert (change.kind, change.before, change.after) == (MOVED, "Begin", "Go on")


def test_credits_and_related_episodes_by_name(document, after):
    # Both are made again where they change, so they have other keys.
    after["credit"] = {"6": {"person_id": 8, "role": "host", "position": 0}, "7": document["credit"]["5"]}
    after["related"] = {"42": {"related_id": 90, "position": 0, "reason": "Both are long."}}
    assert summary(changes(document, after)) == "Ben added to the credits; reason of “Large models” changed"


def test_other_recordings_by_their_kind(document, after):
    row = {"url": "https://a.example/x.mp3", "file": "", "type": "", "bytes": None, "duration_ms": None}
    after["audio"] = {"3": row | {"kind": "ad-free", "offset_ms": 0, "position": 0}}
    assert summary(changes(document, after)) == "Audio version “without advertising” added"
    assert summary(changes(after, document)) == "Audio version “without advertising” removed"
    later = deepcopy(after)
    later["audio"]["3"]["offset_ms"] = -2000
    assert summary(changes(after, later)) == "Offset of audio version “without advertising” changed"


def test_evidence_of_what_is_still_cited(document, after):
    after["citation"]["12-23"] = {"evidence": "disputed", "checked_by_id": 2, "checked_at": None}
    assert summary(changes(document, after)) == "Section 2: [3] disputed"
    after["citation"] = {}
    assert summary(changes(document, after)) == "Section 1: [1] no longer checked"
    after["highlight"]["11"]["body"] = "First, then [2]."
    assert summary(changes(document, after)) == "Section 1: body changed"


def test_making_and_deleting_are_one_sentence(document):
    grave = {"deleted": True, "transcript": []}
    assert summary(changes(None, document)) == "First version, with 3 sections, 3 clips"
    assert summary(changes(document, grave)) == "Episode deleted"
    assert summary(changes(grave, document)).startswith("First version")
    assert changes(grave, None) == []


def test_much_is_counted(document, after):
    for row in (*after["highlight"].values(), *after["clip"].values()):
        row["title"] += "!"
    after["highlight"]["14"] = section(9, "New")
    assert summary(changes(document, after)).endswith("Section 2: title changed. 4 more changes")
    after["clip"] |= {str(key): clip(key, title="x") for key in range(30, 60)}
    assert "30 clips added" in summary([c for c in changes(document, after) if c.place.what == "clip"])


words = st.text(alphabet="ab [1]\n", max_size=12)
rows = st.dictionaries(
    st.integers(1, 9).map(str),
    st.builds(section, st.integers(0, 5), words, words, takeaway=words, tags=st.lists(words, max_size=2, unique=True)),
    max_size=5,
)
clips = st.lists(st.integers(1, 9).map(str), max_size=5, unique=True).map(
    lambda keys: {key: clip(number) for number, key in enumerate(keys, 1)}
)
documents = st.builds(
    lambda highlights, clips: {"episode": {"1": EPISODE}, "highlight": highlights, "clip": clips}, rows, clips
)


@given(documents, documents)
def test_any_two_documents_can_be_told(before, after):
    found = changes(before, after)
    assert bool(summary(found)) == bool(found)
    assert changes(before, before) == []
    assert {c.name for c in found if c.what == "section" and c.kind == ADDED} == {
        after["highlight"][key]["title"] for key in after["highlight"].keys() - before["highlight"].keys()
    }
    backwards = changes(after, before)
    assert sum(c.kind == ADDED for c in found) == sum(c.kind == REMOVED for c in backwards)
    assert all(heading(change.place) and phrase(change) for change in (*found, *backwards))
