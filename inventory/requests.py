"""What can be asked of a pool, one class a verb. `write_id` names the write in the ledger."""

import os
import random
from dataclasses import dataclass, field

from inventory.records import Claim

# Of its own: nobody else's seed may repeat an id, and no forked process its parent's.
_random = random.Random()
os.register_at_fork(after_in_child=_random.seed)


def new_write_id() -> str:
    """128 random bits; unique, and no secret."""
    return f"{_random.getrandbits(128):032x}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    write_id: str = field(default_factory=new_write_id)


@dataclass(frozen=True, kw_only=True, slots=True)
class BuyerRequest(Request):
    buyer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OrderRequest(Request):
    order: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reserve(BuyerRequest):
    units: int
    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SetUnits(BuyerRequest):
    units: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Extend(BuyerRequest):
    seconds: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Release(BuyerRequest):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class MakeClaim(OrderRequest):
    buyer: str
    units: int
    token: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unclaim(OrderRequest):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class Settle(OrderRequest):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class Restock(OrderRequest):
    pass


@dataclass(frozen=True, kw_only=True, slots=True)
class SweepExpired(Request):
    limit: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseSome(Request):
    """Let go of the `limit` holds that end first, live or not."""

    limit: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """Under which terms a pool sells."""

    per_buyer_limit: int
    hold_seconds: int
    opens_at: int
    closes_at: int | None
    paused: bool
    epoch: int
    cooldown_seconds: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenPool(Request):
    units: int
    terms: Terms


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdraw(Request):
    """Make the pool missing until whoever asks has rebuilt it.

    One that is there is left alone, unless its epoch is at most `up_to_epoch`; one that was
    withdrawn less than `patience_ms` ago is left to whoever did it.
    """

    up_to_epoch: int | None
    patience_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RebuildPool(Request):
    """Write the pool that `withdrawal` has withdrawn anew, from what the database knows.

    `returned`: the pool is closed, and so many units have left it.
    """

    withdrawal: str
    units: int
    terms: Terms
    claims: tuple[Claim, ...]
    returned: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SetPaused(Request):
    paused: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Reschedule(Request):
    opens_at: int
    closes_at: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class SetLimit(Request):
    per_buyer_limit: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SetCooldown(Request):
    cooldown_seconds: int


@dataclass(frozen=True, kw_only=True, slots=True)
class AddUnits(Request):
    """`operation` makes it idempotent; negative `units` take free ones away."""

    units: int
    operation: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosePool(Request):
    pass
