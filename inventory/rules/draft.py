"""A pool as it will be once the requests decided so far are written."""

from dataclasses import dataclass, field, replace

from inventory.records import Claim, Earliest, Gap, Hold, Movement, Place, Pool, Reading
from inventory.requests import Request


class MoreHoldsNeeded(Exception):
    """A request can't be decided before the holds that end first have been read.

    `until` bounds their `expires_at` (None: all), `limit` their number.
    """

    def __init__(self, *, until: int | None, limit: int) -> None:
        super().__init__(until, limit)
        self.until = until
        self.limit = limit


NO_HOLDS = Earliest(until=None, limit=1, holds=())


@dataclass(slots=True)
class Writes:
    """What one transaction changes. Values are what the key holds afterwards; None removes.

    `rests`: buyer → the millisecond from which they may hold anew.
    `replace` empties the pool's keys first (a pool that is opened or rebuilt). `gap` is what is
    left of a pool that is withdrawn.
    """

    pool: Pool | None = None
    gap: Gap | None = None
    holds: dict[str, Hold | None] = field(default_factory=dict)
    bought: dict[str, int] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)
    rests: dict[str, int] = field(default_factory=dict)
    replace: bool = False

    def __bool__(self) -> bool:
        return self.pool is not None or self.gap is not None


class Draft:
    """Reads of the pool, overlaid with the writes decided so far."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.now = reading.now
        self.writes = Writes()

    @property
    def pool(self) -> Pool:
        """The pool; only to be asked for where it exists."""
        pool = self.writes.pool or self.reading.pool
        if pool is None:
            raise LookupError(self.reading.pool_id)
        return pool

    @property
    def exists(self) -> bool:
        return self.writes.pool is not None or self.reading.pool is not None

    @property
    def gap(self) -> Gap:
        """What there is where the pool is missing."""
        return self.reading.gap

    def hold_of(self, buyer: str) -> Hold | None:
        if buyer in self.writes.holds:
            return self.writes.holds[buyer]
        return self.reading.holds.get(buyer)

    def claim_of(self, order: str) -> Claim | None:
        return self.writes.claims.get(order) or self.reading.claims.get(order)

    def bought_by(self, buyer: str) -> int:
        if buyer in self.writes.bought:
            return self.writes.bought[buyer]
        return self.reading.bought.get(buyer, 0)

    def is_payable(self, hold: Hold) -> bool:
        """The hold's time runs, and the TTL key, which is watched, is there."""
        written = hold.buyer in self.writes.holds
        return hold.expires_at > self.now and (written or hold.buyer in self.reading.live)

    def _own_pool(self) -> Pool:
        """The pool that will be written, to be changed in place."""
        if self.writes.pool is None:
            self.writes.pool = replace(self.pool)
        return self.writes.pool

    def change_terms(self, **terms: int | bool | None) -> None:
        """The pool's terms are as given; no unit moves."""
        self.writes.pool = replace(self.pool, **terms)  # type: ignore[arg-type]

    def withdraw(self, *, withdrawal: str) -> None:
        """The pool is missing; what was decided before is written, and left with the rest."""
        version = self.pool.version if self.exists else self.gap.version
        self.writes.pool = None
        self.writes.gap = Gap(version + 1, withdrawal, self.now)
        self.reading = replace(self.reading, pool=None, gap=self.writes.gap)

    def start_anew(self, pool: Pool) -> None:
        """The pool is `pool`, without holds, purchases or claims, whatever was read or decided."""
        self.reading = replace(
            self.reading, holds={}, bought={}, claims={}, live=frozenset(), earliest=NO_HOLDS
        )
        self.writes = Writes(
            pool=pool,
            holds=dict.fromkeys(self.writes.holds),
            movements=self.writes.movements,
            rests=self.writes.rests,
            replace=True,
        )

    def move(
        self, request: Request, *, kind: str, units: int, source: Place, target: Place,
        buyer: str = "", order: str = "",
    ) -> None:  # fmt: skip
        """`units` are in `target` instead of `source`, and the ledger will say so."""
        pool = self._own_pool()
        for place, difference in ((source, -units), (target, units)):
            if place is Place.OUTSIDE:
                pool.units -= difference
            else:
                setattr(pool, place, getattr(pool, place) + difference)
        self.writes.movements.append(
            Movement(
                kind=kind,
                units=units,
                source=source,
                target=target,
                write_id=request.write_id,
                epoch=pool.epoch,
                buyer=buyer,
                order=order,
            )
        )

    def put_hold(self, hold: Hold) -> None:
        self._own_pool()
        self.writes.holds[hold.buyer] = hold

    def drop_hold(self, buyer: str) -> None:
        self.writes.holds[buyer] = None

    def rests_until(self, buyer: str) -> int:
        """The millisecond from which the buyer may hold anew; in the past where they may now."""
        return self.writes.rests.get(buyer) or self.reading.rests.get(buyer, 0)

    def begin_rest(self, buyer: str, *, since: int) -> None:
        """The buyer may not hold anew before the pool's pause, begun at `since`, is over.

        A pause that ends later, if it was read, stays; one that is over by now isn't written.
        """
        until = since + self.pool.cooldown_seconds * 1000
        if until > max(self.now, self.rests_until(buyer)):
            self.writes.rests[buyer] = until

    def put_claim(self, claim: Claim) -> None:
        self._own_pool()
        self.writes.claims[claim.order] = claim

    def add_bought(self, buyer: str, units: int) -> None:
        self.writes.bought[buyer] = self.bought_by(buyer) + units
