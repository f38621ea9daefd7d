"""Verbs of whole pools: staff and sales use them."""

from collections.abc import Iterable

from inventory.records import Claim, Stock
from inventory.requests import (
    AddUnits,
    ClosePool,
    OpenPool,
    RebuildPool,
    Reschedule,
    SetLimit,
    SetPaused,
    Terms,
)
from inventory.verbs.asking import Id, ask_one
from inventory.verbs.reading import stock


def open_pool(
    pool_id: Id, *, units: int, per_buyer_limit: int, hold_seconds: int,
    opens_at: int, closes_at: int | None, epoch: int = 1, paused: bool = False,
) -> Stock:  # fmt: skip
    """The pool exists; one that existed already is left as it was. Returns its stock.

    Reads and writes `stock:{pool}`, writes the ledger, removes what may be left of a lost pool.
    """
    terms = Terms(
        per_buyer_limit=per_buyer_limit, hold_seconds=hold_seconds,
        opens_at=opens_at, closes_at=closes_at, paused=paused, epoch=epoch,
    )  # fmt: skip
    ask_one(pool_id, OpenPool(units=units, terms=terms))
    return stock(pool_id)


def rebuild_pool(
    pool_id: Id, *, units: int, terms: Terms, claims: Iterable[Claim], force: bool = False
) -> bool:
    """The pool is as the database knows it: `claims` are claimed or settled, holds are void.

    A pool that exists is left alone and False returned, unless `force`. Reads the ledger. Writes
    every key of the pool but the TTL keys, which mean nothing without their holds. Where Redis
    knew no pool, what may be left of it, ledger included, is removed.
    """
    request = RebuildPool(units=units, terms=terms, claims=tuple(claims), force=force)
    return bool(ask_one(pool_id, request))


def pause(pool_id: Id) -> None:
    """New holds are refused with SalePaused; those that live may be paid. Writes `stock:{pool}`."""
    ask_one(pool_id, SetPaused(paused=True))


def resume(pool_id: Id) -> None:
    """A pause is over. Writes `stock:{pool}`."""
    ask_one(pool_id, SetPaused(paused=False))


def reschedule(pool_id: Id, *, opens_at: int, closes_at: int | None) -> None:
    """The pool takes new holds from `opens_at` until before `closes_at`. Writes `stock:{pool}`."""
    ask_one(pool_id, Reschedule(opens_at=opens_at, closes_at=closes_at))


def set_limit(pool_id: Id, *, per_buyer_limit: int) -> None:
    """A buyer may have this many units, counting holds and purchases. Writes `stock:{pool}`."""
    ask_one(pool_id, SetLimit(per_buyer_limit=per_buyer_limit))


def add_units(pool_id: Id, *, units: int, operation: Id) -> bool:
    """The pool offers `units` more; negative takes free ones away. Once an `operation`.

    Returns False where the operation was done before. Reads and writes `stock:{pool}` and
    `stock:{pool}:orders`, writes the ledger. Raises OutOfStock when fewer are free, PoolClosed.
    """
    return bool(ask_one(pool_id, AddUnits(units=units, operation=str(operation))))


def close_pool(pool_id: Id) -> int:
    """Nothing more is sold from the pool; returns how many free units have left it.

    Repeated, it returns the same number. Raises PoolBusy while units are held or claimed.
    Reads the expiry and the holds; writes `stock:{pool}`, dead holds, the ledger.
    """
    return int(ask_one(pool_id, ClosePool()))
