"""Tells that the content has changed, whoever changes it and however: by what is written into the database.

So nothing need be told by those who write, be it one row that is saved, an ``update`` of thousands or an import. It is
told after the commit; what is derived from content, such as the index of search, is told of when it is written.
"""

import re
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from episodes.models import Episode, Status
from podsite.version import version

WRITES = re.compile(r'\s*(?:INSERT\b[^"(]*|UPDATE\s*|DELETE\s+FROM\s*|REPLACE\s+INTO\s*)"?(\w+)"?', re.IGNORECASE)
#: Written while people read, listen and edit, and on no page.
_NAMES = ("feedimport", "feeditem", "feedjob", "pageimport", "play", "playsalt", "presence", "previewlink", "revision")
QUIET = {f"episodes_{name}" for name in (*_NAMES, "auditentry", "unfinished")}
#: How often a moment is heard is on no page either.
PLAYS = re.compile(r'UPDATE "episodes_clip" SET "plays" =', re.IGNORECASE)
#: The longest that a page is kept, for what is changed past the site.
LONGEST = timedelta(minutes=10)


def watch(connection, **kwargs):
    """A receiver of ``connection_created``."""
    if _tell not in connection.execute_wrappers:
        # In front: whoever listens for a while, as the proofs of pages do, takes the last away at the end, and that
        # must not be this one where the connection was made in the meantime.
        connection.execute_wrappers.insert(0, _tell)


def _tell(execute, sql, params, many, context):
    result = execute(sql, params, many, context)
    if _is_content(sql):
        connection = context["connection"]
        if not any(function == version.touch for _ids, function, *_more in connection.run_on_commit):
            transaction.on_commit(version.touch, using=connection.alias, robust=True)
    return result


def _is_content(sql):
    if not isinstance(sql, str):
        return True
    if sql[:6].upper() == "SELECT":
        return False
    match = WRITES.match(sql)
    if match:
        table = match[1].lower()
        return table.startswith("episodes_") and table not in QUIET and not PLAYS.match(sql)
    return sql.lstrip()[:4].upper() == "WITH" and bool(re.search(r"\b(?:INSERT|UPDATE|DELETE)\b", sql, re.IGNORECASE))


def until(moment: float) -> float:
    """When a page that was made at ``moment`` must be made anew though nobody has changed it; seconds since 1970.

    Then another scheduled episode comes out, or another day begins: the home page has a quote for each.
    """
    now = datetime.fromtimestamp(moment, UTC)
    tomorrow = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time.min))
    coming = Episode.objects.filter(status=Status.PUBLISHED, published_at__gt=now)
    due = coming.order_by("published_at").values_list("published_at", flat=True).first()
    return min(moment for moment in (now + LONGEST, tomorrow, due) if moment).timestamp()
