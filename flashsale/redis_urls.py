"""The addresses of the Redis servers, checked when the settings are read."""

from django.core.exceptions import ImproperlyConfigured

from flashsale.wire.urls import parts_of


def stock_url(url: str) -> str:
    """The URL, which names one Redis, a cluster or Sentinel. Raises ImproperlyConfigured."""
    try:
        parts_of(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"STOCK_REDIS_URL: {error}.") from error
    return url


def one_server_url(name: str, url: str) -> str:
    """The URL, which is no cluster's and not Sentinel's. Raises ImproperlyConfigured.

    They are for the stock engine: Celery and the cache are told theirs in words of their own.
    """
    if url.startswith(("redis+", "rediss+")):
        raise ImproperlyConfigured(
            f"{name}: only STOCK_REDIS_URL may name a cluster or Sentinel."
            " redis://host:port/db is expected."
        )
    return url
