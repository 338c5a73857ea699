"""Chapters in JSON and WebVTT, and the times of Podlove's."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.transcripts.chapters import (
    Chapter,
    of_values,
    parse_json,
    parse_webvtt,
    play_time,
    read,
    write_json,
    write_webvtt,
)
from episodes.transcripts.cues import TranscriptError

titles = st.lists(st.text(st.characters(categories=["L", "Nd", "P", "S"]), min_size=1), max_size=5).map(" ".join)
addresses = st.sampled_from(["", "https://a.example/x?y=1#z"])


@st.composite
def chapter_lists(draw):
    starts = sorted(draw(st.lists(st.integers(0, 10**7), unique=True, max_size=6)))
    return [
        Chapter(
            start,
            draw(st.none() | st.integers(start, start + 10**6)),
            draw(titles)[:500],
            draw(addresses),
            draw(addresses),
            draw(st.booleans()),
        )
        for start in starts
    ]


@given(chapter_lists())
def test_json_is_read_back(chapters):
    assert parse_json(write_json(chapters, title="T")) == chapters


@given(chapter_lists())
def test_webvtt_is_read_back_with_times_and_titles(chapters):
    shown = [chapter for chapter in chapters if chapter.title and chapter.in_contents]
    again = parse_webvtt(write_webvtt(chapters, 2 * 10**7))
    assert [(chapter.start_ms, chapter.title) for chapter in again] == [(c.start_ms, c.title) for c in shown]
    assert all(chapter.end_ms >= chapter.start_ms for chapter in again)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner), max_leaves=4
)
odd_chapters = st.lists(
    st.dictionaries(st.sampled_from(["startTime", "endTime", "title", "img", "url", "toc"]), json_values) | json_values
)


@given(odd_chapters)
def test_any_json_is_read_or_refused(chapters):
    try:
        found = parse_json(json.dumps({"chapters": chapters}))
    except TranscriptError as error:
        assert str(error)
    else:
        assert all(chapter.end_ms is None or chapter.end_ms >= chapter.start_ms for chapter in found)


@given(st.text())
def test_any_text_is_read_or_refused(text):
    try:
        read(text)
    except TranscriptError as error:
        assert str(error)


def test_odd_chapters_are_read():
    text = json.dumps(
        {
            "chapters": [
                {"startTime": "12.5", "title": " Two\nlines ", "url": "javascript:alert(1)"},
                {"startTime": 0, "toc": False, "img": "https://a.example/i.png", "location": {"geo": "x"}},
                {"startTime": 3, "endTime": 1, "title": ["no text"]},
            ]
        }
    )
    assert read(text) == [
        Chapter(0, image_url="https://a.example/i.png", in_contents=False),
        Chapter(3000),
        Chapter(12_500, title="Two lines"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '{"chapters": [{"startTime": 1}, {"title": "x"}]}',
            "Chapter 2 must be an object with a startTime in seconds.",
        ),
        ('{"other": []}', "Line 1 has no chapters: its JSON must be an object with “chapters”, a list."),
        ("chapters", "Line 1 is not JSON: Expecting value."),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(text, sentence):
    with pytest.raises(TranscriptError) as raised:
        read(text)
    assert str(raised.value) == sentence


@pytest.mark.parametrize(
    ("text", "ms"),
    [("1:02:03.5", 3_723_500), ("62:03", 3_723_000), ("3723", 3_723_000), ("npt:0.25", 250), ("", None), ("x", None)],
)
def test_normal_play_time(text, ms):
    assert play_time(text) == ms
    assert of_values(text, "T") == (None if ms is None else Chapter(ms, title="T"))


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_addresses_that_no_database_keeps_are_left_out(sign):
    text = json.dumps({"chapters": [{"startTime": 0, "url": f"http://a/{sign}"}]})
    assert read(text) == [Chapter(0)]


def test_real_files(shared):
    found = {path.name: read(path.read_text()) for path in (shared / "data" / "chapters").glob("*.json")}
    assert len(found) == 9
    assert all(chapters for chapters in found.values())
    silent = [chapter for chapter in found["namespace-exampleComplex.json"] if not chapter.in_contents]
    assert len(silent) == 1
