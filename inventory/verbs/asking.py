"""How a verb asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias
from uuid import UUID

from flashsale.redis_clients import REDIS_AWAY
from inventory.errors import StockUnavailable
from inventory.requests import Request
from inventory.shells import loops, threads

Id: TypeAlias = UUID | str


def ask_one(pool_id: Id, request: Request) -> Any:
    """What the verb returns; raises the StockError with which it refuses."""
    (outcome,) = threads.shell().execute(str(pool_id), [request])
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


async def aask_one(pool_id: Id, request: Request) -> Any:
    """What `ask_one` does, for a task of an event loop."""
    outcome = await loops.shell().execute(str(pool_id), request)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


@contextmanager
def redis_errors_as_unavailable() -> Iterator[None]:
    """Inside, a Redis that is away raises StockUnavailable."""
    try:
        yield
    except REDIS_AWAY as error:
        raise StockUnavailable from error
