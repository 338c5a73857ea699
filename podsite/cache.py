"""Redis as a cache whose loss costs speed and nothing else: what can't be asked is not there."""

import logging
import threading
import time

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

logger = logging.getLogger(__name__)

#: Seconds that are waited for Redis, for a connection and for an answer, before it counts as gone.
PATIENCE = 0.25
#: For so many seconds nobody waits for one that is gone.
LEFT_ALONE = 2


def options() -> dict:
    """How to reach Redis. Whoever counts on it and asks again by itself takes these with Django's own backend."""
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE, "retry": Retry(NoBackoff(), 0)}


class FailSoftClient(RedisCacheClient):
    """Answers for a Redis that is gone as an empty one would, and keeps nothing."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._gone_until = 0.0
        self._lock = threading.Lock()

    def asked(self, call, instead):
        """What ``call`` returns, or ``instead``."""
        if time.monotonic() < self._gone_until:
            return instead
        try:
            return call()
        except (self._lib.RedisError, OSError) as error:
            self._lose(error)
            return instead

    def _lose(self, error):
        with self._lock:
            is_news = time.monotonic() >= self._gone_until
            self._gone_until = time.monotonic() + LEFT_ALONE
        # Connections from before would fail one after another once it is back.
        for pool in list(self._pools.values()):
            pool.disconnect(inuse_connections=False)
        if is_news:
            logger.warning("The cache can't be asked, and the site goes on without: %s", type(error).__name__)

    def add(self, key, value, timeout):
        return self.asked(lambda: super(FailSoftClient, self).add(key, value, timeout), False)

    def get(self, key, default):
        return self.asked(lambda: super(FailSoftClient, self).get(key, default), default)

    def set(self, key, value, timeout):
        return self.asked(lambda: super(FailSoftClient, self).set(key, value, timeout), None)

    def touch(self, key, timeout):
        return self.asked(lambda: super(FailSoftClient, self).touch(key, timeout), False)

    def delete(self, key):
        return self.asked(lambda: super(FailSoftClient, self).delete(key), False)

    def get_many(self, keys):
        return self.asked(lambda: super(FailSoftClient, self).get_many(keys), {})

    def has_key(self, key):
        return self.asked(lambda: super(FailSoftClient, self).has_key(key), False)

    def incr(self, key, delta):
        """Raises ``ValueError`` where there is nothing to add to, as every cache does."""
        found = self.asked(lambda: super(FailSoftClient, self).incr(key, delta), None)
        if found is None:
            raise ValueError(f"Key '{key}' not found.")
        return found

    def set_many(self, data, timeout):
        return self.asked(lambda: super(FailSoftClient, self).set_many(data, timeout), None)

    def delete_many(self, keys):
        return self.asked(lambda: super(FailSoftClient, self).delete_many(keys), None)

    def clear(self):
        return self.asked(super().clear, False)


class FailSoftRedisCache(RedisCache):
    """Django's cache on Redis, with ``FailSoftClient``."""

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = FailSoftClient
