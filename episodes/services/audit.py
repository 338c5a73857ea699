"""Writes the audit log: a row for superusers, which is there if what it tells of is, and a line without names."""

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from episodes.models import Act, AuditEntry, How, Status
from episodes.services.revisions import recorder_user
from podsite.requests import current

logger = logging.getLogger("podsite.audit")

#: Failed sign-ins that are written in a minute. Whoever tries thousands must not fill the disk.
MOST_FAILED = 60
#: Rows that are written or forgotten in one statement.
BATCH = 500

_is_told = ContextVar("audit told", default=False)


@contextmanager
def told_elsewhere():
    """What happens inside belongs to an act that is recorded as a whole."""
    token = _is_told.set(True)
    try:
        yield
    finally:
        _is_told.reset(token)


def record(act, obj=None, *, actor=None, how=None, detail=""):
    """Notes that ``act`` was done to ``obj``, in the caller's transaction.

    Without an ``actor`` it was whoever is signed in, or for whom a command is at work; without ``how``, the site while
    a request is answered, else a command.
    """
    _write([_entry(act, obj, actor, how, detail)])


def _write(entries):
    if not _is_told.get():
        AuditEntry.objects.bulk_create(entries, batch_size=BATCH)
        transaction.on_commit(lambda: _tell(entries), robust=True)


def _entry(act, obj, actor, how, detail):
    request = current.get()
    entry = AuditEntry(
        act=act,
        how=how or (How.SITE if request is not None else How.COMMAND),
        kind=obj._meta.model_name if obj is not None else "",
        key=obj.pk if obj is not None else None,
        subject=str(obj)[:200] if obj is not None else "",
        detail=str(detail)[:300],
        request_id=getattr(request, "id", ""),
    )
    actor = actor if getattr(actor, "pk", None) else _actor(request)
    if actor and how != How.CLOCK:
        entry.actor, entry.actor_name = actor, actor.get_username()[:150]
    return entry


def record_published(episodes):
    """What ``record`` notes, for the public and the scheduled among episodes that were written in bulk."""
    out = [episode for episode in episodes if episode.status == Status.PUBLISHED]
    acts = [Act.SCHEDULED if episode.is_scheduled else Act.PUBLISHED for episode in out]
    why = _("Imported from a feed")
    _write([_entry(act, episode, None, None, why) for act, episode in zip(acts, out, strict=True)])


def record_failed_sign_in(account):
    """``account`` is the one whose name was typed, or None: what else is typed there may be a password."""
    since = timezone.now() - timedelta(minutes=1)
    recent = AuditEntry.objects.filter(act=Act.SIGN_IN_FAILED, at__gte=since).count()
    if recent >= MOST_FAILED:
        return
    more = "more in this minute are not noted" if recent == MOST_FAILED - 1 else ""
    record(Act.SIGN_IN_FAILED, account, detail=more)


def forget_old() -> int:
    """Takes away what is older than ``AUDIT_DAYS``; returns how many rows that were."""
    before, gone = timezone.now() - timedelta(days=settings.AUDIT_DAYS), 0
    while keys := list(AuditEntry.objects.filter(at__lt=before).order_by("at").values_list("pk", flat=True)[:BATCH]):
        gone += AuditEntry.objects.filter(pk__in=keys).delete()[0]
    return gone


def _actor(request):
    user = getattr(request, "user", None)
    return user if getattr(user, "pk", None) else recorder_user()


def _tell(entries):
    for entry in entries:
        told = {"act": entry.act, "how": entry.how, "kind": entry.kind, "key": entry.key, "user": entry.actor_id}
        subject = f" {entry.kind} {entry.key}" if entry.kind else ""
        by = f" by user {entry.actor_id}" if entry.actor_id else ""
        logger.info("Audit: %s%s%s, %s", entry.act, subject, by, entry.how, extra=told)
