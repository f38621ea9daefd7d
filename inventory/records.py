"""What the engine knows: pools, holds, claims, movements. Data only.

Times are whole milliseconds of Redis's clock since 1970.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Place(StrEnum):
    """Where a unit can be. OUTSIDE is before it was offered and after it was given back."""

    OUTSIDE = "outside"
    AVAILABLE = "available"
    HELD = "held"
    CLAIMED = "claimed"
    SOLD = "sold"


class ClaimState(StrEnum):
    CLAIMED = "claimed"
    SETTLED = "settled"
    UNCLAIMED = "unclaimed"
    RESTOCKED = "restocked"
    VOID = "void"
    ADDED = "added"  # not an order: an operation of `add_units`, kept so that it is done once


@dataclass(slots=True)
class Pool:
    """The counters and terms of one pool; `units == available + held + claimed + sold`.

    Not frozen, since a draft moves the units of hundreds of requests in a copy of its own.
    """

    units: int
    available: int
    held: int
    claimed: int
    sold: int
    per_buyer_limit: int
    hold_seconds: int
    opens_at: int
    closes_at: int | None
    paused: bool
    closed: bool
    returned: int
    epoch: int
    version: int
    cooldown_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """Units that one buyer may pay for until `expires_at`; `token` tells it from any other."""

    pool_id: str
    buyer: str
    units: int
    token: str
    expires_at: int
    extended: bool = False

    def seconds_left(self, *, now: int) -> int:
        """Whole seconds at `now` (milliseconds since 1970) until it runs out, rounded up."""
        return max(0, -(-(self.expires_at - now) // 1000))


@dataclass(frozen=True, slots=True)
class Claim:
    """What an order has done with a hold. `to_product`: restocked after the pool had closed.

    `extended` is the hold's, so that a claim which is undone gives it no second extension.
    """

    order: str
    buyer: str
    units: int
    token: str
    expires_at: int
    state: ClaimState
    to_product: bool = False
    extended: bool = False


@dataclass(frozen=True, slots=True)
class Movement:
    """`units` went from one place to another, by the write `write_id`, in the pool's `epoch`."""

    kind: str
    units: int
    source: Place
    target: Place
    write_id: str
    epoch: int
    buyer: str = ""
    order: str = ""


def end_of(hold: Hold) -> tuple[int, str]:
    """What the expiry index is sorted by."""
    return (hold.expires_at, hold.buyer)


def net(movements: Iterable[Movement]) -> dict[Place, int]:
    """Place → units that are there, by what the ledger says."""
    units = dict.fromkeys((Place.AVAILABLE, Place.HELD, Place.CLAIMED, Place.SOLD), 0)
    for movement in movements:
        if movement.source is not Place.OUTSIDE:
            units[movement.source] -= movement.units
        if movement.target is not Place.OUTSIDE:
            units[movement.target] += movement.units
    return units


@dataclass(frozen=True, slots=True)
class Earliest:
    """The holds that end first: those with `expires_at` up to `until`, at most `limit`.

    `until` None means all of them.
    """

    until: int | None
    limit: int
    holds: tuple[Hold, ...]

    @property
    def is_cut_off(self) -> bool:
        """There may be more holds than were read."""
        return len(self.holds) >= self.limit

    def may_go_on(self, *, until: int | None) -> bool:
        """There may be more holds that end by `until` than were read."""
        return self.is_cut_off and (until is None or self.holds[-1].expires_at <= until)

    def reaches(self, hold: Hold) -> bool:
        """Every hold that ends before this one was read, if it was there."""
        return not self.is_cut_off or end_of(hold) <= end_of(self.holds[-1])


@dataclass(frozen=True, slots=True)
class Gap:
    """What Redis keeps of a pool that is missing: its version, and who withdrew it when, if any.

    Only who withdrew it last may rebuild it: `withdrawal` is the id of that request.
    """

    version: int = 0
    withdrawal: str = ""
    withdrawn_at: int = 0


NO_GAP = Gap()


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a pool under its WATCH. `live` are buyers whose TTL key exists.

    `rests`: buyer → the millisecond in which the pause after their last hold is over. `gap` is
    read where the pool may be missing, and a request writes or withdraws it.
    """

    pool_id: str
    now: int
    pool: Pool | None
    holds: dict[str, Hold]
    bought: dict[str, int]
    claims: dict[str, Claim]
    live: frozenset[str]
    gap: Gap = NO_GAP
    earliest: Earliest | None = None
    rests: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stock:
    """A pool as a page shows it: as if every hold that ran out had been swept."""

    pool_id: str
    epoch: int
    version: int
    units: int
    available: int
    held: int
    claimed: int
    sold: int
    per_buyer_limit: int
    hold_seconds: int
    opens_at: int
    closes_at: int | None
    paused: bool
    closed: bool
    next_release_at: int | None
    server_time: int
    cooldown_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Balance:
    """A pool's counters and its ledger, at one moment; neither is as if swept.

    `counted` are the counters by place, `moved` what the movements of the pool's present epoch add
    up to. They are equal, unless something is wrong.
    """

    pool_id: str
    epoch: int
    closed: bool
    units: int
    counted: dict[Place, int]
    moved: dict[Place, int]


@dataclass(frozen=True, slots=True)
class Holdings:
    """A buyer's live holds at `server_time`."""

    server_time: int
    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True)
class Reservation:
    """The buyer's hold after a reserve; `changed` is False when it already was enough."""

    hold: Hold
    changed: bool
    server_time: int

    @property
    def seconds_left(self) -> int:
        """Whole seconds until the hold runs out, rounded up."""
        return self.hold.seconds_left(now=self.server_time)
