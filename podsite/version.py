"""The version of the site's content: another one after every change, known at once to all processes of this machine.

It is the time at which a file was touched last, which costs a microsecond to ask for. Where a cache is shared by
several machines, as Redis is, the version is there as well, and is asked for twice a second.
"""

import logging
import threading
import time
import uuid
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

logger = logging.getLogger(__name__)

#: For how many seconds what the shared cache said is believed, and how long one that does not answer is left alone.
BELIEVED, LEFT_ALONE = 0.5, 5
KEY = "podsite.version"


class Version:
    """``file`` is touched; the ``cache`` is shared with other machines, or None."""

    def __init__(self, file: Path, cache=None):
        self.file, self.cache = file, cache
        self._shared, self._asked, self._gone_until, self._is_owed = None, 0.0, 0.0, False
        self._lock = threading.Lock()

    def current(self):
        """A value that is equal as long as nothing has changed; None where nobody can tell, since there is no file."""
        try:
            stat = self.file.stat()
        except FileNotFoundError:
            return self._first()
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino, self._of_others()

    def changed_at(self) -> float:
        """When the content changed last, in seconds since 1970."""
        return self.file.stat().st_mtime

    def touch(self):
        """Makes another version of it. Never raises: who saves has nothing to do with who reads."""
        try:
            # A new file, not a new time: two changes may come within one tick of the clock.
            new = self.file.with_name(f"{self.file.name}.{uuid.uuid4().hex}")
            new.touch()
            new.replace(self.file)
        except OSError as error:
            logger.warning("Kept pages may be old: %s can't be written: %s", self.file, error.strerror)
        if self.cache is not None:
            self._share()

    def _first(self):
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.touch()
        except OSError:
            return None
        return self.current()

    def _share(self):
        self._shared = uuid.uuid4().hex
        try:
            self.cache.set(KEY, self._shared, None)
            self._is_owed = False
        except Exception as error:  # Each cache has errors of its own.
            self._is_owed, self._gone_until = True, time.monotonic() + LEFT_ALONE
            logger.warning("Other machines may show old pages: the cache can't be written: %s", type(error).__name__)

    def _of_others(self):
        now = time.monotonic()
        if self.cache is None or now - self._asked < BELIEVED or now < self._gone_until:
            return self._shared
        if not self._lock.acquire(blocking=False):
            return self._shared
        try:
            self._asked = now
            if self._is_owed:
                self.cache.set(KEY, self._shared, None)
                self._is_owed = False
            self._shared = self.cache.get(KEY)
        except Exception:  # Without the cache this machine still knows of its own changes.
            self._gone_until = time.monotonic() + LEFT_ALONE
            logger.debug("The cache can't be asked whether pages have changed.")
        finally:
            self._lock.release()
        return self._shared


#: The cache that fails where it is gone; only one that several machines share has it.
SHARED = "strict"

version = Version(settings.DATA_DIR / "content-version", caches[SHARED] if SHARED in settings.CACHES else None)
