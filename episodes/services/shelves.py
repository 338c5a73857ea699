"""Keeps what stands on which shelf, and the counts that pages show.

A change is the difference between what stands there and what should: a save that moves nothing writes nothing.
Callers hold ``search.lock`` or the like, so that two differences are never taken at once.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from episodes.models import (
    CREW,
    EVERYTHING,
    FEATURED,
    GUEST,
    HOST,
    MONTH,
    PAIRED,
    PERSON,
    SHOW,
    TAG,
    YEAR,
    Citation,
    Credit,
    Episode,
    Highlight,
    Quote,
    Role,
    ShelfEntry,
    ShelfKind,
    ShelfPair,
    ShelfTally,
    TaggedEpisode,
    TaggedHighlight,
    month_of,
    shelf_of,
    shelf_of_season,
)

BATCH = 1000
PARTS = {Role.HOST: HOST, Role.GUEST: GUEST}


@dataclass
class Thing:
    """Something public, with the names of the shelves that it stands on."""

    kind: str
    pk: int
    episode: int
    published_at: datetime
    position: int = 0
    shelves: set = field(default_factory=set)


def things_of(episode_ids: Iterable[int]) -> dict[tuple[str, int], Thing]:
    """``{(kind, primary key): Thing}`` of all that is public in some episodes, in a constant number of queries."""
    pks = list(episode_ids)
    things = {}
    _add_episodes(things, pks)
    _add_highlights(things, pks)
    _add_quotes(things, pks)
    return things


def _add(things, kind, pk, episode, published_at, show, position=0):
    year, month = shelf_of(YEAR, published_at.year), shelf_of(MONTH, month_of(published_at.year, published_at.month))
    shelves = {EVERYTHING, shelf_of(SHOW, show), year, month}
    things[kind, pk] = Thing(kind, pk, episode, published_at, position, shelves)


def _stand(things, kind, letter, rows):
    for pk, number in rows:
        if number and (kind, pk) in things:
            things[kind, pk].shelves.add(shelf_of(letter, number))


def _add_episodes(things, pks):
    rows = Episode.objects.published().filter(pk__in=pks).order_by()
    for pk, published_at, show, season in rows.values_list("pk", "published_at", "show_id", "season"):
        _add(things, ShelfKind.EPISODE, pk, pk, published_at, show)
        if season is not None:
            things[ShelfKind.EPISODE, pk].shelves.add(shelf_of_season(show, season))
    tags = TaggedEpisode.objects.filter(content_object__in=pks).values_list("content_object_id", "tag_id")
    _stand(things, ShelfKind.EPISODE, TAG, tags)
    credits = list(Credit.objects.filter(episode__in=pks).order_by().values_list("episode_id", "person_id", "role"))
    _stand(things, ShelfKind.EPISODE, PERSON, [(episode, person) for episode, person, _role in credits])
    for episode, person, role in credits:
        _stand(things, ShelfKind.EPISODE, PARTS.get(role, CREW), [(episode, person)])


def _add_highlights(things, pks):
    rows = Highlight.objects.published().filter(episode__in=pks).order_by()
    columns = ["pk", "episode_id", "episode__published_at", "episode__show_id", "position", "featured"]
    for *row, featured in rows.values_list(*columns):
        _add(things, ShelfKind.HIGHLIGHT, *row)
        if featured:
            things[ShelfKind.HIGHLIGHT, row[0]].shelves.add(FEATURED)
    tags = TaggedHighlight.objects.filter(content_object__episode__in=pks)
    _stand(things, ShelfKind.HIGHLIGHT, TAG, tags.values_list("content_object_id", "tag_id"))
    cited = Citation.objects.filter(highlight__episode__in=pks).order_by()
    _stand(things, ShelfKind.HIGHLIGHT, PERSON, cited.values_list("highlight_id", "clip__speaker_id"))


def _add_quotes(things, pks):
    rows = Quote.objects.published().filter(highlight__episode__in=pks).order_by()
    columns = ["pk", "highlight__episode_id", "highlight__episode__published_at", "highlight__episode__show_id"]
    for *row, position, highlight, speaker in rows.values_list(
        *columns, "highlight__position", "highlight_id", "speaker_id"
    ):
        _add(things, ShelfKind.QUOTE, *row, position)
        quote, section = things[ShelfKind.QUOTE, row[0]], things.get((ShelfKind.HIGHLIGHT, highlight))
        if section:
            quote.shelves |= {shelf for shelf in section.shelves if shelf.startswith(TAG)}
        if speaker:
            quote.shelves.add(shelf_of(PERSON, speaker))
            if section:
                section.shelves.add(shelf_of(PERSON, speaker))


def refile(episode_ids: Iterable[int], things: dict[tuple[str, int], Thing]) -> bool:
    """Makes the shelves say ``things`` of some episodes, which have no others. Returns whether anything changed."""
    stored = {}
    for entry in ShelfEntry.objects.filter(episode_key__in=list(episode_ids)).order_by():
        stored.setdefault((entry.kind, entry.object_id), {})[entry.shelf] = entry
    gone, added = [], []
    tallies, pairs = Counter(), Counter()
    for key in stored.keys() | things.keys():
        before, thing = stored.get(key, {}), things.get(key)
        shelves = thing.shelves if thing else set()
        gone += [entry.pk for shelf, entry in before.items() if shelf not in shelves or not _stands(entry, thing)]
        added += [
            _entry(thing, shelf)
            for shelf in sorted(shelves)
            if shelf not in before or not _stands(before[shelf], thing)
        ]
        if before.keys() != shelves:
            _count(tallies, pairs, key[0], before.keys(), -1)
            _count(tallies, pairs, key[0], shelves, 1)
    for start in range(0, len(gone), BATCH):
        ShelfEntry.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    ShelfEntry.objects.bulk_create(added, batch_size=BATCH)
    _add_up(ShelfTally, ("shelf", "kind"), tallies)
    _add_up(ShelfPair, ("shelf", "kind", "other"), pairs)
    return bool(gone or added)


def _entry(thing, shelf):
    return ShelfEntry(
        shelf=shelf,
        kind=thing.kind,
        object_id=thing.pk,
        episode_key=thing.episode,
        published_at=thing.published_at,
        position=thing.position,
    )


def _stands(entry, thing):
    return (entry.episode_key, entry.published_at, entry.position) == (
        thing.episode,
        thing.published_at,
        thing.position,
    )


def _count(tallies, pairs, kind, shelves, by):
    for shelf in shelves:
        tallies[shelf, kind] += by
    paired = [shelf for shelf in shelves if shelf != EVERYTHING]
    for shelf in paired:
        for other in paired:
            if shelf != other and shelf[0] + other[0] in PAIRED:
                pairs[shelf, kind, other] += by


def _add_up(model, key, changes):
    rows = [(*names, by) for names, by in sorted(changes.items()) if by]
    if not rows:
        return
    table, columns = model._meta.db_table, ", ".join(key)
    marks = ", ".join(["%s"] * (len(key) + 1))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}, count) VALUES ({marks})"  # noqa: S608
            f" ON CONFLICT ({columns}) DO UPDATE SET count = {table}.count + excluded.count",
            rows,
        )
    if any(by < 0 for *_names, by in rows):
        model.objects.filter(count__lte=0).delete()


def refile_tags(tag_ids: Iterable[int]):
    """Makes the shelves of some tags right at once, however many things carry them: after a merge, say."""
    pks = sorted(set(tag_ids))
    names = [shelf_of(TAG, pk) for pk in pks]
    stored = {(row.shelf, row.kind, row.object_id): row.pk for row in ShelfEntry.objects.filter(shelf__in=names)}
    wanted = {(row.shelf, row.kind, row.object_id): row for row in _entries_of_tags(pks)}
    gone = [pk for key, pk in stored.items() if key not in wanted]
    for start in range(0, len(gone), BATCH):
        ShelfEntry.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    added = [row for key, row in wanted.items() if key not in stored]
    ShelfEntry.objects.bulk_create(added, batch_size=BATCH)
    recount(names)


def _entries_of_tags(pks):
    def entries(kind, rows):
        for tag, pk, episode, published_at, position in rows:
            yield _entry(Thing(kind, pk, episode, published_at, position), shelf_of(TAG, tag))

    of_episodes = TaggedEpisode.objects.published().filter(tag__in=pks)
    for tag, pk, published_at in of_episodes.values_list("tag", "content_object", "content_object__published_at"):
        yield from entries(ShelfKind.EPISODE, [(tag, pk, pk, published_at, 0)])
    episode = "content_object__episode"
    of_highlights = TaggedHighlight.objects.published().filter(tag__in=pks)
    columns = ["tag", "content_object", episode, f"{episode}__published_at", "content_object__position"]
    yield from entries(ShelfKind.HIGHLIGHT, of_highlights.values_list(*columns))
    columns[1] = "content_object__quotes"
    yield from entries(ShelfKind.QUOTE, of_highlights.filter(content_object__quotes__gt=0).values_list(*columns))


def recount(names=None):
    """Counts anew what stands on the shelves ``names``, or on all, and what they have in common with others."""
    tally, pair, entry = (model._meta.db_table for model in (ShelfTally, ShelfPair, ShelfEntry))
    names = None if names is None else list(names)
    here = "" if names is None else f"AND a.shelf IN ({', '.join(['%s'] * len(names))})"
    if names is None:
        ShelfTally.objects.all().delete()
        ShelfPair.objects.all().delete()
    else:
        ShelfTally.objects.filter(shelf__in=names).delete()
        ShelfPair.objects.filter(shelf__in=names).delete()
        ShelfPair.objects.filter(other__in=names).delete()
    letters = ", ".join(f"'{letters}'" for letters in sorted(PAIRED))
    counted = (
        f"FROM {entry} a JOIN {entry} b ON b.kind = a.kind AND b.object_id = a.object_id AND b.shelf <> a.shelf"
        f" WHERE substr(a.shelf, 1, 1) || substr(b.shelf, 1, 1) IN ({letters})"
        f" AND b.shelf <> '{EVERYTHING}' AND a.shelf <> '{EVERYTHING}' {here}"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {tally} (shelf, kind, count) SELECT shelf, kind, COUNT(*) FROM {entry} a"  # noqa: S608
            f" WHERE 1 = 1 {here} GROUP BY shelf, kind",
            names,
        )
        cursor.execute(
            f"INSERT INTO {pair} (shelf, kind, other, count)"
            f" SELECT a.shelf, a.kind, b.shelf, COUNT(*) {counted} GROUP BY a.shelf, a.kind, b.shelf",
            names,
        )
        if names is not None:
            # The other way round, but for those that are among the names and have been counted.
            cursor.execute(
                f"INSERT INTO {pair} (shelf, kind, other, count)"
                f" SELECT b.shelf, a.kind, a.shelf, COUNT(*) {counted}"
                f" AND b.shelf NOT IN ({', '.join(['%s'] * len(names))}) GROUP BY b.shelf, a.kind, a.shelf",
                [*names, *names],
            )
