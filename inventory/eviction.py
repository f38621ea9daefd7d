"""A Redis that evicts would lose stock without a word, so the shop does not start with one."""

import logging

from flashsale.redis_clients import REDIS_AWAY, ask_every_server
from inventory.errors import StockError

logger = logging.getLogger(__name__)


class EvictingRedis(StockError):
    """The stock's Redis may throw keys away when its memory is full."""

    code = "evicting_redis"

    def __init__(self, policy: str) -> None:
        super().__init__(
            f"The stock's Redis has maxmemory-policy {policy}: it would throw units away when its"
            " memory is full. Set it to noeviction, or set STOCK_REDIS_URL to a Redis that has it."
        )


def refuse_evicting_redis() -> None:
    """Redis keeps what it is given. Raises EvictingRedis if not; Redis may be away, and is told.

    In a cluster, so does every server that keeps stock.

    Source: https://valkey.io/topics/lru-cache/ (eviction policies).
    """
    try:
        memories = ask_every_server("INFO", "memory")
    except REDIS_AWAY as error:
        logger.warning("Redis is away at start-up; its eviction policy was not checked: %s", error)
        return
    for memory in memories:
        policy = memory.get("maxmemory_policy", "unknown")
        if policy != "noeviction":
            raise EvictingRedis(policy)
