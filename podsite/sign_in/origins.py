"""Where a request comes from, as far as it can be believed."""

import ipaddress

#: Of an IPv6 address so many bits are somebody's line; the rest of it the visitor may choose at will.
LINE = 64


def client_address(request) -> str | None:
    """The visitor's IPv4 address, or the first of the IPv6 network of 64 bits; None where nobody connected.

    Only who connects from this machine is a proxy, and believed in the last place of ``X-Forwarded-For``: what stands
    before it came from the visitor.
    """
    address = _read(request.META.get("REMOTE_ADDR"))
    if address is None or address.is_loopback:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        address = _read(said) or address
    if address is None:
        return None
    if address.version == 6:
        return str(address.ipv4_mapped or ipaddress.ip_network((address, LINE), strict=False).network_address)
    return str(address)


def _read(text):
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
