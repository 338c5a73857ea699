"""``/health/live`` and ``/health/ready``: for whoever watches over the server, a machine as a rule.

They are answered before anything else, since a watcher asks by the server's number and not by the site's name. Neither
tells anything that helps a stranger: names of what is checked, and whether it is well.
"""

import json
import logging
import time
from functools import lru_cache
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.utils.module_loading import import_string

from podsite.version import SHARED

logger = logging.getLogger(__name__)

LIVE, READY = "/health/live", "/health/ready"
#: For so many seconds what was found is told again: a crowd of watchers is no load.
BELIEVED = 5


class HealthMiddleware:
    """Among the first, so that no host, no redirect to HTTPS and no session stands before it."""

    def __init__(self, get_response):
        self.get_response = get_response
        self._told, self._until = None, 0.0

    def __call__(self, request):
        if request.path_info not in (LIVE, READY):
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        if request.path_info == LIVE:
            return _answer({"status": "ok"}, True)
        if time.monotonic() >= self._until:
            self._told, self._until = states(), time.monotonic() + BELIEVED
        is_well = all(state == "ok" for state in self._told.values())
        return _answer({"status": "ok" if is_well else "failing", "checks": self._told}, is_well)


def _answer(told, is_well):
    return HttpResponse(
        json.dumps(told),
        status=200 if is_well else 503,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def states() -> dict[str, str]:
    """``{what: "ok" or "failing"}``. Why something fails is in the log."""
    return {name: _state(name, check) for name, check in CHECKS.items()}


def _state(name, check):
    try:
        reason = check()
    except Exception as error:  # Each database, cache and storage has errors of its own.
        reason = f"{type(error).__name__}: {' '.join(str(error).split())}"
    if reason:
        logger.error("Not ready: %s: %s", name, reason)
    return "failing" if reason else "ok"


def check_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations():
    missing = _known_migrations() - set(MigrationRecorder(connection).applied_migrations())
    return f"{len(missing)} are not applied, such as {'.'.join(min(missing))}" if missing else ""


@lru_cache(maxsize=1)
def _known_migrations():
    return set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def check_cache():
    cache = caches[SHARED if SHARED in settings.CACHES else "default"]
    key = f"health.{uuid4().hex}"
    cache.set(key, 1, 10)
    return "" if cache.get(key) == 1 else "what is written is not there"


def check_storage():
    if getattr(default_storage, "is_gone", bool)():
        return "the folder of uploads is gone"
    name = default_storage.save(f"health/{uuid4().hex}", ContentFile(b"ok"))
    default_storage.delete(name)


def check_search():
    return import_string(settings.SEARCH_STATE)()


#: Each returns why it fails, or nothing; or raises.
CHECKS = {
    "database": check_database,
    "migrations": check_migrations,
    "cache": check_cache,
    "storage": check_storage,
    "search": check_search,
}
