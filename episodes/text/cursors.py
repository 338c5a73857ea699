"""Cursors: where a list goes on, as a word that a program hands back without looking into it.

Base64 for addresses (RFC 4648, section 5, without padding) around a JSON array: the name of the order, and the values
of the last thing seen by which that order sorts. Nothing in it is secret, so it is checked and not signed.
"""

import base64
import binascii
import json

from django.utils.translation import gettext_noop

from episodes.text.errors import SentenceError

LONGEST = 400  # characters
LONGEST_VALUE = 120  # characters of a text in it: the longest name of a tag
MOST = 2**63 - 1  # what a database takes for a whole number

NO_CURSOR = gettext_noop(
    "“%(cursor)s” is no cursor of this list. Follow the “next” address of an answer, or leave the cursor out."
)


class CursorError(SentenceError):
    """A word that is no cursor of the list; the message is one sentence."""


def write_cursor(order: str, *values: int | str) -> str:
    """The cursor of a list in ``order`` that goes on behind ``values``."""
    packed = json.dumps([order, *values], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(cursor: str, order: str, *kinds: type) -> tuple:
    """The values of a cursor of ``order``, each of its kind: ``int`` or ``str``. Raises ``CursorError``."""
    try:
        if len(cursor) > LONGEST or not cursor.isascii():
            raise ValueError
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True)
        name, *values = json.loads(packed)
        if name != order or [type(value) for value in values] != list(kinds) or not all(map(_fits, values)):
            raise ValueError
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise CursorError(NO_CURSOR, {"cursor": cursor[:40]}) from None
    return tuple(values)


def _fits(value):
    if isinstance(value, int):
        return abs(value) <= MOST
    value.encode()  # Fails for half a character, which no database takes.
    return len(value) <= LONGEST_VALUE and "\0" not in value
