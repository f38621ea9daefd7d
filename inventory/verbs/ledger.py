"""The ledger: read, carried to the database, and held against the counters."""

from collections.abc import Sequence

from flashsale.redis_clients import stock_client
from inventory.ledger import balancing, carrying, rows, stream
from inventory.records import Balance, Movement
from inventory.verbs.asking import Id, redis_errors_as_unavailable


def movements(pool_id: Id, *, count: int = 100) -> list[Movement]:
    """The pool's latest `count` movements, newest first, wherever they are kept.

    Reads `stock:{pool}:ledger` and, where that has fewer, the database. Raises StockUnavailable.
    """
    with redis_errors_as_unavailable():
        in_redis = stream.newest(stock_client(), str(pool_id), count=count)
    if len(in_redis) >= count:
        return [entry.movement for entry in in_redis]
    carried = rows.newest(str(pool_id), count=count)
    entries = {entry.position: entry for entry in (*carried, *in_redis)}
    return [entries[position].movement for position in sorted(entries, reverse=True)[:count]]


def carry_movements(pool_ids: Sequence[Id]) -> int:
    """The database has all movements of these pools; returns how many were new to it.

    From `stock:{pool}:ledger`, entries that the database has are removed a minute after their
    write. A pool that fails is logged and does not stop the others. Raises StockUnavailable.
    """
    with redis_errors_as_unavailable():
        return carrying.carry(stock_client(), [str(pool_id) for pool_id in pool_ids])


def balances(pool_ids: Sequence[Id]) -> dict[str, Balance | None]:
    """pool → its counters, and what its movements add up to; None where Redis has no such pool.

    Raises StockUnavailable.
    """
    with redis_errors_as_unavailable():
        return balancing.balances(stock_client(), [str(pool_id) for pool_id in pool_ids])
