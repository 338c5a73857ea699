"""Which addresses of the internet are public: the only ones that are fetched from, unless the operator allows a host.

Sources: the IANA registries of special-purpose IPv4 and IPv6 addresses (RFC 6890 and those that it collects).
"""

import ipaddress

from django.utils.translation import gettext_lazy as _

IPV4 = [
    (ipaddress.IPv4Network(network), kind)
    for network, kind in [
        ("0.0.0.0/8", _("means this machine")),  # RFC 791; Linux connects to itself
        ("10.0.0.0/8", _("is private")),  # RFC 1918
        ("100.64.0.0/10", _("is private to a provider")),  # RFC 6598; 100.100.100.200 is a cloud's metadata
        ("127.0.0.0/8", _("means this machine")),  # RFC 1122
        ("168.63.129.16/32", _("belongs to a cloud's own services")),  # Azure; in a range that is public otherwise
        ("169.254.0.0/16", _("is local to a link")),  # RFC 3927; 169.254.169.254 is the clouds' metadata
        ("172.16.0.0/12", _("is private")),  # RFC 1918
        ("192.0.0.0/24", _("is reserved for protocols")),  # RFC 6890
        ("192.0.2.0/24", _("is for documentation")),  # RFC 5737
        ("192.31.196.0/24", _("is reserved for protocols")),  # RFC 7535
        ("192.52.193.0/24", _("is reserved for protocols")),  # RFC 7450
        ("192.88.99.0/24", _("is reserved for protocols")),  # RFC 7526
        ("192.168.0.0/16", _("is private")),  # RFC 1918
        ("192.175.48.0/24", _("is reserved for protocols")),  # RFC 7534
        ("198.18.0.0/15", _("is for benchmarks")),  # RFC 2544
        ("198.51.100.0/24", _("is for documentation")),  # RFC 5737
        ("203.0.113.0/24", _("is for documentation")),  # RFC 5737
        ("224.0.0.0/4", _("is for multicast")),  # RFC 5771
        ("240.0.0.0/4", _("is reserved")),  # RFC 1112, and 255.255.255.255
    ]
]
#: Only what is handed out to networks is public; all that is outside of it is not, whatever it may come to mean.
PUBLIC_IPV6 = ipaddress.IPv6Network("2000::/3")
IPV6 = [
    (ipaddress.IPv6Network(network), kind)
    for network, kind in [
        ("::/128", _("means this machine")),
        ("::1/128", _("means this machine")),
        ("::ffff:0:0/96", _("hides another address")),  # IPv4-mapped, RFC 4291
        ("::/96", _("hides another address")),  # IPv4-compatible, RFC 4291
        ("64:ff9b::/96", _("hides another address")),  # NAT64, RFC 6052
        ("64:ff9b:1::/48", _("hides another address")),  # NAT64, RFC 8215
        ("2001::/32", _("hides another address")),  # Teredo, RFC 4380
        ("2001:db8::/32", _("is for documentation")),  # RFC 3849
        ("2001::/23", _("is reserved for protocols")),  # RFC 2928: benchmarks, ORCHID and others
        ("2002::/16", _("hides another address")),  # 6to4, RFC 3056
        ("2620:4f:8000::/48", _("is reserved for protocols")),  # RFC 7534
        ("3fff::/20", _("is for documentation")),  # RFC 9637
        ("5f00::/16", _("is reserved for protocols")),  # RFC 9602
        ("fc00::/7", _("is private")),  # RFC 4193; fd00:ec2::254 is a cloud's metadata
        ("fe80::/10", _("is local to a link")),  # RFC 4291
        ("fec0::/10", _("is private")),  # RFC 3879
        ("ff00::/8", _("is for multicast")),  # RFC 4291
    ]
]


def why_not_public(address: str) -> str:
    """What an IP address is, as the words after "its address …", or "" for a public one.

    What ``ipaddress`` cannot read, a scope such as ``%eth0`` included, is no public address either.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return str(_("can't be read"))
    if getattr(ip, "scope_id", None):
        return str(_("is local to a link"))
    for network, kind in IPV4 if ip.version == 4 else IPV6:
        if ip in network:
            return str(kind)
    if ip.version == 6 and ip not in PUBLIC_IPV6:
        return str(_("is reserved"))
    # What a newer Python knows better than this table.
    return "" if ip.is_global else str(_("is reserved"))
