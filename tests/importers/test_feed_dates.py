"""Dates and lengths in the shapes that feeds have them in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from episodes.importers.feed_dates import read_date, read_length, read_time


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Wed, 17 Jan 2018 11:00:00 -0000", "2018-01-17T11:00"),
        ("Tue, 15 Dec 2020 19:15:00 -0800", "2020-12-16T03:15"),
        ("Fri, 09 Oct 2020 04:30:38 GMT", "2020-10-09T04:30"),
        ("Mon, 09 Oct 2020 04:30:38 GMT", "2020-10-09T04:30"),
        ("9 Oct 20 04:30 EST", "2020-10-09T09:30"),
        ("Fri, 9 October 2020 04:30:38 PDT", "2020-10-09T11:30"),
        ("Fri, 9 Oct 2020 04:30:38 +02:00", "2020-10-09T02:30"),
        ("Fri, 9 Oct 2020 04:30:38 GMT+0200", "2020-10-09T02:30"),
        ("Fri, 9 Oct 2020 24:00:00 GMT", "2020-10-10T00:00"),
        ("Fri, 31 Dec 2016 23:59:60 GMT", "2017-01-01T00:00"),
        ("Fri,  9 Oct 2020\n 04:30:38 +0000 (UTC)", "2020-10-09T04:30"),
        ("October 9, 2020 4:30 PM GMT", "2020-10-09T16:30"),
        ("Fri Oct 9 04:30:38 2020", "2020-10-09T04:30"),
        ("2020-10-09T04:30:38Z", "2020-10-09T04:30"),
        ("2020-10-09T04:30:38.123+02:00", "2020-10-09T02:30"),
        ("2020-10-09 04:30:38", "2020-10-09T04:30"),
        ("2020-10-09", "2020-10-09T00:00"),
        ("20201009T043038Z", None),
        ("09/10/2020", None),
        ("32 Oct 2020 10:00:00 GMT", None),
        ("Fri, 09 Oct 0020 04:30:38 GMT", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00"),
        ("", None),
    ],
)
def test_dates(text, read):
    moment, _zone = read_date(text)
    assert (moment and moment.isoformat()[:16]) == read


@pytest.mark.parametrize(
    ("text", "known"),
    [("Fri, 09 Oct 2020 04:30:38", False), ("Fri, 09 Oct 2020 04:30:38 XYZ", False), ("2020-10-09", True)],
)
def test_whether_the_zone_is_known(text, known):
    assert read_date(text)[1] is known


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("3723", 3_723_000),
        ("3723.5", 3_723_500),
        ("62:03", 3_723_000),
        ("1:02:03", 3_723_000),
        ("01:02:03.250", 3_723_250),
        ("1h 2m 3s", 3_723_000),
        ("1h 2m", 3_720_000),
        ("1 hour, 2 minutes", 3_720_000),
        ("62 min", 3_720_000),
        ("PT1H2M3S", 3_723_000),
        (" 10 ", 10_000),
        ("0", None),
        ("00:00:00", None),
        ("-10", None),
        ("about an hour", None),
        ("999999999", None),
        ("", None),
    ],
)
def test_lengths(text, ms):
    assert read_length(text) == ms


def test_a_moment_may_be_the_beginning():
    assert (read_time("0"), read_time("00:00:00.000"), read_time("1h")) == (0, 0, None)


@given(st.text(max_size=40) | st.from_regex(r"\A[0-9: .,hmsPT+-]{1,20}\Z"))
def test_any_text_is_read_or_not(text):
    read_date(text)
    assert read_length(text) is None or read_length(text) > 0
    assert read_time(text) is None or read_time(text) >= 0
