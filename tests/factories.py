"""Objects for tests, each with the least that it needs; keyword arguments go to the model."""

import itertools
from datetime import UTC, datetime, timedelta

from episodes.models import (
    Clip,
    Credit,
    Episode,
    Highlight,
    Person,
    Quote,
    Role,
    Show,
    Status,
)

LONG_AGO = datetime(2024, 1, 1, 12, tzinfo=UTC)
_count = itertools.count(1)


def make_show(**values):
    number = next(_count)
    return Show.objects.create(**{"title": f"Show {number}", **values})


def make_person(**values):
    return Person.objects.create(**{"name": f"Person {next(_count)}", **values})


def make_episode(show=None, *, tags=(), guest=None, **values):
    number = next(_count)
    episode = Episode.objects.create(
        **{
            "show": show or make_show(),
            "title": f"Episode {number}",
            "summary": f"Summary {number}.",
            "status": Status.PUBLISHED,
            "published_at": LONG_AGO + timedelta(minutes=number),
            "duration_ms": 3_600_000,
            **values,
        }
    )
    episode.tags.set(tags)
    if guest:
        Credit.objects.create(episode=episode, person=guest, role=Role.GUEST)
    return episode


def make_clip(episode, number=None, **values):
    number = number or episode.clips.count() + 1
    start = 60_000 * number
    return Clip.objects.create(
        **{
            "episode": episode,
            "number": number,
            "title": f"Clip {number}",
            "start_ms": start,
            "end_ms": start + 20_000,
            **values,
        }
    )


def make_highlight(episode=None, *, tags=(), **values):
    number = next(_count)
    highlight = Highlight.objects.create(
        **{
            "episode": episode or make_episode(),
            "position": number,
            "title": f"Highlight {number}",
            "body": f"A claim of highlight {number}.",
            "takeaway": f"Takeaway {number}.",
            "status": Status.PUBLISHED,
            **values,
        }
    )
    highlight.tags.set(tags)
    return highlight


def make_quote(highlight=None, **values):
    return Quote.objects.create(
        **{"highlight": highlight or make_highlight(), "text": f"Words of quote {next(_count)}.", **values}
    )
