"""The coverage strip: places in percent, flags that do not cover each other, a ruler that suits the length."""

from types import SimpleNamespace

import pytest

from episodes.queries.coverage import MOST_LABELS, MOST_ROWS, coverage, percent, strip

HOUR = 3_600_000


def clip(number, start, end):
    return SimpleNamespace(
        number=number, start_ms=start, end_ms=end, is_placed=start is not None, title=f"Clip {number}"
    )


def draw(clips, length=HOUR, sections=(), speech=None, credits=()):
    episode = SimpleNamespace(duration_ms=length, speech=speech or {})
    return coverage(episode, [(c, False) for c in clips], sections, credits)


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(0, 10, "0%"), (1, 3, "33.33%"), (10, 10, "100%"), (1, 8, "12.5%")]
)
def test_percent(part, whole, text):
    assert percent(part, whole) == text


def test_nothing_placed_draws_nothing():
    assert draw([]) is None
    assert draw([clip(1, None, None)]) is None


def test_a_flag_stands_at_its_moment():
    [flag] = draw([clip(1, HOUR // 4, HOUR // 4 + 36_000)]).flags
    assert (flag.x, flag.width, flag.row, flag.turned) == ("25%", "1%", 0, False)


def test_near_flags_stand_in_rows():
    found = draw([clip(n, n * 60_000, n * 60_000 + 1000) for n in range(1, 4)])
    assert [flag.row for flag in found.flags] == [0, 1, 2]
    assert found.rows == 3


def test_flags_far_apart_share_a_row():
    assert {flag.row for flag in draw([clip(n, n * HOUR // 6, n * HOUR // 6 + 1000) for n in range(1, 5)]).flags} == {0}


def test_many_flags_never_need_more_rows_than_there_are():
    found = draw([clip(n, n * 10_000, n * 10_000 + 5000) for n in range(1, 200)])
    assert {flag.row for flag in found.flags} == set(range(MOST_ROWS))


def test_a_flag_at_the_end_hangs_to_the_left():
    assert draw([clip(1, HOUR - 1000, HOUR)]).flags[0].turned


@pytest.mark.parametrize("length", [5_000, 60_000, 175_000, 1_800_000, HOUR, 3 * HOUR, 11 * HOUR, 90 * HOUR])
def test_the_ruler_suits_every_length(length):
    found = draw([clip(1, 0, 1000)], length)
    assert 1 <= len(found.hours) <= MOST_LABELS + 1
    assert found.hours[0][0] == "0%"


def test_the_cited_time_counts_overlaps_once():
    found = draw([clip(1, 0, 60_000), clip(2, 30_000, 90_000), clip(3, 200_000, 210_000)])
    assert (found.cited, found.duration) == ("1:40", "1:00:00")


def test_a_clip_beyond_the_known_length_stretches_the_strip():
    assert draw([clip(1, 0, 2000)], None).duration_ms == 2000
    assert draw([clip(1, HOUR, HOUR + 5000)]).duration_ms == HOUR + 5000


def test_a_section_reaches_from_its_first_moment_to_its_last():
    one, two = clip(1, HOUR // 10, HOUR // 10 + 1000), clip(2, HOUR // 5, HOUR // 5 + 36_000)
    found = draw([one, two], sections=[("Tides", "tides", [two, one]), ("Nothing", "nothing", [clip(3, None, None)])])
    assert [(s.title, s.x, s.width) for s in found.sections] == [("Tides", "10%", "11%")]


def test_names_of_sections_do_not_run_into_each_other():
    moments = [clip(n, n * 30_000, n * 30_000 + 1000) for n in range(1, 4)]
    found = draw(moments, sections=[("A rather long name of a section", f"s{c.number}", [c]) for c in moments])
    assert [section.row for section in found.sections] == [0, 1, 2]


def test_guests_are_told_from_hosts():
    credits = [
        SimpleNamespace(role="host", person_id=1, person=SimpleNamespace(name="Bo")),
        SimpleNamespace(role="guest", person_id=2, person=SimpleNamespace(name="Ada")),
    ]
    found = draw([clip(1, 0, 1000)], speech={"1": "M0 0h5", "2": "M5 0h9"}, credits=credits)
    assert found.voices == [("M0 0h5", False), ("M5 0h9", True)]
    assert (found.hosts, found.guests) == ("Bo", "Ada")


def test_a_strip_leaves_out_what_is_not_placed_or_beyond_the_end():
    clips = [clip(1, 0, 36_000), clip(2, None, None), clip(3, HOUR, HOUR + 1)]
    assert strip(clips, HOUR) == [("0%", "1%")]
    assert strip(clips, None) == []
