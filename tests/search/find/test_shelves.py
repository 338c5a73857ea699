"""Shelves and days narrow what is found, and say what is left."""

from datetime import UTC, date, datetime

import pytest

from episodes.models import (
    SearchKind,
    Tag,
)
from episodes.search.find import find
from episodes.text.questions import parse
from tests.conftest import commit
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show
from tests.search.find.asking import found

pytestmark = pytest.mark.django_db


def test_shelves_narrow_and_say_what_is_left():
    show, guest = make_show(), make_person(name="Ada Stone")
    episode = make_episode(show, audio_url="https://example.org/a.mp3", published_at=datetime(2023, 5, 17, tzinfo=UTC))
    make_clip(episode, 1, speaker=guest)
    highlight = make_highlight(episode, body="salt [1]", tags=["tide"])
    quote = make_quote(highlight, text="Words of salt", speaker=guest)
    other = make_highlight(body="salt", tags=["tide", "moon"])
    tide, moon = (f"t{Tag.objects.get(name=name).pk}" for name in ("tide", "moon"))
    person, shelf, year = f"p{guest.pk}", f"s{show.pk}", "y2023"
    commit()
    result = find(parse("salt").terms)
    assert {name: result.facets[name] for name in (tide, moon, person, shelf, year, "a1")} == {
        tide: 3,
        moon: 1,
        person: 2,
        shelf: 2,
        year: 2,
        "a1": 2,
    }
    assert found("salt", shelves=[tide]) == {highlight, quote, other}
    assert found("salt", shelves=[tide, moon]) == {other}
    assert found("salt", shelves=[tide], without=[moon]) == {highlight, quote}
    assert (
        found("salt", shelves=[person])
        == {highlight, quote}
        == found("salt", audio=True)
        == found("salt", shelves=[year])
    )
    assert found("", shelves=[shelf, tide]) == {highlight, quote, Tag.objects.get(name="tide")}
    only = find(parse("salt").terms, kinds=[SearchKind.QUOTE])
    assert only.groups.keys() == {SearchKind.QUOTE}
    assert (only.kinds[SearchKind.HIGHLIGHT], only.facets[tide]) == (2, 1)


@pytest.mark.parametrize(
    ("after", "before", "is_found"),
    [
        (None, None, True),
        (date(2023, 5, 17), None, True),
        (date(2023, 5, 18), None, False),
        (None, date(2023, 5, 18), True),
        (None, date(2023, 5, 17), False),
        (date(2023, 1, 1), date(2024, 1, 1), True),
        (date(2023, 5, 1), date(2023, 6, 1), True),
        (date(2022, 3, 4), date(2025, 6, 7), True),
        (date(2023, 5, 16), date(2023, 5, 19), True),
        (date(2024, 1, 1), date(2023, 1, 1), False),
        (date.min, date.max, True),
        (date.max, date.min, False),
        (date(2300, 1, 1), None, False),
        (None, date(3, 1, 1), False),
    ],
)
def test_days(after, before, is_found):
    highlight = make_highlight(make_episode(published_at=datetime(2023, 5, 17, 23, 59, tzinfo=UTC)), body="salt")
    make_highlight(make_episode(published_at=datetime(2021, 1, 1, tzinfo=UTC)), body="sugar")
    assert (highlight in found("salt", after=after, before=before)) is is_found
