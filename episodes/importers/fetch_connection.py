"""How an address is connected to: looked up once, checked, and held to one deadline. Used by ``fetch`` only."""

import socket
import threading
import time
from contextlib import suppress

import requests
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError

from episodes.importers.fetch_addresses import Address, shown
from episodes.importers.public_addresses import why_not_public
from episodes.importers.report import ImportRefused


class Deadline:
    """A limit in seconds on everything inside of it. When it comes, the sockets that it watches are shut down.

    A timeout of a socket begins anew with each byte, so a server that sends one a second would hold us for ever.
    """

    def __init__(self, seconds: float):
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._lock = threading.Lock()
        self._sockets = []
        self._timer = threading.Timer(seconds, self._shut)
        self._timer.daemon = True

    def __enter__(self):
        self._timer.start()
        return self

    def __exit__(self, *_error):
        self._timer.cancel()

    @property
    def left(self) -> float:
        """Seconds; never 0, which would mean for ever to a socket."""
        return max(0.001, self._ends - time.monotonic())

    @property
    def expired(self) -> bool:
        return time.monotonic() >= self._ends

    def watch(self, opened: socket.socket):
        with self._lock:
            self._sockets.append(opened)
        if self.expired:
            self._shut()

    def _shut(self):
        with self._lock:
            for opened in self._sockets:
                with suppress(OSError):  # It may be closed already.
                    # Not TLS's own: that would say goodbye first, and touch what the reading thread is using.
                    socket.socket.shutdown(opened, socket.SHUT_RDWR)

    def run(self, function, *arguments):
        """The result of ``function``, which cannot be interrupted. Raises ``TimeoutError`` when the time is over."""
        outcome = []

        def work():
            try:
                outcome.append((function(*arguments), None))
            except Exception as error:
                outcome.append((None, error))

        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        worker.join(self.left)
        if not outcome:
            raise TimeoutError
        result, error = outcome[0]
        if error:
            raise error
        return result


def resolve(address: Address, deadline: Deadline) -> list[str]:
    """The IP addresses to connect to, in brackets where they are of IPv6. The host is looked up this once only.

    Raises ``ImportRefused`` where it is unknown, or where any of its addresses is not public.
    """
    unknown = ImportRefused(_("%(host)s can't be found: no such host is known.") % {"host": shown(address.host)})
    try:
        found = deadline.run(socket.getaddrinfo, address.host.strip("[]"), address.port, 0, socket.SOCK_STREAM)
    except TimeoutError:
        raise
    except (OSError, UnicodeError):
        raise unknown from None
    addresses = [str(place[0]) for family, *_kind, place in found if family in (socket.AF_INET, socket.AF_INET6)]
    if not addresses:
        raise unknown
    for ip in addresses:
        if not address.is_allowed and (why := why_not_public(ip)):
            raise ImportRefused(
                _("%(host)s can't be fetched from: its address %(why)s.") % {"host": shown(address.host), "why": why}
            )
    return [f"[{ip}]" if ":" in ip else ip for ip in dict.fromkeys(addresses)]


def adapter_for(address: Address, deadline: Deadline) -> HTTPAdapter:
    """Connects to the IP address in the URL, and speaks to the host that ``address`` names."""
    if address.is_allowed:
        return _AllowedAdapter(address, deadline)
    return _PublicAdapter(address, deadline, is_https_proto=address.scheme == "https")


def was_not_reached(error: requests.ConnectionError) -> bool:
    """Whether there was no connection at all, so that nothing can have been sent."""
    cause = error.args[0] if error.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError | ConnectTimeoutError)


class _Pinned:
    """Gives the host's name to the header ``Host``, to SNI and to the check of the certificate."""

    def __init__(self, address, deadline, **options):
        self._address, self._deadline = address, deadline
        super().__init__(**options)

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _watched(HTTPConnectionPool, HTTPConnection, self._deadline),
            "https": _watched(HTTPSConnectionPool, HTTPSConnection, self._deadline),
        }

    def build_connection_pool_key_attributes(self, request, verify, cert=None):
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        request.headers["Host"] = self._address.netloc
        if self._address.scheme == "https":
            pool["assert_hostname"] = pool["server_hostname"] = self._address.host.strip("[]")
        return host, pool


class _AllowedAdapter(_Pinned, HTTPAdapter):
    """For hosts that the operator allows."""


class _PublicAdapter(_Pinned, IPFilterAdapter):
    """For all others: requests-hardened looks at the address once more, by its own table, as it connects."""


def _watched(pool, connection, deadline):
    """A class of pools like ``pool`` whose sockets are shut down when the time is over."""

    class Watched(connection):
        def connect(self):
            super().connect()
            deadline.watch(self.sock)

    return type("WatchedPool", (pool,), {"ConnectionCls": Watched})
