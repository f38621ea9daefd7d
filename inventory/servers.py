"""On which server each pool is: another one, or one that was started anew, may have forgotten.

A server draws its `run_id` when it starts. After a restart or a failover it is another, and the
last moments of what the pool was may be lost, even though the pool is there.
"""

from collections.abc import Sequence
from typing import Any

from redis.cluster import RedisCluster

from flashsale.redis_clients import stock_client
from inventory import keys
from inventory.verbs.asking import Id, redis_errors_as_unavailable


def servers_of(pool_ids: Sequence[Id]) -> dict[str, str]:
    """pool → the run id of the server that has it. Raises StockUnavailable.

    Sends INFO, once to each server that is concerned. See https://redis.io/docs/latest/commands/info/.
    """
    names = [str(pool_id) for pool_id in pool_ids]
    if not names:
        return {}
    with redis_errors_as_unavailable():
        client: Any = stock_client()
        if not isinstance(client, RedisCluster):
            return dict.fromkeys(names, _run_id(client.info("server")))
        nodes = {name: client.get_node_from_key(keys.pool(name)) for name in names}
        servers = {
            node.name: _run_id(client.info("server", target_nodes=node))
            for node in {node.name: node for node in nodes.values()}.values()
        }
        return {name: servers[node.name] for name, node in nodes.items()}


def epochs_of(pool_ids: Sequence[Id]) -> dict[str, int | None]:
    """pool → its epoch, None where it is missing; one round trip. Raises StockUnavailable.

    Reads `stock:{pool}`.
    """
    names = [str(pool_id) for pool_id in pool_ids]
    if not names:
        return {}
    with redis_errors_as_unavailable():
        pipe = stock_client().pipeline(transaction=False)
        for name in names:
            pipe.hmget(keys.pool(name), "units", "epoch")
        found: list[list[bytes | None]] = pipe.execute()
    return {
        name: None if units is None else int(epoch or 0)
        for name, (units, epoch) in zip(names, found, strict=True)
    }


def _run_id(info: dict[str, Any]) -> str:
    return str(info["run_id"])
