"""Verbs of a buyer's hold, and of the sweep."""

import asyncio

from flashsale.redis_clients import ask_server_of, stock_client
from inventory import keys
from inventory.errors import BadQuantity, NotExtendable, PoolMissing
from inventory.reading import milliseconds
from inventory.records import Reservation
from inventory.requests import (
    Extend,
    Release,
    ReleaseSome,
    Reserve,
    SetUnits,
    SweepExpired,
    new_write_id,
)
from inventory.verbs.asking import Id, aask_one, ask_one, redis_errors_as_unavailable

LARGEST_QUANTITY = 1_000
BATCH = 500


def reserve(pool_id: Id, *, buyer: Id, units: int) -> Reservation:
    """The buyer holds at least `units` for the pool's hold time, which a repeat doesn't restart.

    Reads the buyer's hold, purchases and pause; writes `buyer:<buyer>:pools` first, then the hold,
    its expiry, its TTL key, the counters and the ledger.

    Raises, in this order: BadQuantity, PoolMissing, NotOpen, SaleEnded, SalePaused, Cooldown
    (where there is no live hold), PurchaseLimit, OutOfStock.
    """
    try:
        reservation: Reservation = ask_one(pool_id, _reserve(buyer, units))
    except PoolMissing:
        _forget(buyer, pool_id)
        raise
    return reservation


async def areserve(pool_id: Id, *, buyer: Id, units: int) -> Reservation:
    """What `reserve` does, for a task of an event loop."""
    try:
        reservation: Reservation = await aask_one(pool_id, _reserve(buyer, units))
    except PoolMissing:
        await asyncio.to_thread(_forget, buyer, pool_id)
        raise
    return reservation


def set_units(pool_id: Id, *, buyer: Id, units: int) -> Reservation:
    """The buyer's live hold has exactly `units`; its clock runs on.

    Watches the TTL key too. Raises what `reserve` raises, and HoldExpired without a live hold.
    """
    _check_quantity(units)
    reservation: Reservation = ask_one(pool_id, SetUnits(buyer=str(buyer), units=units))
    return reservation


def extend(pool_id: Id, *, buyer: Id, seconds: int) -> Reservation:
    """The buyer's live hold ends `seconds` later, once a hold; `changed` is False the next time.

    What an order gives back when it is undone stays extended, if it was. Watches the TTL key too.
    Raises NotExtendable where `seconds` is not above 0, HoldExpired without a live hold.
    """
    if seconds <= 0:
        raise NotExtendable
    reservation: Reservation = ask_one(pool_id, Extend(buyer=str(buyer), seconds=seconds))
    return reservation


def release(pool_id: Id, *, buyer: Id) -> int:
    """The buyer holds nothing in the pool; returns the units that came back (0: there was none).

    Writes, where a hold was let go and the pool has a cooldown, the buyer's pause too.
    """
    return int(ask_one(pool_id, Release(buyer=str(buyer))))


def release_all(pool_id: Id) -> int:
    """Every hold in the pool was let go; returns the units. Meant for a cancelled, closed sale."""
    return _in_batches(pool_id, ReleaseSome)


def sweep_expired(pool_id: Id) -> int:
    """Every hold that ran out is free again; returns the units.

    A pool in which none ran out is only looked at: nothing is watched or written.
    """
    expiry = keys.expiry(str(pool_id))
    with redis_errors_as_unavailable():
        now = milliseconds(ask_server_of(expiry, "TIME"))
        due = stock_client().zrangebyscore(expiry, "-inf", now, 0, 1)
    return _in_batches(pool_id, SweepExpired) if due else 0


def _in_batches(pool_id: Id, request: type[SweepExpired] | type[ReleaseSome]) -> int:
    total = 0
    while units := int(ask_one(pool_id, request(limit=BATCH))):
        total += units
    return total


def _reserve(buyer: Id, units: int) -> Reserve:
    """The request; a hold's token is the beginning of the id of the write that made it."""
    _check_quantity(units)
    write_id = new_write_id()
    return Reserve(buyer=str(buyer), units=units, write_id=write_id, token=write_id[:16])


def _check_quantity(units: int) -> None:
    if isinstance(units, bool) or not isinstance(units, int) or not 1 <= units <= LARGEST_QUANTITY:
        raise BadQuantity


def _forget(buyer: Id, pool_id: Id) -> None:
    """A pool that isn't there leaves nothing behind, however many are made up.

    One that is to be rebuilt isn't forgotten where the buyer's hold will come back with it.
    """
    with redis_errors_as_unavailable():
        if not stock_client().hexists(keys.holds(str(pool_id)), str(buyer)):
            stock_client().srem(keys.pools_of(str(buyer)), str(pool_id))
