"""One decision for a group of requests on one pool."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from inventory.errors import PoolMissing, StockError
from inventory.records import Reading
from inventory.requests import (
    AddUnits,
    ClosePool,
    Extend,
    MakeClaim,
    OpenPool,
    RebuildPool,
    Release,
    ReleaseSome,
    Request,
    Reschedule,
    Reserve,
    Restock,
    SetCooldown,
    SetLimit,
    SetPaused,
    Settle,
    SetUnits,
    SweepExpired,
    Unclaim,
    Withdraw,
)
from inventory.rules import claims, holds, pools
from inventory.rules.draft import Draft, Writes

Outcome: TypeAlias = Any
"""What a verb returns, or the StockError with which it refuses."""

NEEDS_NO_POOL = (OpenPool, RebuildPool, Withdraw)

RULES: dict[type[Request], Callable[[Draft, Any], Outcome]] = {
    Reserve: holds.reserve,
    SetUnits: holds.set_units,
    Extend: holds.extend,
    Release: holds.release,
    ReleaseSome: holds.release_some,
    SweepExpired: holds.sweep_expired,
    MakeClaim: claims.claim,
    Unclaim: claims.unclaim,
    Settle: claims.settle,
    Restock: claims.restock,
    OpenPool: pools.open_pool,
    RebuildPool: pools.rebuild,
    Withdraw: pools.withdraw,
    SetPaused: pools.set_paused,
    Reschedule: pools.reschedule,
    SetLimit: pools.set_limit,
    SetCooldown: pools.set_cooldown,
    AddUnits: pools.add_units,
    ClosePool: pools.close_pool,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome for each request, in their order, and the one transaction that makes it so."""

    outcomes: tuple[Outcome, ...]
    writes: Writes


def decide(reading: Reading, requests: Sequence[Request]) -> Decision:
    """Each request is granted or refused, one after the other, on the state that was read.

    A refusal is an outcome, not an exception, and changes nothing but to expire what ran out.
    Raises MoreHoldsNeeded where holds have to be read before the group can be decided; the
    caller reads them under the same WATCH and asks again.
    """
    draft = Draft(reading)
    return Decision(tuple(_outcome(draft, request) for request in requests), draft.writes)


def _outcome(draft: Draft, request: Request) -> Outcome:
    if not draft.exists and not isinstance(request, NEEDS_NO_POOL):
        return PoolMissing(draft.reading.pool_id)
    try:
        return RULES[type(request)](draft, request)
    except StockError as refusal:
        return refusal
