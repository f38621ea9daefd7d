"""How a verb asks the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias
from uuid import UUID

from redis.exceptions import RedisError

from inventory.driver import execute
from inventory.errors import StockError, StockUnavailable
from inventory.requests import Request

Id: TypeAlias = UUID | str


def ask_one(pool_id: Id, request: Request) -> Any:
    """What the verb returns; raises the StockError with which it refuses."""
    (outcome,) = execute(str(pool_id), [request])
    if isinstance(outcome, StockError):
        raise outcome
    return outcome


@contextmanager
def redis_errors_as_unavailable() -> Iterator[None]:
    """Inside, a Redis that is away raises StockUnavailable."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise StockUnavailable from error
