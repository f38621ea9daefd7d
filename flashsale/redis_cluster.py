"""A cluster's client that does transactions as the client of one Redis does them."""

from typing import Any

from redis.client import Pipeline
from redis.cluster import RedisCluster
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import MovedError
from redis.exceptions import TimeoutError as RedisSlow


class StockCluster(RedisCluster):
    """redis-py's own transactions in a cluster leave the replies as they come: pairs flat, numbers
    as text. Here they are what they are on one Redis.
    """

    def pipeline(self, transaction: bool | None = None, shard_hint: Any = None) -> Any:
        parent: Any = super()
        return Transaction(self) if transaction else parent.pipeline(shard_hint=shard_hint)


class Transaction(Pipeline):
    """MULTI … EXEC at the server of the first command's key, in whose slot all keys are.

    Where the slot has moved, nothing was done, and the transaction goes to its new server.
    """

    def __init__(self, cluster: Any) -> None:
        self._cluster = cluster
        super().__init__(None, {}, transaction=True, shard_hint=None)  # type: ignore[arg-type]

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        commands = list(self.command_stack)
        if not commands:
            return []
        try:
            return self._execute_at_server(commands, raise_on_error)
        except MovedError:
            self._cluster.nodes_manager.initialize()
            return self._execute_at_server(commands, raise_on_error)
        except (RedisAway, RedisSlow):
            self._cluster.nodes_manager.initialize()
            raise

    def _execute_at_server(self, commands: list[Any], raise_on_error: bool) -> list[Any]:
        (_, key, *_), _ = commands[0]
        server = self._cluster.get_redis_connection(self._cluster.get_node_from_key(key))
        self.connection_pool = server.connection_pool
        self.response_callbacks = server.response_callbacks
        self.command_stack = commands
        return super().execute(raise_on_error)
