"""Reads of visitors from a streaming replica of PostgreSQL, where there is one; all else from the primary.

A replica is always a little behind. A page that is made of it is kept for as long as the content has its version, so it
must be of that version, too, and so must be what proves it: a replica is asked only once it has replayed all that the
primary had written when this process first heard of the version. Until then, and where the replica does not answer, the
primary is asked.
"""

import logging
import threading
import time

from django.db import Error, connection, connections

from podsite.kept_keys import SIGNED_IN
from podsite.proofs import ASIDE
from podsite.version import version

logger = logging.getLogger(__name__)

ALIAS, PRIMARY = "replica", "default"
#: Where editors are, where somebody looks at what an editor has just written, and where the database is not read.
NOT_HERE = ("/admin", "/preview/", "/health/", "/media/", "/static/")
#: For so many seconds a replica that does not answer is left alone.
LEFT_ALONE = 10
_reading = threading.local()


class Router:
    """Reads go to the replica within a request that ``ReplicaMiddleware`` lets, and outside of transactions."""

    def db_for_read(self, model, **hints):
        return ALIAS if getattr(_reading, "is_on", False) and not connection.in_atomic_block else PRIMARY

    def db_for_write(self, model, **hints):
        return PRIMARY

    def allow_relation(self, first, second, **hints):
        return True  # Both are one database.

    def allow_migrate(self, db, app_label, **hints):
        return False if db == ALIAS else None


class Replica:
    """Whether the replica has what this process knows of."""

    def __init__(self):
        self._needed = (None, None)  # A version, and a position in the primary's log that is behind it.
        self._alone_until = 0.0

    def has(self, version) -> bool:
        if version is None or time.monotonic() < self._alone_until:
            return False
        try:
            position = self._position(version)
            with connections[ALIAS].cursor() as cursor:
                cursor.execute(f"{ASIDE}SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
                [has_it] = cursor.fetchone()
        except Error as error:
            self._leave_alone(" ".join(str(error).split()))
            return False
        if has_it is None:
            self._leave_alone("it is no replica")
        return bool(has_it)

    def _position(self, version):
        known, position = self._needed
        if known != version:
            with connection.cursor() as cursor:
                cursor.execute(f"{ASIDE}SELECT pg_current_wal_insert_lsn()")
                [position] = cursor.fetchone()
            self._needed = (version, position)
        return position

    def _leave_alone(self, reason):
        self._alone_until = time.monotonic() + LEFT_ALONE
        logger.warning("The primary is read from, since DATABASE_REPLICA_URL can't be: %s", reason)


replica = Replica()


def instead(version) -> dict:
    """Which database proves pages in the place of another: the replica where it has the version, else the primary."""
    if ALIAS not in connections:
        return {}
    return {PRIMARY: ALIAS} if replica.has(version) else {ALIAS: PRIMARY}


class ReplicaMiddleware:
    """Lets requests of visitors read from the replica."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_readers(request) or not replica.has(version.current()):
            return self.get_response(request)
        _reading.is_on = True
        try:
            return self.get_response(request)
        finally:
            _reading.is_on = False


def is_readers(request) -> bool:
    """Whether a request only reads, and is of nobody who may have written."""
    return (
        request.method in ("GET", "HEAD")
        and not request.path_info.startswith(NOT_HERE)
        and not SIGNED_IN.search(request.META.get("HTTP_COOKIE", ""))
    )
