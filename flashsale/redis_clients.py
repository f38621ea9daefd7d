"""The connections to Redis, one client a process for each purpose.

Nothing is retried below the callers: a write that is sent twice by a library would be a unit
that is sold twice. Timeouts are short, so that a Redis that is away is noticed within seconds.
"""

from functools import cache
from threading import Lock

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_TIMEOUT_SECONDS = 1.0
ANSWER_TIMEOUT_SECONDS = 3.0
MOST_CONNECTIONS = 1_000  # one for each thread that asks at the same moment


_making = Lock()


def stock_client() -> redis.Redis:
    """The client of the stock engine's Redis; answers are bytes."""
    # Else the first threads would make one each, and those that are dropped close their
    # connections under whoever still has one.
    with _making:
        return _stock_client()


def forget_stock_client() -> None:
    """The next who asks gets a client of the address that is configured then."""
    _stock_client.cache_clear()


@cache
def _stock_client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.STOCK_REDIS_URL,
        socket_connect_timeout=CONNECT_TIMEOUT_SECONDS,
        socket_timeout=ANSWER_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        max_connections=MOST_CONNECTIONS,
        protocol=2,
    )
