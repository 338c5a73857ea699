"""Proof that a page is still right: the questions to the database that it was made from are asked again.

Where every answer is the one that the page was made from, making it again would give the same page. Asking costs about
a tenth of making: no object is built and no template is filled in. So an edit makes those pages anew that show it,
and the others are proved.
"""

import hashlib
import re
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connections

#: A page of more questions, or of values of more bytes in them, is made anew.
MOST_ASKED, MOST_BYTES = 40, 64 * 1024
#: Asking again is worth it where it takes at most this part of the time that making the page took.
WORTH = 0.5
#: Stands for the time of asking, which is another one each time.
NOW = object()
#: What begins with this is asked about the database, and not for a page.
ASIDE = "/* aside */ "
READS, WRITES = re.compile(r"\s*(?:SELECT|WITH)\b", re.I), re.compile(r"\b(?:INSERT|UPDATE|DELETE|MERGE|INTO)\b", re.I)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?")


@dataclass(frozen=True)
class Proof:
    """``questions`` are ``(alias, sql, values)``; ``digest`` is of all their answers."""

    questions: tuple
    digest: bytes
    size: int

    def holds(self, instead=None) -> bool:
        """Whether the database gives the same answers now. Raises ``django.db.Error`` where it gives none.

        ``instead`` says by alias which database is asked in the place of the one that was.
        """
        instead = instead or {}
        questions = [(instead.get(alias, alias), sql, values) for alias, sql, values in self.questions]
        return _digest(questions) == self.digest


@dataclass
class Questions:
    """What a page asks of the database while it is made; ``is_plain`` is False where it did more than ask."""

    began: float = field(default_factory=time.time)
    asked: list = field(default_factory=list)
    is_plain: bool = True

    def hear(self, execute, sql, params, many, context):
        """An execution wrapper, in the sense of Django's database instrumentation."""
        if isinstance(sql, str) and sql.startswith(ASIDE):
            return execute(sql, params, many, context)
        if many or not isinstance(sql, str) or not READS.match(sql) or WRITES.search(sql):
            self.is_plain = False
        elif len(self.asked) <= MOST_ASKED:
            self.asked.append((context["connection"].alias, sys.intern(sql), tuple(params or ())))
        return execute(sql, params, many, context)

    def proof(self) -> Proof | None:
        """The ``Proof`` of a page that has just been made; None where it can't be proved, or is made as fast."""
        if not self.is_plain or not 0 < len(self.asked) <= MOST_ASKED:
            return None
        made = time.time()
        questions = tuple(
            (alias, sql, tuple(NOW if self._is_now(value, made) else value for value in values))
            for alias, sql, values in self.asked
        )
        size = sum(200 + len(repr(values)) for _alias, _sql, values in questions)
        if size > MOST_BYTES:
            return None
        digest = _digest(questions)
        return Proof(questions, digest, size) if time.time() - made <= WORTH * (made - self.began) else None

    def _is_now(self, value, made):
        """Whether a value is the time at which it was asked: that lies within the time that making the page took."""
        if isinstance(value, str) and MOMENT.match(value):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                return False
        if not isinstance(value, datetime):
            return False
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return self.began <= moment.timestamp() <= made


@contextmanager
def listening():
    """``with listening() as questions`` hears what this thread asks of the databases."""
    questions = Questions()
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(questions.hear))
        yield questions


def _digest(questions):
    found = hashlib.blake2b(digest_size=16)
    now = datetime.now(UTC)
    try:
        for alias, sql, values in questions:
            connection = connections[alias]
            moment = connection.ops.adapt_datetimefield_value(now)
            with connection.cursor() as cursor:
                cursor.execute(sql, [moment if value is NOW else value for value in values])
                found.update(repr(cursor.fetchall()).encode(errors="surrogatepass"))
    finally:
        # What is asked here is no request of Django's, which would look after the connections behind it.
        for connection in connections.all(initialized_only=True):
            connection.close_if_unusable_or_obsolete()
    return found.digest()
