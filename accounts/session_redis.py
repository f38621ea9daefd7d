"""The connections that session copies travel over, and since when copies may be believed.

A copy that Redis kept may be older than a deletion that never arrived:

    1. a copy of the session is written
    2. Redis goes away, or cannot be reached from here
    3. the shopper signs out: the row is deleted, the copy cannot be
    4. Redis is back, and has brought the copy back from its log
    5. a process that had nothing to ask meanwhile reads it

So a process believes only what was seen since its newest connection was made. Whoever
survives a restart of Redis must connect again, and then 1 is too old for it; and whoever fails
to delete drops its connections, so 1 is too old there too. If only 3's process was cut off from
Redis, another one may believe the copy until its 60 seconds are over.

All these times are Redis's own, in microseconds: the clocks of two machines are never compared.
"""

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.connection import AbstractConnection
from redis.exceptions import RedisError
from redis.retry import Retry

from flashsale.redis_clients import CONNECT_TIMEOUT_SECONDS

ANSWER_TIMEOUT_SECONDS = 1.0
REST_SECONDS = 1.0  # how long pages do without Redis after it did not answer

logger = logging.getLogger(__name__)
T = TypeVar("T")


class _Contact:
    """What this process knows of its connections."""

    newest_at_us = 0
    rests_until = 0.0  # seconds of time.monotonic()
    failures = 0


def ask(question: Callable[[redis.Redis], T]) -> T | None:
    """`question` was put to Redis and its answer is returned; None while Redis is away."""
    try:
        return question(_client())
    except (RedisError, OSError) as error:
        _client.cache_clear()
        _Contact.failures += 1
        rest(error)
        return None


def rest(error: Exception) -> None:
    """Pages do without Redis for a moment."""
    logger.warning("No session copies while Redis is away: %s", error)
    _Contact.rests_until = time.monotonic() + REST_SECONDS


def failures() -> int:
    """How often something that this process put to Redis may not have arrived."""
    return _Contact.failures


def is_resting() -> bool:
    """Whether Redis was away a moment ago, so that a page had better not wait for it."""
    return time.monotonic() < _Contact.rests_until


def can_believe(seen_at_us: int) -> bool:
    """Whether what was seen at this time of Redis was seen on connections of now."""
    return seen_at_us > _Contact.newest_at_us


def microseconds(answer: tuple[int, int]) -> int:
    """One number for what TIME answers: https://redis.io/docs/latest/commands/time/."""
    seconds, rest = answer
    return int(seconds) * 1_000_000 + int(rest)


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.CACHE_REDIS_URL,
        socket_connect_timeout=CONNECT_TIMEOUT_SECONDS,
        socket_timeout=ANSWER_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        redis_connect_func=_remember,
    )


def _remember(connection: AbstractConnection) -> None:
    connection.on_connect()
    connection.send_command("TIME")
    connected_at_us = microseconds(connection.read_response())
    _Contact.newest_at_us = max(_Contact.newest_at_us, connected_at_us)
