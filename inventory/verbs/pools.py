"""Verbs of whole pools: staff and sales use them."""

from collections.abc import Iterable

from inventory.records import Claim, Stock
from inventory.requests import (
    AddUnits,
    ClosePool,
    OpenPool,
    RebuildPool,
    Reschedule,
    SetCooldown,
    SetLimit,
    SetPaused,
    Terms,
    Withdraw,
)
from inventory.verbs.asking import Id, ask_one
from inventory.verbs.reading import stock


def open_pool(
    pool_id: Id, *, units: int, per_buyer_limit: int, hold_seconds: int,
    opens_at: int, closes_at: int | None, epoch: int = 1, paused: bool = False,
    cooldown_seconds: int = 0,
) -> Stock:  # fmt: skip
    """The pool exists; one that existed already is left as it was. Returns its stock.

    Reads and writes `stock:{pool}`, writes the ledger, removes what may be left of a lost pool but
    for its ledger: so `epoch` must be one that no pool of this id has had.
    """
    terms = Terms(
        per_buyer_limit=per_buyer_limit, hold_seconds=hold_seconds,
        opens_at=opens_at, closes_at=closes_at, paused=paused, epoch=epoch,
        cooldown_seconds=cooldown_seconds,
    )  # fmt: skip
    ask_one(pool_id, OpenPool(units=units, terms=terms))
    return stock(pool_id)


def withdraw_pool(
    pool_id: Id, *, up_to_epoch: int | None = None, patience_ms: int = 0
) -> str | None:
    """The pool is missing until it is rebuilt; returns what `rebuild_pool` needs for that.

    A pool that is there is left alone and None returned, unless its epoch is at most
    `up_to_epoch`. So is one that somebody else has withdrawn less than `patience_ms` ago, to
    rebuild it. Reads and writes `stock:{pool}`, which keeps its version; nothing else is touched.
    """
    request = Withdraw(up_to_epoch=up_to_epoch, patience_ms=patience_ms)
    withdrawal: str | None = ask_one(pool_id, request)
    return withdrawal


def rebuild_pool(
    pool_id: Id, *, withdrawal: str, units: int, terms: Terms, claims: Iterable[Claim],
    returned: int | None = None,
) -> bool:  # fmt: skip
    """The withdrawn pool is as the database knows it, in an epoch of its own.

    `claims` are what orders did with their holds; holds that Redis still has are kept, if they
    can be paid, as far as there are units. `returned`: the pool is closed, and so many units have
    left it.

    Returns False, and leaves everything as it is, where the pool is there, or was withdrawn again
    since `withdrawal`: what the caller has read in the database may be old by then.

        1. A withdraws the pool, reads the orders, and is slow
        2. B withdraws it again, reads, and writes it: it sells
        3. somebody withdraws it for a third time; A comes, and must not write what it read in 1

    Reads every hold with its TTL key, and the orders of claims that are not settled. Writes every
    key of the pool, TTL keys too; to the ledger it adds.
    """
    request = RebuildPool(
        withdrawal=withdrawal, units=units, terms=terms, claims=tuple(claims), returned=returned
    )
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


def set_cooldown(pool_id: Id, *, cooldown_seconds: int) -> None:
    """Who lets a hold go, or run out, may hold again after so long. Writes `stock:{pool}`.

    Pauses that have begun stay as they were told; with 0 they are over at once.
    """
    ask_one(pool_id, SetCooldown(cooldown_seconds=cooldown_seconds))


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
