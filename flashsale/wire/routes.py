"""From a URL of the stock's Redis to the way there."""

from functools import cache

from flashsale.wire.address import address_of
from flashsale.wire.cluster import Cluster
from flashsale.wire.finding import OneServer, Route
from flashsale.wire.sentinel import Sentinel
from flashsale.wire.urls import ClusterUrl, SentinelUrl, parts_of


@cache
def route_of(url: str) -> Route:
    """The way to the keys at this URL; all of a process share what it learns.

    Raises ValueError, with the form that is expected.
    """
    parts = parts_of(url)
    if isinstance(parts, ClusterUrl):
        return Cluster(tuple(address_of(node) for node in parts.nodes))
    if isinstance(parts, SentinelUrl):
        return Sentinel(
            tuple(address_of(sentinel) for sentinel in parts.sentinels),
            service=parts.service,
            primary=address_of(parts.primary),
        )
    return OneServer(address_of(parts))
