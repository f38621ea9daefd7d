"""Where webhooks may go: over TLS, and to nobody inside, where no firewall stands before us.

A name can mean one address when it is looked at and another when it is used. So `check_url`
refuses at once what can be seen to be wrong, and the address that a socket is connected to is
checked when it is (`shop.webhooks.connecting`).
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from django.conf import settings

from shop.webhooks.errors import BadAddress

TO_IPV4 = IPv6Network("64:ff9b::/96")  # RFC 6052: what a NAT64 sends on to the IPv4 in its end


def check_url(url: str) -> None:
    """Nothing in the address itself forbids to send there. Raises BadAddress."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress("This is no address.") from error
    if parts.scheme not in _schemes():
        raise BadAddress("The address must begin with https://.")
    if not host:
        raise BadAddress("This is no address.")
    if parts.username or parts.password:
        raise BadAddress("Leave the name and password out of the address: use the signature.")
    if _names_inside(host) and not may_stay_inside():
        raise BadAddress("This address leads inside the shop's own network.")


def may_stay_inside() -> bool:
    return bool(settings.WEBHOOKS_MAY_STAY_INSIDE)


def is_inside(address: str) -> bool:
    """Whether this numeric address is of a machine that the internet can't reach, or of many.

    So is an IPv6 address that stands for such an IPv4 one.
    """
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and (carried := _carried(ip)) is not None:
        return is_inside(str(carried))
    return not ip.is_global or ip.is_multicast


def _carried(ip: IPv6Address) -> IPv4Address | None:
    if ip in TO_IPV4:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    teredo = ip.teredo
    return ip.ipv4_mapped or ip.sixtofour or (teredo[1] if teredo else None)


def _names_inside(host: str) -> bool:
    try:
        return is_inside(host)
    except ValueError:  # a name
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))


def _schemes() -> tuple[str, ...]:
    return ("https", "http") if may_stay_inside() else ("https",)
