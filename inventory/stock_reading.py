"""Reading pools for a page: counts as if every hold that ran out had been swept.

Nothing is watched and nothing written. Where holds did run out and the sweep has not come yet,
their units are read as well, and read again if the pool's version moved in between.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import redis

from flashsale.redis_clients import ask_server_of, queue_for_server_of
from inventory import codec, keys, reading
from inventory.records import Hold, Holdings, Pool, Stock

READS = 5  # a pool that changes under every read is shown as the last one saw it


@dataclass(frozen=True, slots=True)
class Glance:
    """A pool, and when the first of its holds ends (or ended)."""

    pool: Pool | None
    first_expiry: int | None


def read_stocks(client: redis.Redis, pool_ids: Sequence[str]) -> dict[str, Stock | None]:
    """pool → its stock, None where Redis doesn't know the pool; one round trip for all of them.

    In a cluster: one to each server, at the same time. Each pool's clock is that of its server.

    Reads `stock:{pool}` and `stock:{pool}:expiry`; `stock:{pool}:holds` of pools in which holds
    ran out and were not swept yet.
    """
    pipe = client.pipeline(transaction=False)
    for pool_id in pool_ids:
        queue_for_server_of(keys.pool(pool_id), "TIME", pipe=pipe)
        pipe.hgetall(keys.pool(pool_id))
        pipe.zrange(keys.expiry(pool_id), 0, 0, withscores=True)
    replies = pipe.execute()
    return {
        pool_id: _stock_of(client, pool_id, _glance(fields, first), reading.milliseconds(time))
        for pool_id, time, fields, first in zip(
            pool_ids, replies[::3], replies[1::3], replies[2::3], strict=True
        )
    }


def read_holdings(client: redis.Redis, buyer: str) -> Holdings:
    """The buyer's live holds, by pool.

    Reads `buyer:<buyer>:pools`, and of each pool named there `stock:{pool}` and
    `stock:{pool}:holds`. A name whose pool is closed is removed from the set; any other stays even
    without a hold, because a reserve that is on its way wrote it first (a pool that is missing
    may be rebuilt before the reserve gets there).
    """
    names: Any = client.smembers(keys.pools_of(buyer))
    pool_ids = sorted(name.decode() for name in names)
    pipe = client.pipeline(transaction=False)
    queue_for_server_of(keys.pools_of(buyer), "TIME", pipe=pipe)
    for pool_id in pool_ids:
        queue_for_server_of(keys.pool(pool_id), "TIME", pipe=pipe)
        pipe.hmget(keys.pool(pool_id), "units", "closed")
        pipe.hget(keys.holds(pool_id), buyer)
    time, *replies = pipe.execute()
    live: list[Hold] = []
    over: list[str] = []
    for pool_id, clock, (units, closed), text in zip(
        pool_ids, replies[::3], replies[1::3], replies[2::3], strict=True
    ):
        if int(closed or 0):
            over.append(pool_id)
        elif units is not None and text is not None:
            hold = codec.hold_from_json(pool_id, buyer, text)
            if hold.expires_at > reading.milliseconds(clock):
                live.append(hold)
    if over:
        client.srem(keys.pools_of(buyer), *over)
    live.sort(key=lambda hold: hold.expires_at)
    return Holdings(reading.milliseconds(time), tuple(live))


def _glance(fields: dict[bytes, bytes], first: Sequence[tuple[bytes, float]]) -> Glance:
    return Glance(codec.pool_from_fields(fields), int(first[0][1]) if first else None)


def _stock_of(client: redis.Redis, pool_id: str, glance: Glance, now: int) -> Stock | None:
    if glance.pool is None:
        return None
    if glance.first_expiry is None or glance.first_expiry > now:
        return _stock(pool_id, glance.pool, now, next_release_at=glance.first_expiry)
    return _stock_with_dead_holds(client, pool_id)


def _stock_with_dead_holds(client: redis.Redis, pool_id: str) -> Stock | None:
    for _ in range(READS):
        now, pool, dead, next_release_at = _read_dead_holds(client, pool_id)
        if pool is None:
            return None
        units, version = _read_units(client, pool_id, dead, until=now)
        stock = _stock(pool_id, pool, now, next_release_at=next_release_at, dead_units=units)
        if version == pool.version:
            break
    return stock


def _read_dead_holds(
    client: redis.Redis, pool_id: str
) -> tuple[int, Pool | None, list[str], int | None]:
    now = reading.milliseconds(ask_server_of(keys.pool(pool_id), "TIME"))
    pipe = client.pipeline(transaction=True)
    pipe.hgetall(keys.pool(pool_id))
    pipe.zrangebyscore(keys.expiry(pool_id), "-inf", now)
    pipe.zrangebyscore(keys.expiry(pool_id), f"({now}", "+inf", 0, 1, withscores=True)
    fields, dead, following = pipe.execute()
    next_release_at = int(following[0][1]) if following else None
    return now, codec.pool_from_fields(fields), [name.decode() for name in dead], next_release_at


def _read_units(
    client: redis.Redis, pool_id: str, buyers: list[str], *, until: int
) -> tuple[int, int]:
    """The units of these buyers' holds that ended by `until`, and the pool's version then."""
    pipe = client.pipeline(transaction=True)
    pipe.hget(keys.pool(pool_id), "version")
    if buyers:
        pipe.hmget(keys.holds(pool_id), *buyers)
    version, *texts = pipe.execute()
    holds = reading.parse_holds(pool_id, buyers, texts[0]) if texts else {}
    dead = sum(hold.units for hold in holds.values() if hold.expires_at <= until)
    return dead, int(version or 0)


def _stock(
    pool_id: str, pool: Pool, now: int, *, next_release_at: int | None, dead_units: int = 0
) -> Stock:
    terms: dict[str, Any] = {
        name: getattr(pool, name)
        for name in (
            "epoch", "version", "units", "claimed", "sold", "per_buyer_limit",
            "hold_seconds", "opens_at", "closes_at", "paused", "closed", "cooldown_seconds",
        )
    }  # fmt: skip
    return Stock(
        pool_id=pool_id,
        available=pool.available + dead_units,
        held=pool.held - dead_units,
        next_release_at=next_release_at,
        server_time=now,
        **terms,
    )
