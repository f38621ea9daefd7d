"""Who calls, by the address they call from.

Each proxy writes at the end of X-Forwarded-For from whom it got the request. What stands before
the part that our own proxies wrote (TRUSTED_HOPS of them) came from outside, and may be a lie.
"""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

UNKNOWN = "unknown"
LONGEST = 64  # characters; an address, its zone and its port have fewer
HOME_BITS = 64
"""What one customer of an IPv6 provider has at least: they may call from any address of it."""


def client_address(meta: Mapping[str, str]) -> str:
    """The address that a request came from, of which this is the META; "unknown" where no proxy
    and no server tells it.
    """
    hops = settings.TRUSTED_HOPS
    if hops:
        told = meta.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", hops)[-hops:]
        # Fewer than our proxies would have written: it came past one of them.
        address = _parsed(told[0][:LONGEST]) if len(told) == hops else None
        if address:
            return address
    return _parsed(meta.get("REMOTE_ADDR") or "") or UNKNOWN


@lru_cache(maxsize=10_000)
def counted_address(address: str) -> str:
    """The address as callers are counted by it: of IPv6, the network that it is in."""
    if ":" not in address:
        return address
    return str(ip_network((address, HOME_BITS), strict=False))


@lru_cache(maxsize=10_000)
def _parsed(text: str) -> str | None:
    """The address in its one spelling, without a port; None where it is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address)
