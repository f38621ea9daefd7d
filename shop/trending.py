"""Which products are looked at most; a view counts half with each hour that passes.

Keys, in the cache's Redis (an hour is a number: whole hours since 1970):
    trending:<hour>                  sorted set, product → views in this hour; kept for a day
    trending:top:<hour>              sorted set, product → the last 24 of these, weighed; 5 seconds
    trending:seen:<product>:<visitor>    this visitor was counted; kept for a day
"""

from datetime import datetime
from typing import Any
from uuid import UUID

import redis

from flashsale import cache_redis, clock

HOURS = 24
SECONDS_PER_HOUR = 3600
DAY_SECONDS = HOURS * SECONDS_PER_HOUR
TOP_SECONDS = 5
MOST = 24

# A function of Lua's, for scripts of the cache's Redis that have something else to do as well.
COUNT_VIEW = f"""
local function count_view(product, visitor, hour)
  local seen = 'trending:seen:' .. product .. ':' .. visitor
  if redis.call('SET', seen, '', 'NX', 'EX', {DAY_SECONDS}) then
    redis.call('ZINCRBY', 'trending:' .. hour, 1, product)
    redis.call('EXPIRE', 'trending:' .. hour, {DAY_SECONDS + SECONDS_PER_HOUR})
  end
end
"""
COUNT_ONE = COUNT_VIEW + "count_view(ARGV[1], ARGV[2], ARGV[3])"


def count_view(product_id: UUID, *, visitor: str | None, now: datetime | None = None) -> None:
    """The product has one view more, if this `visitor` was not counted before (`visitor_of`).

    None is nobody who counts. While Redis is away, nothing is counted.
    """
    if visitor is None:
        return
    arguments = (str(product_id), visitor, hour_of(now or clock.now()))
    cache_redis.ask(lambda client: cache_redis.run_script(client, COUNT_ONE, *arguments))


def top(*, now: datetime | None = None) -> list[UUID]:
    """The products that are looked at most, 24 at most; none while Redis is away."""
    hour = hour_of(now or clock.now())

    def read(client: redis.Redis) -> Any:
        key = f"trending:top:{hour}"
        found = client.zrevrange(key, 0, MOST - 1)
        if found:
            return found
        pipe = client.pipeline(transaction=False)
        pipe.zunionstore(key, {_views(hour - age): 0.5**age for age in range(HOURS)})
        pipe.expire(key, TOP_SECONDS)
        pipe.zrevrange(key, 0, MOST - 1)
        return pipe.execute()[-1]

    return [UUID(member.decode()) for member in cache_redis.ask(read) or []]


def hour_of(moment: datetime) -> int:
    """Whole hours since 1970."""
    return int(moment.timestamp()) // SECONDS_PER_HOUR


def _views(hour: int) -> str:
    return f"trending:{hour}"
