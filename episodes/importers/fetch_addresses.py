"""Reads the address of something to fetch, in one spelling: what two could read as two hosts is refused."""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

import idna
from django.utils.translation import gettext as _

from episodes.importers.report import ImportRefused

LONGEST = 8_000  # characters; signed addresses of content networks come to about 2,000
PORTS = {80, 443, 8080, 8443}  # The web's; others lead to mail servers, databases and the like.
DEFAULT_PORTS = {"http": 80, "https": 443}
FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
#: Ends of names that lead to this machine or a network of its own: RFC 6761, 6762, 7686, 8375, 9476.
LOCAL_NAMES = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "onion", "alt")


@dataclass(frozen=True)
class Address:
    """``host`` is a lower-case ASCII name, an IPv4 or a bracketed IPv6 address; ``target`` is path and query.

    ``is_allowed`` says that the operator lets it be fetched from wherever it leads.
    """

    scheme: str
    host: str
    port: int
    target: str
    is_allowed: bool

    @property
    def netloc(self):
        """Host and port as the header ``Host`` has them."""
        return self.host if self.port == DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def url(self):
        return f"{self.scheme}://{self.netloc}{self.target}"


def read_address(text: str, allowed: Collection[str] = ()) -> Address:
    """The address written in ``text``. ``allowed`` has hosts, for the ports of the web, and pairs ``host:port``.

    Raises ``ImportRefused``. Whether a name leads to a public address shows only when it is looked up.
    """
    text = text.strip(" ")
    if len(text) > LONGEST:
        raise ImportRefused(_("An address has at most %(most)d characters.") % {"most": LONGEST})
    parts, port = _split(text)
    host = _host(parts)
    port = DEFAULT_PORTS[parts.scheme] if port is None else port
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_allowed = f"{host}:{port}" in allowed or (host in allowed and port in PORTS)
    address = Address(parts.scheme, host, port, target, is_allowed)
    if not is_allowed:
        _check_name(address.host)
        _check_port(address)
    return address


def _split(text):
    """The parts of an address of the web, and its port or None."""
    scheme = text.partition(":")[0].lower()
    if scheme not in DEFAULT_PORTS:
        raise ImportRefused(
            _("Only addresses that begin with http:// or https:// are fetched, and this begins with “%(start)s”.")
            % {"start": shown(text[:12])}
        )
    unreadable = ImportRefused(_("“%(address)s” can't be read as an address.") % {"address": shown(text)})
    if FORBIDDEN.search(text) or not text.lower().startswith(f"{scheme}://"):
        raise unreadable
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # Brackets that do not close, a port that is no number.
        raise unreadable from None
    if not parts.hostname:
        raise unreadable
    if "@" in parts.netloc:
        raise ImportRefused(
            _("%(host)s can't be fetched from: an address must not hold a name or a password.")
            % {"host": shown(parts.hostname)}
        )
    return parts, port


def _host(parts):
    written = parts.hostname
    unreadable = ImportRefused(_("“%(host)s” can't be read as a host.") % {"host": shown(written)})
    if "%" in written:
        raise unreadable
    try:
        if "[" in parts.netloc:
            return f"[{ipaddress.IPv6Address(written)}]"
        host = written if written.isascii() else idna.encode(written, uts46=True).decode()
        host = host.lower().removesuffix(".")
        labels = host.split(".")
        if len(host) > 253 or not all(map(LABEL.fullmatch, labels)):
            raise unreadable
        # A host that ends in a number is read by some as four numbers in other bases, or as one: 0x7f.1, 2130706433.
        return str(ipaddress.IPv4Address(host)) if NUMBER.fullmatch(labels[-1]) else host
    except ImportRefused:
        raise
    except ValueError:  # Of ipaddress and of idna.
        raise unreadable from None


def _check_name(host):
    is_name = not (host.startswith("[") or NUMBER.fullmatch(host.rpartition(".")[2]))
    if is_name and ("." not in host or any(host == end or host.endswith(f".{end}") for end in LOCAL_NAMES)):
        raise ImportRefused(_("%(host)s can't be fetched from: its name is not a public one.") % {"host": shown(host)})


def _check_port(address):
    if address.port not in PORTS:
        raise ImportRefused(
            _("%(host)s can't be fetched from: its port %(port)d is not one of the web (%(ports)s).")
            % {
                "host": shown(address.host),
                "port": address.port,
                "ports": ", ".join(map(str, sorted(PORTS))),
            }
        )


def shown(host: str) -> str:
    """A host or an address as a sentence names it: shortened, in one line."""
    host = "".join(sign if sign.isprintable() else "�" for sign in host[:81])
    return host if len(host) <= 80 else f"{host[:79]}…"
