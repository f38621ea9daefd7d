"""Work that two workers may be asked to do at once, and of which one doing it is enough.

Nothing that must be right rests on it: it spares the second mail, and threads that would wait.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

LONGEST_SECONDS = 60


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether nobody else is at it: two workers that got the same task send one mail.

    Whoever dies over it is in nobody's way after LONGEST_SECONDS. While Redis is away, everybody
    is alone: rather two mails than none.
    """
    try:
        is_alone = cache.add(name, 1, timeout=LONGEST_SECONDS)
    except (RedisError, OSError):
        yield True
        return
    try:
        yield is_alone
    finally:
        if is_alone:
            _done(name)


def _done(name: str) -> None:
    try:
        cache.delete(name)
    except (RedisError, OSError):
        logger.warning("%s: is free again in %s seconds.", name, LONGEST_SECONDS)
