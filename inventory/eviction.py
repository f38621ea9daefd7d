"""A Redis that evicts would lose stock without a word, so the shop does not start with one."""

import logging

from redis.exceptions import RedisError

from flashsale.redis_clients import stock_client
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

    Source: https://valkey.io/topics/lru-cache/ (eviction policies).
    """
    try:
        policy = stock_client().info("memory").get("maxmemory_policy", "unknown")
    except (RedisError, OSError) as error:
        logger.warning("Redis is away at start-up; its eviction policy was not checked: %s", error)
        return
    if policy != "noeviction":
        raise EvictingRedis(policy)
