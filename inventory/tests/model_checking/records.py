"""What has to be true of the keys, whoever is in the middle of what."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inventory import codec, keys
from inventory.records import Claim, ClaimState, Hold, Movement, Place, Pool, net
from inventory.tests.model_checking.keyspace import Keyspace
from inventory.tests.model_checking.talking import POOL
from inventory.tests.model_checking.violations import Violation


@dataclass(frozen=True, slots=True)
class Records:
    """All that the keys say; `movements` with the millisecond in which they were made."""

    now: int
    pool: Pool
    holds: dict[str, Hold]
    expiry: dict[str, int]
    ttl_keys: dict[str, tuple[str, int]]
    bought: dict[str, int]
    claims: dict[str, Claim]
    rests: dict[str, int]
    movements: tuple[tuple[int, Movement], ...]

    def units_in(self, state: ClaimState) -> int:
        return sum(claim.units for claim in self.claims.values() if claim.state is state)


def records_of(space: Keyspace) -> Records:
    def values(key: str) -> dict[str, Any]:
        return {name.decode(): value for name, value in space.values.get(key, {}).items()}

    pool = codec.pool_from_fields(space.values[keys.pool(POOL)])
    if pool is None:
        raise LookupError(POOL)
    before, before_rest = keys.ttl(POOL, ""), keys.rest(POOL, "")
    return Records(
        now=space.now,
        pool=pool,
        holds={b: codec.hold_from_json(POOL, b, t) for b, t in values(keys.holds(POOL)).items()},
        expiry=values(keys.expiry(POOL)),
        ttl_keys={
            key.removeprefix(before): (space.values[key].decode(), end)
            for key, end in space.ends.items() if key.startswith(before)
        },
        bought={buyer: int(units) for buyer, units in values(keys.bought(POOL)).items()},
        claims={o: codec.claim_from_json(o, t) for o, t in values(keys.orders(POOL)).items()},
        rests={
            key.removeprefix(before_rest): int(value)
            for key, value in space.values.items() if key.startswith(before_rest)
        },
        movements=tuple(
            (at, codec.movement_from_fields(dict(zip(fields[::2], fields[1::2], strict=True))))
            for at, _, fields in space.values[keys.ledger(POOL)]
        ),
    )  # fmt: skip


def wrong_records(records: Records) -> Violation | None:
    """What is wrong with them, the worst first."""
    return next((kind for kind, is_wrong in CHECKS.items() if is_wrong(records)), None)


def _is_oversold(records: Records) -> bool:
    live = sum(hold.units for hold in records.holds.values() if hold.expires_at > records.now)
    claimed = records.units_in(ClaimState.CLAIMED) + records.units_in(ClaimState.SETTLED)
    return live + claimed > records.pool.units or records.pool.available < 0


def _is_claimed_too_late(records: Records) -> bool:
    """A hold may be claimed in the millisecond in which it ends: its TTL key lives until then."""
    return any(
        at > records.claims[made.order].expires_at
        for at, made in records.movements if made.kind == "claim"
    )  # fmt: skip


def _has_lost_units(records: Records) -> bool:
    pool = records.pool
    counters = (pool.available, pool.held, pool.claimed, pool.sold)
    return pool.units != sum(counters) or min(counters) < 0


def _are_apart(records: Records) -> bool:
    living = {
        hold.buyer: (hold.token, hold.expires_at)
        for hold in records.holds.values() if hold.expires_at >= records.now
    }  # fmt: skip
    ends = {hold.buyer: hold.expires_at for hold in records.holds.values()}
    # In the millisecond in which it ends, a key may be there or (written just then) not.
    sure = {buyer: it for buyer, it in living.items() if it[1] > records.now}
    found = {buyer: it for buyer, it in records.ttl_keys.items() if it[1] > records.now}
    return records.expiry != ends or found != sure or not records.ttl_keys.items() <= living.items()


def _do_books_differ(records: Records) -> bool:
    pool = records.pool
    owned: dict[str, int] = {}
    for claim in records.claims.values():
        if claim.state in (ClaimState.CLAIMED, ClaimState.SETTLED):
            owned[claim.buyer] = owned.get(claim.buyer, 0) + claim.units
    return (
        pool.held != sum(hold.units for hold in records.holds.values())
        or pool.claimed != records.units_in(ClaimState.CLAIMED)
        or pool.sold != records.units_in(ClaimState.SETTLED)
        or records.bought != owned
        or net(movement for _, movement in records.movements) != {
            Place.AVAILABLE: pool.available, Place.HELD: pool.held,
            Place.CLAIMED: pool.claimed, Place.SOLD: pool.sold,
        }
    )  # fmt: skip


def _is_held_in_a_pause(records: Records) -> bool:
    """In no world with pauses is a claim undone, which would be the one way to a hold in one."""
    return any(records.rests.get(buyer, 0) > records.now for buyer in records.holds)


CHECKS: dict[Violation, Callable[[Records], bool]] = {
    Violation.OVERSELL: _is_oversold,
    Violation.CLAIM_AFTER_EXPIRY: _is_claimed_too_late,
    Violation.LOST_UNITS: _has_lost_units,
    Violation.APART: _are_apart,
    Violation.BOOKS: _do_books_differ,
    Violation.HELD_IN_PAUSE: _is_held_in_a_pause,
}
