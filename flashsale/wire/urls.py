"""What the URLs of a cluster and of Sentinel say: one URL for each server that they name."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

CLUSTER_FORM = "redis+cluster://[user:password@]host:port[,host:port…]"
SENTINEL_FORM = "redis+sentinel://[user:password@]host:26379[,host:26379…]/<service>[/<db>]"
PLAIN_SCHEMES = ("redis", "rediss", "unix")
CLUSTER_SCHEMES = {"redis+cluster": "redis", "rediss+cluster": "rediss"}
SENTINEL_SCHEMES = {"redis+sentinel": "redis", "rediss+sentinel": "rediss"}


@dataclass(frozen=True, slots=True)
class ClusterUrl:
    """`nodes` are redis:// URLs; any of them tells of all others."""

    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentinelUrl:
    """`sentinels` and `primary` are redis:// URLs; what `primary` has as a host means nothing.

    The user and password are the primary's: sentinels are asked without.
    """

    sentinels: tuple[str, ...]
    service: str
    primary: str


def parts_of(url: str) -> str | ClusterUrl | SentinelUrl:
    """What the URL names; that of one server is returned as it is.

    Raises ValueError, with the form that is expected.
    """
    scheme = url.partition("://")[0]
    if scheme in CLUSTER_SCHEMES:
        return _cluster(url, CLUSTER_SCHEMES[scheme])
    if scheme in SENTINEL_SCHEMES:
        return _sentinel(url, SENTINEL_SCHEMES[scheme])
    if scheme in PLAIN_SCHEMES:
        return url
    raise ValueError(f"redis://host:port/db, {CLUSTER_FORM} or {SENTINEL_FORM} is expected")


def _cluster(url: str, scheme: str) -> ClusterUrl:
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    login = f"{login}@" if login else ""
    names = _checked(hosts, CLUSTER_FORM)
    if parts.path.strip("/") not in ("", "0"):
        raise ValueError(f"{CLUSTER_FORM} is expected: a cluster has no numbered databases")
    query = f"?{parts.query}" if parts.query else ""
    return ClusterUrl(tuple(f"{scheme}://{login}{name}/0{query}" for name in names))


def _sentinel(url: str, scheme: str) -> SentinelUrl:
    parts = urlsplit(url)
    login, _, hosts = parts.netloc.rpartition("@")
    login = f"{login}@" if login else ""
    names = _checked(hosts, SENTINEL_FORM)
    service, _, database = parts.path.strip("/").partition("/")
    database = database or "0"
    if not service or not database.isdecimal():
        raise ValueError(f"{SENTINEL_FORM} is expected")
    query = f"?{parts.query}" if parts.query else ""
    return SentinelUrl(
        sentinels=tuple(f"{scheme}://{name}/0{query}" for name in names),
        service=service,
        primary=f"{scheme}://{login}localhost/{database}{query}",
    )


def _checked(hosts: str, form: str) -> Sequence[str]:
    """The names `host:port` in the list."""
    names = hosts.split(",")
    for name in names:
        host, _, port = name.rpartition(":")
        is_bare = ":" not in host or (host.startswith("[") and host.endswith("]"))
        if not (host and is_bare and port.isdecimal() and 0 < int(port) < 1 << 16):
            raise ValueError(f"{form} is expected, not {name!r} in it")
    return names
