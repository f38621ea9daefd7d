"""The connections to Redis, one client a process for each purpose.

Nothing is retried below the callers: a write that is sent twice by a library would be a unit
that is sold twice. Timeouts are short, so that a Redis that is away is noticed within seconds.
"""

from functools import cache
from threading import Lock
from typing import Any, cast

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.exceptions import RedisClusterException
from redis.retry import Retry
from redis.sentinel import Sentinel

from flashsale.redis_cluster import StockCluster
from flashsale.wire.urls import ClusterUrl, SentinelUrl, parts_of

CONNECT_TIMEOUT_SECONDS = 1.0
ANSWER_TIMEOUT_SECONDS = 3.0
MOST_CONNECTIONS = 1_000  # one for each thread that asks at the same moment

REDIS_AWAY = (redis.RedisError, RedisClusterException, OSError)
"""What is raised while the stock's Redis is away; a cluster's client has errors of its own."""

_making = Lock()


def stock_client() -> redis.Redis:
    """The client of the stock engine's Redis; answers are bytes. May raise REDIS_AWAY.

    In a cluster it sends each command to the server of its keys, and splits pipelines by
    server. All keys of a transaction must be of one pool, and a command without a key goes to
    a server of its own choice: hence `ask_server_of` and `ask_every_server`.
    """
    # Else the first threads would make one each, and those that are dropped close their
    # connections under whoever still has one.
    with _making:
        return _stock_client()


def ask_server_of(key: str, *command: str) -> Any:
    """What the one server that has this key says: for TIME and INFO. Raises REDIS_AWAY."""
    client: Any = stock_client()
    return client.execute_command(*command, **_to_server_of(client, key))


def queue_for_server_of(key: str, *command: str, pipe: Any) -> None:
    """What `ask_server_of` does, as one more command of a pipeline that is no transaction."""
    pipe.execute_command(*command, **_to_server_of(pipe, key))


def ask_every_server(*command: str) -> list[Any]:
    """What each server that keeps stock says. Raises REDIS_AWAY where one is away."""
    client: Any = stock_client()
    if not isinstance(client, RedisCluster):
        return [client.execute_command(*command)]
    return [client.execute_command(*command, target_nodes=one) for one in client.get_primaries()]


def _to_server_of(client: Any, key: str) -> dict[str, Any]:
    if not isinstance(client, RedisCluster):
        return {}
    return {"target_nodes": client.get_node_from_key(key)}


def forget_stock_client() -> None:
    """The next who asks gets a client of the address that is configured then."""
    _stock_client.cache_clear()


@cache
def _stock_client() -> redis.Redis:
    options: dict[str, Any] = {
        "socket_connect_timeout": CONNECT_TIMEOUT_SECONDS,
        "socket_timeout": ANSWER_TIMEOUT_SECONDS,
        "retry": Retry(NoBackoff(), 0),
        "max_connections": MOST_CONNECTIONS,
        "protocol": 2,
    }
    parts = parts_of(settings.STOCK_REDIS_URL)
    if isinstance(parts, ClusterUrl):
        return _cluster(parts, options)
    if isinstance(parts, SentinelUrl):
        return _primary(parts, options)
    return redis.Redis.from_url(parts, **options)


def _cluster(url: ClusterUrl, options: dict[str, Any]) -> redis.Redis:
    """It has the methods of a Redis, though it isn't one by its class."""
    first, *others = url.nodes
    nodes = [_host_and_port(other) for other in others]
    client: Any = StockCluster.from_url(
        first, startup_nodes=[ClusterNode(host, port) for host, port in nodes], **options
    )
    return cast(redis.Redis, client)


def _primary(url: SentinelUrl, options: dict[str, Any]) -> redis.Redis:
    login: dict[str, Any] = dict(redis.connection.parse_url(url.primary))
    tls = {"ssl": True} if login.pop("connection_class", None) else {}
    login.pop("host")
    sentinels = Sentinel(
        [_host_and_port(sentinel) for sentinel in url.sentinels],
        sentinel_kwargs={**options, **tls},
    )
    client: redis.Redis = sentinels.master_for(url.service, **options, **login, **tls)
    return client


def _host_and_port(url: str) -> tuple[str, int]:
    parts: dict[str, Any] = dict(redis.connection.parse_url(url))
    return parts["host"], int(parts["port"])
