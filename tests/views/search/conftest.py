"""Reading the page of search."""

from datetime import UTC, datetime

import pytest

from episodes.models import Tag, TagAlias
from tests.factories import make_clip, make_episode, make_highlight, make_person, make_quote, make_show


@pytest.fixture
def site():
    """Two shows. Everything about tides is in the first, but for one highlight."""
    sea, land = make_show(title="Sea Talk"), make_show(title="Land Talk")
    ada, bo = make_person(name="Ada Reyes", biography="Ada counts **tides**."), make_person(name="Bo Lund")
    first = make_episode(
        sea,
        title="The Tide Tables",
        summary="Why tables of tides are late.",
        guest=ada,
        tags=["water"],
        audio_url="https://a.example/tides.mp3",
        published_at=datetime(2023, 5, 4, 12, tzinfo=UTC),
    )
    second = make_episode(
        land, title="Dry Ground", summary="No water here.", guest=bo, published_at=datetime(2024, 2, 3, 12, tzinfo=UTC)
    )
    clip = make_clip(first, 1, speaker=ada, start_ms=60_000, end_ms=90_000)
    high = make_highlight(first, title="High water", body="The **tides** turn twice [1].", tags=["water", "moon"])
    make_highlight(second, title="A dry bed", body="Where a tide once was.", tags=["ground"])
    make_quote(high, text="A tide waits for nobody.", speaker=ada, clip=clip)
    first.cues.create(start_ms=3_723_000, end_ms=3_727_000, text="We sailed at dawn.", speaker=ada)
    first.cues.create(start_ms=3_727_000, end_ms=3_731_000, text="The ebb tide took us out.", speaker=ada)
    Tag.objects.filter(slug="moon").update(description="What pulls the tide.")
    TagAlias.objects.create(tag=Tag.objects.get(slug="water"), name="H2O")
    return {"sea": sea, "land": land, "ada": ada, "bo": bo, "first": first, "second": second, "high": high}
