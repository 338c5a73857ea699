"""What a page has shown, signed, in a hidden field of it."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core import signing
from django.utils import timezone

NAME = "_shown"
# A change has its time from before it could be seen.
SLACK = timedelta(seconds=10)


@dataclass
class Shown:
    """``sheet`` is ``{prefix: {key: {name: plain}}}``, ``prints`` ``{key: fingerprint}``, ``at`` when it was shown.

    The form of the object itself has the prefix "" and the key "". The name "" is what a row is called.
    """

    at: datetime = field(default_factory=timezone.now)
    sheet: dict = field(default_factory=dict)
    prints: dict = field(default_factory=dict)

    @property
    def since(self):
        return self.at - SLACK


def sign(shown, *place):
    """The text of a token that is good for ``place`` only: texts that name a page."""
    told = {"at": shown.at.isoformat(), "sheet": shown.sheet, "prints": shown.prints}
    return signing.dumps(told, salt=_salt(place), compress=True)


def unsign(request, *place):
    """The ``Shown`` that a post brings along. Raises ``BadToken`` where there is none for ``place``."""
    try:
        told = signing.loads(request.POST.get(NAME, ""), salt=_salt(place))
    except signing.BadSignature:
        raise BadToken from None
    return Shown(datetime.fromisoformat(told["at"]), told["sheet"], told["prints"])


class BadToken(Exception):
    """No token, or one that was not made for this page here."""


def _salt(place):
    return ":".join(("episodes.admin.shown", *map(str, place)))


def fingerprint(obj, *more):
    """A short text that changes with the row and with ``more``, texts.

    What nobody edits follows from what somebody did, but for the version of an episode, which stands for its parts.
    """
    deferred = obj.get_deferred_fields()
    watched = [
        item.attname
        for item in obj._meta.concrete_fields
        if item.attname not in deferred and (item.editable or item.name == "version") and item.name != "last_login"
    ]
    told = [[name, str(obj.serializable_value(name))] for name in watched]
    return hashlib.sha256(json.dumps([told, *more]).encode()).hexdigest()[:20]
