"""Keeps what is derived from content beside it: shelves, and what search looks in. Called after the commit."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from episodes.models import Episode
from episodes.services.shelves import refile, refile_tags, things_of

CHUNK = 50
# PostgreSQL's name for the lock; any number that nothing else takes.
LOCK = 7_306_551


@dataclass
class Changes:
    """Primary keys of what has changed: whole episodes, tags and people by name, and tags with many uses at once."""

    episodes: set = field(default_factory=set)
    tags: set = field(default_factory=set)
    people: set = field(default_factory=set)
    retagged: set = field(default_factory=set)

    def add(self, **more):
        for name, pks in more.items():
            getattr(self, name).update(pks)

    def __bool__(self):
        return any((self.episodes, self.tags, self.people, self.retagged))


def index(changes: Changes):
    """Brings up to date what is derived from ``changes``; a chunk a transaction, so that readers and writers go on."""
    if changes.retagged:
        with transaction.atomic():
            hold()
            refile_tags(changes.retagged)
    index_episodes(changes.episodes)


def index_episodes(pks: Iterable[int]):
    """Brings up to date what is derived from some episodes, which may be public, not yet, no more, or deleted."""
    pks = sorted(pks)
    for start in range(0, len(pks), CHUNK):
        chunk = pks[start : start + CHUNK]
        with transaction.atomic():
            hold()
            refile(chunk, things_of(chunk))
            Episode.objects.published().filter(pk__in=chunk).update(changed_at=timezone.now())


def hold():
    """Inside a transaction: nobody else derives anything until it ends. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
