"""After a run: the pools hold exactly what was told, and their units add up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from flashsale.redis_clients import stock_client
from inventory import codec, keys
from inventory.bench.failing import BenchFailed

BATCH = 1_000


def held_before(pool_ids: Iterable[str]) -> dict[str, int]:
    """pool → how many hold in it."""
    client = stock_client()
    return {pool_id: int(client.hlen(keys.holds(pool_id))) for pool_id in pool_ids}


def check(told: Mapping[str, Sequence[str]], *, before: Mapping[str, int]) -> None:
    """In each pool hold those who held `before`, and those who were told so since; nobody else.

    Raises BenchFailed where somebody was told wrongly, or the counters say something else.
    """
    for pool_id, count in before.items():
        buyers = told.get(pool_id, ())
        _check_counters(pool_id, held=count + len(buyers))
        missing = len(buyers) - sum(_found(pool_id, buyers))
        if missing:
            raise BenchFailed(f"{missing:,} were told that they hold in {pool_id}, and do not.")


def _check_counters(pool_id: str, *, held: int) -> None:
    client = stock_client()
    fields: Any = client.hgetall(keys.pool(pool_id))
    pool = codec.pool_from_fields(fields)
    if pool is None:
        raise BenchFailed(f"{pool_id} is gone: somebody else emptied this Redis.")
    if pool.units != pool.available + pool.held + pool.claimed + pool.sold:
        raise BenchFailed(f"The units of {pool_id} do not add up: {pool}")
    found = (pool.held, client.hlen(keys.holds(pool_id)), client.zcard(keys.expiry(pool_id)))
    if set(found) != {held}:
        raise BenchFailed(
            f"{held:,} hold in {pool_id} by what was told, {found[0]:,} by its counters,"
            f" {found[1]:,} by its holds and {found[2]:,} by their ends."
        )


def _found(pool_id: str, buyers: Sequence[str]) -> Iterator[int]:
    """How many of each batch hold something."""
    rest = iter(buyers)
    while batch := list(islice(rest, BATCH)):
        holds = stock_client().hmget(keys.holds(pool_id), batch)
        yield sum(hold is not None for hold in holds)
