"""Fetches what an address of the web leads to. The only module that opens a socket.

Public addresses only, checked for each redirect and for the very address that is connected to; bounded in time, size
and redirects. No cookie, no password, no proxy and no setting of the environment goes along.
"""

import codecs
from collections.abc import Collection
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin

import requests
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from requests_hardened import Config, HTTPSession
from urllib3.exceptions import HTTPError

from episodes.importers.fetch_addresses import Address, read_address, shown
from episodes.importers.fetch_connection import Deadline, adapter_for, resolve, was_not_reached
from episodes.importers.report import ImportRefused

MOST_BYTES = 20 * 1024 * 1024  # after decompression
MOST_REDIRECTS = 3
MOST_PLACES = 4  # IP addresses of one host that are tried
SECONDS = 20  # for all steps together
PIECE = 64 * 1024  # bytes; a piece is never more than this after decompression
REDIRECTS = {301, 302, 303, 307, 308}
#: Redirects that keep the method and the body of a request.
KEEPING = {307, 308}


@dataclass(frozen=True)
class Fetched:
    """What was found at ``url``, the address after all redirects.

    ``body`` is None where it is still what ``etag`` or ``last_modified`` were sent for. ``content_type`` is lower-case
    without parameters, ``charset`` a name that Python knows; both may be "".
    """

    url: str
    body: bytes | None
    content_type: str
    charset: str
    etag: str
    last_modified: str


def fetch(
    url: str,
    *,
    accept: str = "",
    most_bytes: int = MOST_BYTES,
    allow: Collection[str] | None = None,
    etag: str = "",
    last_modified: str = "",
    seconds: float = SECONDS,
) -> Fetched:
    """What ``url`` leads to. ``allow`` has hosts or pairs ``host:port``; None stands for the operator's setting.

    ``etag`` and ``last_modified`` are those of an earlier answer. Raises ``ImportRefused``, one sentence.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {"Accept": accept or "*/*", **{name: value for name, value in conditions.items() if value}}
    allow = settings.FETCH_ALLOWED_HOSTS if allow is None else allow
    with Deadline(seconds) as deadline:
        for _redirect in range(MOST_REDIRECTS + 1):
            address = read_address(url, allow)
            with _answer(address, deadline, "GET", headers) as response:
                if response.status_code not in REDIRECTS:
                    return _fetched(address, response, most_bytes, is_conditional=bool(etag or last_modified))
                url = _next(address, response)
    raise _too_many_redirects(address)


def post_form(
    url: str,
    fields: dict[str, str],
    *,
    timeout: float = SECONDS,
    allow: Collection[str] | None = None,
) -> int:
    """Sends ``fields`` as a form, under the same guards; the status of the answer, whose body is not read.

    Raises ``ImportRefused`` where there is no answer, or one that says no.
    """
    allow = settings.FETCH_ALLOWED_HOSTS if allow is None else allow
    with Deadline(timeout) as deadline:
        for _redirect in range(MOST_REDIRECTS + 1):
            address = read_address(url, allow)
            with _answer(address, deadline, "POST", {"Accept": "*/*"}, fields) as response:
                if response.status_code not in KEEPING:
                    _check_status(address, response, 200 <= response.status_code < 300)
                    return response.status_code
                url = _next(address, response)
    raise _too_many_redirects(address)


class _Session(HTTPSession):
    """Follows no redirect: that is done here, where each address is checked."""

    def get_redirect_target(self, resp):
        """None. Otherwise the whole body of a redirect would be read, however long it is."""
        return None


@contextmanager
def _answer(address: Address, deadline: Deadline, method, headers, fields=None):
    """The answer to one request, its body not read yet. What goes wrong in here becomes ``ImportRefused``."""
    try:
        with (
            _session(address, deadline) as session,
            _sent(session, address, deadline, method, headers, fields) as response,
        ):
            yield response
            if deadline.expired:
                raise TimeoutError
    except ImportRefused:
        if not deadline.expired:
            raise
        raise _refusal(address, None, deadline) from None
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise _refusal(address, error, deadline) from None


def _sent(session, address, deadline, method, headers, fields):
    """The response from the first IP address of a host that takes the connection."""

    def send(ip):
        pinned = f"{address.scheme}://{ip}:{address.port}{address.target}"
        request = session.prepare_request(requests.Request(method, pinned, headers=headers, data=fields))
        # Half of what is left for each of connecting and the TLS handshake; the deadline cuts all that comes after.
        return session.send(request, stream=True, timeout=(deadline.left / 2, deadline.left))

    *others, last = resolve(address, deadline)
    for ip in others[: MOST_PLACES - 1]:
        try:
            return send(ip)
        except requests.ConnectionError as error:
            if not was_not_reached(error):
                raise
    return send(last)


def _session(address, deadline):
    """A session for one request, so that nothing of one address comes to the next."""
    session = _Session(
        Config(
            ip_filter_enable=not address.is_allowed,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(SECONDS, SECONDS),
            user_agent_override=f"Podsite (+{settings.SITE_URL}/)",
        )
    )
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers["Connection"] = "close"
    session.mount(f"{address.scheme}://", adapter_for(address, deadline))
    return session


def _next(address, response):
    """Where a redirect leads, as it is written."""
    location = response.headers.get("Location", "")
    try:
        location = location.encode("latin-1").decode()  # Headers are read as Latin-1, and sent as UTF-8.
        return urljoin(address.url, location) if location else _no_place(address)
    except ValueError:
        return _no_place(address)


def _no_place(address):
    raise ImportRefused(
        _("%(host)s can't be fetched from: it redirects to no readable address.") % {"host": shown(address.host)}
    )


def _too_many_redirects(address):
    return ImportRefused(
        _("%(host)s can't be fetched from: there are more than %(most)d redirects.")
        % {"host": shown(address.host), "most": MOST_REDIRECTS}
    )


def _check_status(address, response, is_good):
    if is_good:
        return
    status = response.status_code
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    raise ImportRefused(
        _("%(host)s answered %(status)s.") % {"host": shown(address.host), "status": f"{status} {phrase}".strip()}
    )


def _fetched(address, response, most_bytes, *, is_conditional):
    is_known = response.status_code == 304 and is_conditional
    _check_status(address, response, response.status_code in (200, 203) or is_known)
    # Read by the standard library's own parser of such headers.
    header = Message()
    header["Content-Type"] = response.headers.get("Content-Type", "")
    return Fetched(
        url=address.url,
        body=None if is_known else _body(address, response, most_bytes),
        content_type=header.get_content_type() if "/" in header["Content-Type"] else "",
        charset=_known_charset(header.get_content_charset("")),
        etag=response.headers.get("ETag", ""),
        last_modified=response.headers.get("Last-Modified", ""),
    )


def _known_charset(name):
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _body(address, response, most_bytes):
    """The decompressed body, read piece by piece: a bomb is put down at the first piece that is too much."""
    too_much = ImportRefused(
        _("%(host)s sends more than %(most)s.") % {"host": shown(address.host), "most": filesizeformat(most_bytes)}
    )
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and (len(length) > 15 or int(length) > most_bytes):
        raise too_much
    body = bytearray()
    for piece in response.iter_content(PIECE):
        body += piece
        if len(body) > most_bytes:
            raise too_much
    return bytes(body)


def _refusal(address, error, deadline):
    """One sentence for what went wrong, without what only an operator should know."""
    host = {"host": shown(address.host), "seconds": f"{deadline.seconds:g}"}
    if deadline.expired or isinstance(error, TimeoutError | requests.Timeout):
        return ImportRefused(_("%(host)s took longer than %(seconds)s seconds.") % host)
    if isinstance(error, requests.exceptions.SSLError):
        return ImportRefused(_("%(host)s can't be fetched from: its certificate is not valid for it.") % host)
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return ImportRefused(_("%(host)s sends something that can't be decompressed.") % host)
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return ImportRefused(_("%(host)s broke off before everything was sent.") % host)
    return ImportRefused(_("%(host)s can't be reached.") % host)
