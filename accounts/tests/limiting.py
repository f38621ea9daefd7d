"""Limits for tests: chosen ones, and time that has passed for them."""

import redis
from django.conf import settings as real_settings
from pytest_django import Settings

from flashsale.limit_settings import Rate

MS = 1000


def limit(settings: Settings, **rates: Rate) -> None:
    """Limits are on, and these rates are what their names say: `LOGIN_PER_ADDRESS=Rate(3, 60)`."""
    settings.RATE_LIMITS = True
    chosen = {f"LIMIT_{name}": (rate,) for name, rate in rates.items()}
    assert set(chosen) <= set(real_settings.LIMITS)
    settings.LIMITS = {**real_settings.LIMITS, **chosen}


def pass_time(seconds: float) -> None:
    """Everything that was counted was counted so much earlier."""
    with redis.Redis.from_url(real_settings.CACHE_REDIS_URL) as client:
        for key in client.scan_iter("limit:*"):
            moved = [int(moment) - int(seconds * MS) for moment in client.lrange(key, 0, -1)]
            left = client.pttl(key) - int(seconds * MS)
            client.delete(key)
            if left > 0:
                client.rpush(key, *moved)
                client.pexpire(key, left)


def counted(pattern: str = "*") -> dict[str, int]:
    """Key without its `limit:` → how many requests count."""
    with redis.Redis.from_url(real_settings.CACHE_REDIS_URL) as client:
        keys = [key.decode() for key in client.scan_iter(f"limit:{pattern}")]
        return {key.removeprefix("limit:"): client.llen(key) for key in keys}
