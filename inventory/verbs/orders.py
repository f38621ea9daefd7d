"""Verbs of an order: from hold to sale, and back."""

from inventory.records import Claim, ClaimState
from inventory.requests import MakeClaim, Restock, Settle, Unclaim
from inventory.verbs.asking import Id, ask_one


def claim(pool_id: Id, *, order: Id, buyer: Id, units: int, token: str) -> Claim:
    """The order owns the buyer's hold of exactly `units` with `token`; no clock ends it any more.

    Watches the TTL key too, so that no claim commits after its hold's time:

        1. claim reads: the hold has a millisecond left, its TTL key exists
        2. the millisecond passes: Redis deletes the watched key
        3. EXEC answers nil; the next try finds the hold dead and raises HoldExpired

    Reads and writes the hold, `stock:{pool}:orders`, `stock:{pool}:bought`, counters, ledger.
    Raises HoldExpired, HoldChanged, ClaimRefused (the order gave its claim up before).
    """
    request = MakeClaim(order=str(order), buyer=str(buyer), units=units, token=token)
    made: Claim = ask_one(pool_id, request)
    return made


def unclaim(pool_id: Id, *, order: Id) -> ClaimState:
    """The order owns nothing here and never will.

    Its units are held by the buyer again while that hold would still run, else free. An order
    without a claim is marked void: a claim that arrives late is refused. Raises ClaimRefused
    once the claim is settled (`restock` undoes that).
    """
    state: ClaimState = ask_one(pool_id, Unclaim(order=str(order)))
    return state


def settle(pool_id: Id, *, order: Id) -> ClaimState:
    """The order's claimed units are sold. Raises ClaimRefused where it has no claim."""
    state: ClaimState = ask_one(pool_id, Settle(order=str(order)))
    return state


def restock(pool_id: Id, *, order: Id) -> ClaimState:
    """The order's units are for sale again; a claim that was not settled is unclaimed.

    Raises PoolClosed, with the units, once the pool is closed: they have left it and belong to
    the product. It does so each time; the caller returns them once.
    """
    state: ClaimState = ask_one(pool_id, Restock(order=str(order)))
    return state
