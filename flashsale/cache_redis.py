"""The connection to the cache's Redis, which may be away at any moment and may forget anything.

Nothing that a page needs lives there. A page that finds it away does without it for a second, so
that not each page waits for the same timeout.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError
from redis.retry import Retry

from flashsale.redis_clients import CONNECT_TIMEOUT_SECONDS

ANSWER_TIMEOUT_SECONDS = 1.0
REST_SECONDS = 1.0

logger = logging.getLogger(__name__)
T = TypeVar("T")
_making = Lock()


class _Contact:
    """What this process knows of the connection."""

    rests_until = 0.0  # seconds of time.monotonic()


def ask(question: Callable[[redis.Redis], T]) -> T | None:
    """`question` was put to Redis and its answer is returned; None while Redis is away."""
    return None if is_resting() else insist(question)


def insist(question: Callable[[redis.Redis], T]) -> T | None:
    """What `ask` does, even if Redis was away a moment ago: for what must not be left out."""
    try:
        return question(_client())
    except (RedisError, OSError) as error:
        _client_of.cache_clear()
        rest(error)
        return None


def rest(error: Exception) -> None:
    """Pages do without Redis for a moment."""
    logger.warning("No cache while Redis is away: %s", error)
    _Contact.rests_until = time.monotonic() + REST_SECONDS


def is_resting() -> bool:
    """Whether Redis was away a moment ago, so that a page had better not wait for it."""
    return time.monotonic() < _Contact.rests_until


def run_script(client: redis.Redis, text: str, *arguments: str | int) -> Any:
    """What the Lua script answers; Redis is sent its text only if it does not know it yet."""
    try:
        return client.evalsha(_digest(text), 0, *arguments)
    except NoScriptError:
        return client.eval(text, 0, *arguments)


@cache
def _digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _client() -> redis.Redis:
    # Else the first threads would make one each, and those that are dropped close their
    # connections under whoever still has one.
    with _making:
        return _client_of(settings.CACHE_REDIS_URL)


@cache
def _client_of(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_TIMEOUT_SECONDS,
        socket_timeout=ANSWER_TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
    )
