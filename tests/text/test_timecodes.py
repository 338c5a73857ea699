"""Times as people type them, and as players show them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.text.timecodes import (
    LONGEST_MS,
    TimecodeError,
    editable_timecode,
    format_timecode,
    iso_duration,
    media_fragment,
    parse_timecode,
)

TIMES = st.integers(0, LONGEST_MS)


@pytest.mark.parametrize(
    ("typed", "ms"),
    [
        ("0", 0),
        ("0:00", 0),
        ("4:12", 252_000),
        ("04:12", 252_000),
        ("1:02:03", 3_723_000),
        ("62:03", 3_723_000),
        ("3723", 3_723_000),
        ("1h2m3s", 3_723_000),
        ("1h 2m 3s", 3_723_000),
        ("1 H 2 Min", 3_720_000),
        ("90m", 5_400_000),
        ("90min", 5_400_000),
        ("45s", 45_000),
        ("2:05.5", 125_500),
        ("2:05,5", 125_500),
        ("2:05.050", 125_050),
        ("1.001", 1_001),
        ("  1:02  ", 62_000),
        ("100:00:00", LONGEST_MS),
    ],
)
def test_parse(typed, ms):
    assert parse_timecode(typed) == ms


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "soon",
        "1:",
        ":30",
        "1:60",
        "1:75:00",
        "1:2:3:4",
        "-5",
        "-1:00",
        "1:02.0001",
        "1e3",
        "h",
        "5 apples",
        "100:00:01",
        "999999",
        "9" * 400,
        "1h 2m 3s 4",
        "inf",
        "nan",
        "1:\n02",
    ],
)
def test_what_is_no_time_is_refused_with_a_sentence(typed):
    with pytest.raises(TimecodeError) as error:
        parse_timecode(typed)
    assert str(error.value).endswith(".")
    assert len(str(error.value)) < 500


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        (0, "0:00"),
        (999, "0:00"),
        (252_000, "4:12"),
        (3_600_000, "1:00:00"),
        (3_734_999, "1:02:14"),
        (LONGEST_MS, "100:00:00"),
    ],
)
def test_format(ms, shown):
    assert format_timecode(ms) == shown


@given(TIMES)
def test_a_time_that_is_edited_and_saved_unchanged_stays(ms):
    assert parse_timecode(editable_timecode(ms)) == ms


@given(TIMES)
def test_a_shown_time_is_read_back_to_the_second(ms):
    assert parse_timecode(format_timecode(ms)) == ms // 1000 * 1000


@given(st.text(max_size=20))
def test_any_text_is_a_time_or_a_sentence(text):
    try:
        assert 0 <= parse_timecode(text) <= LONGEST_MS
    except TimecodeError as error:
        assert str(error)


@pytest.mark.parametrize(
    ("ms", "shown"), [(0, "0:00"), (125_500, "2:05.5"), (125_050, "2:05.05"), (125_005, "2:05.005"), (125_000, "2:05")]
)
def test_editable(ms, shown):
    assert editable_timecode(ms) == shown


@pytest.mark.parametrize(("ms", "iso"), [(0, "PT0M0S"), (62_900, "PT1M2S"), (3_723_000, "PT62M3S")])
def test_iso_duration(ms, iso):
    assert iso_duration(ms) == iso


@pytest.mark.parametrize(
    ("span", "fragment"),
    [
        ((62_000, 94_000), "#t=62,94"),
        ((62_000, None), "#t=62"),
        ((62_500, 94_250), "#t=62.5,94.25"),
        ((0, 100), "#t=0,0.1"),
        ((100_000, 200_000), "#t=100,200"),
    ],
)
def test_media_fragment(span, fragment):
    assert media_fragment(*span) == fragment
