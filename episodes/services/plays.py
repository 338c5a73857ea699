"""Counts what is heard: once a visitor, clip and day, without a cookie and without keeping who it was."""

import hashlib
import logging
import os
from contextlib import contextmanager
from datetime import date

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from episodes.models import Clip, Play, PlaySalt

logger = logging.getLogger(__name__)

#: Nobody listens to more moments in an hour; whoever asks for more is no listener.
MOST_IN_AN_HOUR = 60
#: What one process writes in a second at the most, whoever asks: a flood must not keep editors from saving.
MOST_IN_A_SECOND = 10
#: A count waits this long for others who write, and is then forgotten.
PATIENCE_MS = 250
DAY, HOUR = 86_400, 3_600
LARGEST_KEY = 2**63 - 1

_salts: dict[date, bytes] = {}


def count_play(clip_id: int, visitor: str, now) -> bool:
    """Counts that ``visitor`` (an address and a browser, as a text) has heard a public clip; whether it counted.

    Never raises, and never waits for long: a busy database, or a cache that is gone, forgets a play.
    """
    if not 0 < clip_id <= LARGEST_KEY:
        return False
    try:
        with briefly():
            salt = _salt_of(now.date())
            digest = _digest(salt, f"{visitor}\n{clip_id}")
            return _is_welcome(salt, visitor, digest, now) and _write(clip_id, now.date(), digest)
    except Exception as error:  # Each cache has errors of its own; a count is not worth any of them.
        if not isinstance(error, DatabaseError):
            logger.warning("A play was not counted: %s", error)
        return False


def _is_welcome(salt, visitor, digest, now):
    """Whether the database need be asked at all: by what this process remembers."""
    if not cache.add(f"play:{digest.hex()}", 1, DAY):
        return False
    hourly = f"plays:{_digest(salt, visitor).hex()}:{now.hour}"
    return _counted(hourly, HOUR) <= MOST_IN_AN_HOUR and _counted(f"plays:{now:%H%M%S}", 5) <= MOST_IN_A_SECOND


def _counted(key, seconds):
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # It has just been thrown out.
        return 1


def _write(clip_id, day, digest):
    with transaction.atomic():
        # Nothing is kept of what nobody can hear.
        if not Clip.objects.published().filter(pk=clip_id).exists():
            return False
        _play, is_new = Play.objects.get_or_create(day=day, digest=digest)
        return is_new and bool(Clip.objects.published().filter(pk=clip_id).update(plays=F("plays") + 1))


def _salt_of(day):
    """The day's random key. With the first of a new day, those of before are gone, and all that they made."""
    if day not in _salts:
        row, is_new = PlaySalt.objects.get_or_create(day=day, defaults={"salt": os.urandom(32)})
        if is_new:
            PlaySalt.objects.filter(day__lt=day).delete()
            Play.objects.filter(day__lt=day).delete()
        _salts.clear()
        _salts[day] = bytes(row.salt)
    return _salts[day]


def _digest(salt, text):
    return hashlib.blake2b(text.encode(errors="replace"), key=salt, digest_size=16).digest()


@contextmanager
def briefly():
    """Whoever writes inside waits ``PATIENCE_MS`` for others, and not the many seconds that an editor's save would."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout")
            [usual] = cursor.fetchone()
            begin, end = f"PRAGMA busy_timeout = {PATIENCE_MS}", f"PRAGMA busy_timeout = {usual}"
        else:
            begin, end = f"SET lock_timeout = {PATIENCE_MS}", "SET lock_timeout = DEFAULT"
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(end)
