"""Verbs that only look."""

from collections.abc import Sequence

from flashsale.redis_clients import stock_client
from inventory import stock_reading
from inventory.errors import PoolMissing
from inventory.records import Holdings, Stock
from inventory.verbs.asking import Id, redis_errors_as_unavailable


def stock(pool_id: Id) -> Stock:
    """The pool as if every hold that ran out had been swept. Raises PoolMissing."""
    found = stocks([pool_id])[str(pool_id)]
    if found is None:
        raise PoolMissing(str(pool_id))
    return found


def stocks(pool_ids: Sequence[Id]) -> dict[str, Stock | None]:
    """pool → stock, None where Redis doesn't know the pool. Raises StockUnavailable."""
    if not pool_ids:
        return {}
    with redis_errors_as_unavailable():
        return stock_reading.read_stocks(stock_client(), [str(pool_id) for pool_id in pool_ids])


def holds_of(buyer: Id) -> Holdings:
    """The buyer's live holds in all pools, the one that ends first first.

    Reads `buyer:<buyer>:pools` and repairs it. Raises StockUnavailable.
    """
    with redis_errors_as_unavailable():
        return stock_reading.read_holdings(stock_client(), str(buyer))
