"""Pools of the bench's own: opened for a run, and gone after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from flashsale.redis_clients import stock_client
from inventory import api
from inventory.bench import names
from inventory.bench.holding import hold_in_bulk
from inventory.reading import milliseconds

UNITS = 100_000_000
LIMIT = 5
HOLD_SECONDS = 7_200
COOLDOWN_SECONDS = 10
KEYS_AT_ONCE = 2_000


@contextmanager
def own_pools(
    count: int = 1, *, held: int = 0, sold_out: bool = False
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Inside, `count` open pools, each with `held` live holds, or sold out; afterwards, nothing.

    Yields the name of the run, and the pools.
    """
    run = names.new_run()
    try:
        pool_ids = tuple(names.pool_id(run, number) for number in range(count))
        for pool_id in pool_ids:
            open_pool(pool_id, units=1 if sold_out else UNITS)
            if sold_out:
                _sell(pool_id, run)
            elif held:
                hold_in_bulk(pool_id, run, count=held)
        yield run, pool_ids
    finally:
        remove(run)


def open_pool(pool_id: str, *, units: int = UNITS) -> None:
    """The pool sells, without an end."""
    now = milliseconds(stock_client().time())
    api.open_pool(
        pool_id, units=units, per_buyer_limit=LIMIT, hold_seconds=HOLD_SECONDS,
        opens_at=now - 1, closes_at=None, cooldown_seconds=COOLDOWN_SECONDS,
    )  # fmt: skip


def remove(run: str) -> None:
    """No key has the name of the run in it any more, whoever made it."""
    client = stock_client()
    batch: list[bytes] = []
    for key in client.scan_iter(match=f"*{run}*", count=KEYS_AT_ONCE):
        batch.append(key)
        if len(batch) >= KEYS_AT_ONCE:
            client.unlink(*batch)
            batch.clear()
    if batch:
        client.unlink(*batch)


def _sell(pool_id: str, run: str) -> None:
    """The one unit of the pool is sold: nothing is free, and nothing is held."""
    buyer = names.buyer(0, names.buyer_ending(run, lap=names.IN_BULK))
    hold = api.reserve(pool_id, buyer=buyer, units=1).hold
    api.claim(pool_id, order=buyer, buyer=buyer, units=1, token=hold.token)
    api.settle(pool_id, order=buyer)
