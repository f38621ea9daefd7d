"""A pool in memory, for the pure rules: what a shell would read, and what its EXEC would leave.

It reads no more than `inventory.reading.plan` asks for, so that a rule which needs more than
the protocol reads is found here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from inventory import reading
from inventory.records import (
    NO_GAP,
    Claim,
    ClaimState,
    Earliest,
    Gap,
    Hold,
    Movement,
    Place,
    Pool,
    Reading,
    net,
)
from inventory.requests import Request, Terms
from inventory.rules import Decision, MoreHoldsNeeded, Outcome, Writes, decide

POOL = "pool"
NOW = 1_000_000
HOLD_SECONDS = 600
LATER = NOW + 300_000
TERMS = Terms(
    per_buyer_limit=5, hold_seconds=HOLD_SECONDS, opens_at=NOW - 1_000, closes_at=None,
    paused=False, epoch=1,
)  # fmt: skip


@dataclass
class Shelf:
    """The pool's keys as Python values. `without_ttl` are buyers whose TTL key is gone early."""

    pool: Pool | None = None
    holds: dict[str, Hold] = field(default_factory=dict)
    bought: dict[str, int] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)
    without_ttl: set[str] = field(default_factory=set)
    now: int = NOW
    gap: Gap = NO_GAP
    reads: list[Earliest] = field(default_factory=list)
    rests: dict[str, int] = field(default_factory=dict)

    def ask(self, *requests: Request) -> tuple[Outcome, ...]:
        """The requests are decided as one group and written; returns their outcomes."""
        decision = self.decide(requests)
        self._write(decision.writes)
        return decision.outcomes

    def ask_one(self, request: Request) -> Outcome:
        (outcome,) = self.ask(request)
        return outcome

    def decide(self, requests: Sequence[Request]) -> Decision:
        """What the rules decide, reading more holds as often as they ask for it."""
        seen = self._read(requests)
        while True:
            try:
                return decide(seen, requests)
            except MoreHoldsNeeded as needed:
                earliest = self._earliest(until=needed.until, limit=needed.limit)
            if earliest in self.reads[-1:] and seen.earliest == earliest:
                raise AssertionError(f"the same holds are asked for again: {earliest}")
            self.reads.append(earliest)
            holds = {hold.buyer: hold for hold in earliest.holds}
            live = {one for one in holds if earliest.until is None and self._has_ttl_key(one)}
            seen = replace(
                seen, earliest=earliest, holds={**holds, **seen.holds}, live=seen.live | live
            )

    def counters(self) -> tuple[int, int, int, int, int]:
        """units, available, held, claimed, sold."""
        pool = self.pool
        if pool is None:
            return (0, 0, 0, 0, 0)
        return (pool.units, pool.available, pool.held, pool.claimed, pool.sold)

    def state(self) -> tuple[object, ...]:
        """Everything but the version and the ledger, to be compared."""
        pool = replace(self.pool, version=0) if self.pool else None
        gap = replace(self.gap, version=0)
        return (pool, gap, self.holds, self.bought, self.claims, self.without_ttl, self.rests)

    def copy(self) -> "Shelf":
        return Shelf(
            self.pool, dict(self.holds), dict(self.bought), dict(self.claims),
            list(self.movements), set(self.without_ttl), self.now, self.gap,
            rests=dict(self.rests),
        )  # fmt: skip

    def check(self) -> None:
        """The counters are what the records beside them, and the ledger, add up to.

        What is beside a pool that is missing means nothing.
        """
        if self.pool is None:
            return
        units, available, held, claimed, sold = self.counters()
        assert units == available + held + claimed + sold
        assert min(units, available, held, claimed, sold) >= 0
        assert held == sum(hold.units for hold in self.holds.values())
        assert claimed == self._units_in(ClaimState.CLAIMED)
        assert sold == self._units_in(ClaimState.SETTLED)
        assert self.bought == self._bought_by_claims()
        epoch = self.pool.epoch
        assert net(movement for movement in self.movements if movement.epoch == epoch) == {
            Place.AVAILABLE: available, Place.HELD: held, Place.CLAIMED: claimed, Place.SOLD: sold,
        }  # fmt: skip

    def _units_in(self, state: ClaimState) -> int:
        return sum(claim.units for claim in self.claims.values() if claim.state is state)

    def _bought_by_claims(self) -> dict[str, int]:
        owned: dict[str, int] = {}
        for claim in self.claims.values():
            if claim.state in (ClaimState.CLAIMED, ClaimState.SETTLED):
                owned[claim.buyer] = owned.get(claim.buyer, 0) + claim.units
        return owned

    def _read(self, requests: Sequence[Request]) -> Reading:
        plan = reading.plan(POOL, requests)
        claims = {order: self.claims[order] for order in plan.orders if order in self.claims}
        seen = Reading(
            pool_id=POOL, now=self.now, pool=self.pool, holds={}, bought={}, claims=claims,
            live=frozenset(buyer for buyer in plan.ttl_buyers if self._has_ttl_key(buyer)),
            gap=self.gap if plan.needs_gap else NO_GAP,
        )  # fmt: skip
        of_claims = reading.buyers_of_claims(seen)
        buyers = {*plan.buyers, *of_claims}
        asked_until_when = {*plan.reserving, *of_claims}
        return replace(
            seen,
            holds={buyer: self.holds[buyer] for buyer in buyers if buyer in self.holds},
            bought={buyer: self.bought[buyer] for buyer in buyers if buyer in self.bought},
            rests={buyer: self.rests[buyer] for buyer in asked_until_when if buyer in self.rests},
        )

    def _has_ttl_key(self, buyer: str) -> bool:
        hold = self.holds.get(buyer)
        return hold is not None and hold.expires_at > self.now and buyer not in self.without_ttl

    def _earliest(self, *, until: int | None, limit: int) -> Earliest:
        due = [hold for hold in self.holds.values() if until is None or hold.expires_at <= until]
        due.sort(key=lambda hold: (hold.expires_at, hold.buyer))
        return Earliest(until, limit, tuple(due[:limit]))

    def _write(self, writes: Writes) -> None:
        if not writes:
            assert writes == Writes()
            return
        if writes.replace:
            self.holds, self.bought, self.claims = {}, {}, {}
        assert (writes.pool is None) != (writes.gap is None)
        self.pool = writes.pool and replace(writes.pool, version=writes.pool.version + 1)
        self.gap = writes.gap or NO_GAP
        for buyer, hold in writes.holds.items():
            self.without_ttl.discard(buyer)
            _put(self.holds, buyer, hold)
        for buyer, units in writes.bought.items():
            _put(self.bought, buyer, units or None)
        self.claims.update(writes.claims)
        self.rests.update(writes.rests)
        self.movements.extend(writes.movements)


def _put(values: dict, name: str, value: object) -> None:
    if value is None:
        values.pop(name, None)
    else:
        values[name] = value
