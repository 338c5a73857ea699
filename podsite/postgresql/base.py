"""Django's backend for PostgreSQL, which does not wait longer than a visitor would for a server that is gone."""

import select
import threading
import time

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

#: Seconds that are waited for a connection, and for the answer to whether one from before still holds.
PATIENCE = 0.7
#: For so many seconds after that nobody else tries: the next page says at once what this one has found out.
LEFT_ALONE = 1

_gone: dict[str, float] = {}  # until when, by alias: one may be gone while another answers


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        """Raises ``OperationalError`` within ``PATIENCE``, also where packets get lost or the server stands still."""
        if time.monotonic() < _gone.get(self.alias, 0.0):
            raise OperationalError("no connection was tried, since the last one failed")
        try:
            return _within(PATIENCE, lambda: super(DatabaseWrapper, self).get_new_connection(conn_params))
        except (OperationalError, base.Database.OperationalError):
            _gone[self.alias] = time.monotonic() + LEFT_ALONE
            raise

    def is_usable(self):
        """As Django's, but of a server that does not answer it raises ``OperationalError``: to connect is no use."""
        if self.connection is None:
            return False
        try:
            return _answers(self.connection.pgconn, PATIENCE)
        except base.Database.Error:
            return False
        except TimeoutError:
            _gone[self.alias] = time.monotonic() + LEFT_ALONE
            self.close()
            raise OperationalError(f"the server has not answered for {PATIENCE} s") from None


def _within(seconds, connect):
    """What ``connect`` returns. libpq waits two seconds at the least, so that another thread has to do the waiting."""
    found, given_up, lock = [], threading.Event(), threading.Lock()
    done = threading.Event()

    def run():
        try:
            result = connect(), None
        except BaseException as error:
            result = None, error
        with lock:
            found.append(result)
            done.set()
            if given_up.is_set() and result[0] is not None:
                result[0].close()

    threading.Thread(target=run, name="connecting", daemon=True).start()
    done.wait(seconds)
    with lock:
        if not found:
            given_up.set()
            raise OperationalError(f"no connection within {seconds} s")
    connection, error = found[0]
    if error is not None:
        raise error
    return connection


def _answers(pgconn, seconds):
    """Whether a connection holds. Raises ``TimeoutError`` where nothing comes back."""
    pgconn.send_query(b"SELECT 1")
    pgconn.flush()
    end = time.monotonic() + seconds
    while pgconn.is_busy():
        readable, _writable, _failed = select.select([pgconn.socket], [], [], max(0, end - time.monotonic()))
        if not readable:
            raise TimeoutError
        pgconn.consume_input()
    is_right = False
    while result := pgconn.get_result():
        is_right = result.status == base.Database.pq.ExecStatus.TUPLES_OK
    return is_right
