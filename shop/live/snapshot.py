"""The count of a sale as the contract writes it: for `stock.json` and for the websocket."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from flashsale import clock
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from shop.phases import phase, schedule_of_pools

Payload: TypeAlias = dict[str, Any]


def read(slug: str, pool_ids: Sequence[str]) -> Payload:
    """The present snapshot of the sale whose pools these are.

    Raises StockUnavailable while Redis is away, PoolMissing when it does not know a pool.
    """
    return build(slug, present(inventory.stocks(pool_ids)))


def present(stocks: Mapping[str, inventory.Stock | None]) -> list[inventory.Stock]:
    """All the stocks, if there are all; else raises PoolMissing."""
    found = []
    for pool_id, stock in stocks.items():
        if stock is None:
            raise inventory.PoolMissing(pool_id)
        found.append(stock)
    return found


def build(slug: str, stocks: Sequence[inventory.Stock]) -> Payload:
    """The snapshot. Its phase comes from the pools alone: the database isn't asked."""
    now = max(stock.server_time for stock in stocks)
    return {
        "sale": slug,
        "phase": phase(schedule_of_pools(stocks), now=now, stocks=stocks),
        "server_time": clock.iso(clock.from_ms(now)),
        "items": {stock.pool_id: _item(stock) for stock in stocks},
    }


def unavailable(away: FlashSaleError) -> Payload:
    """What is said while the stock can't be read."""
    return error(away.code, away.message)


def error(code: str, message: str) -> Payload:
    """A refusal as the contract writes it."""
    return {"error": {"code": code, "message": message}}


def _item(stock: inventory.Stock) -> Payload:
    release = stock.next_release_at
    return {
        "epoch": stock.epoch,
        "version": stock.version,
        "units": stock.units,
        "available": stock.available,
        "held": stock.held + stock.claimed,
        "sold": stock.sold,
        "next_release_at": None if release is None else clock.iso(clock.from_ms(release)),
    }
