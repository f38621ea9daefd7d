"""Rules of holds: reserve, change, extend, release, expire."""

from dataclasses import replace

from inventory.errors import (
    Cooldown,
    HoldExpired,
    NotOpen,
    OutOfStock,
    PurchaseLimit,
    SaleEnded,
    SalePaused,
)
from inventory.records import Hold, Place, Reservation, end_of
from inventory.requests import (
    ClosePool,
    Extend,
    Release,
    ReleaseSome,
    Request,
    Reserve,
    SetUnits,
    SweepExpired,
)
from inventory.rules.draft import Draft, MoreHoldsNeeded

FIRST_BATCH = 64
LETS_GO_FOR_US = (ReleaseSome, ClosePool)
"""No buyer has to pause after what these let go."""


def reserve(draft: Draft, request: Reserve) -> Reservation:
    """The buyer holds at least `units`. A hold that is enough already is left as it is."""
    expire_own(draft, request)
    hold = draft.hold_of(request.buyer)
    if hold is not None and hold.units >= request.units:
        return Reservation(hold=hold, changed=False, server_time=draft.now)
    _require_open(draft)
    if hold is None:
        _require_rested(draft, request.buyer)
        expires_at = draft.now + draft.pool.hold_seconds * 1000
        pool_id = draft.reading.pool_id
        hold = Hold(pool_id, request.buyer, units=0, token=request.token, expires_at=expires_at)
    return _raise_hold(draft, request, hold, units=request.units)


def set_units(draft: Draft, request: SetUnits) -> Reservation:
    """The buyer's live hold has exactly `units`; its clock runs on."""
    hold = _payable_hold(draft, request)
    if hold.units == request.units:
        return Reservation(hold=hold, changed=False, server_time=draft.now)
    if request.units > hold.units:
        _require_open(draft)
        return _raise_hold(draft, request, hold, units=request.units)
    lowered = replace(hold, units=request.units)
    draft.move(
        request, kind="set_units", units=hold.units - request.units,
        source=Place.HELD, target=Place.AVAILABLE, buyer=hold.buyer,
    )  # fmt: skip
    draft.put_hold(lowered)
    return Reservation(hold=lowered, changed=True, server_time=draft.now)


def extend(draft: Draft, request: Extend) -> Reservation:
    """The buyer's live hold ends `seconds` later than it would have; once a hold."""
    hold = _payable_hold(draft, request)
    if hold.extended:
        return Reservation(hold=hold, changed=False, server_time=draft.now)
    longer = replace(hold, expires_at=hold.expires_at + request.seconds * 1000, extended=True)
    draft.put_hold(longer)
    return Reservation(hold=longer, changed=True, server_time=draft.now)


def release(draft: Draft, request: Release) -> int:
    """The buyer holds nothing here; returns the units that came back."""
    expire_own(draft, request)
    hold = draft.hold_of(request.buyer)
    return _give_back(draft, request, hold, kind="release") if hold else 0


def release_some(draft: Draft, request: ReleaseSome) -> int:
    """The `limit` holds that would end first are let go; returns their units."""
    holds = _earliest(draft, until=None, limit=request.limit)
    return sum(_give_back(draft, request, hold, kind="release") for hold in holds)


def sweep_expired(draft: Draft, request: SweepExpired) -> int:
    """Up to `limit` holds whose time ran out are free again; returns their units."""
    return _expire(draft, request, _earliest(draft, until=draft.now, limit=request.limit))


def expire_own(draft: Draft, request: Request, *, buyer: str = "") -> None:
    """The buyer has no dead hold: what ran out is expired before anything else is done."""
    hold = draft.hold_of(buyer or request.buyer)  # type: ignore[attr-defined]
    if hold is not None and hold.expires_at <= draft.now:
        _expire(draft, request, (hold,))


def expire_all(draft: Draft, request: Request) -> int:
    """No hold whose time ran out is left in the pool; returns the units that came back."""
    return _expire(draft, request, _earliest(draft, until=draft.now, limit=None))


def every_hold(draft: Draft) -> tuple[Hold, ...]:
    """All holds of the pool, dead or not, missing or not; the one that ends first first."""
    return _earliest(draft, until=None, limit=None)


def _require_open(draft: Draft) -> None:
    pool = draft.pool
    if pool.closed:
        raise SaleEnded
    if draft.now < pool.opens_at:
        raise NotOpen(pool.opens_at)
    if pool.closes_at is not None and draft.now >= pool.closes_at:
        raise SaleEnded
    if pool.paused:
        raise SalePaused


def _require_rested(draft: Draft, buyer: str) -> None:
    ends_at = draft.rests_until(buyer)
    if draft.pool.cooldown_seconds and ends_at > draft.now:
        raise Cooldown(ends_at=ends_at, now=draft.now)


def _raise_hold(
    draft: Draft, request: Reserve | SetUnits, hold: Hold, *, units: int
) -> Reservation:
    taken = draft.bought_by(hold.buyer)
    if taken + units > draft.pool.per_buyer_limit:
        raise PurchaseLimit(limit=draft.pool.per_buyer_limit, taken=taken + hold.units)
    wanted = units - hold.units
    if wanted > draft.pool.available and draft.pool.held:
        # Whoever would be refused takes back what ran out, in the same transaction.
        expire_all(draft, request)
    if wanted > draft.pool.available:
        raise OutOfStock(requested=units, available=draft.pool.available)
    raised = Hold(hold.pool_id, hold.buyer, units, hold.token, hold.expires_at, hold.extended)
    kind = "reserve" if isinstance(request, Reserve) else "set_units"
    draft.move(
        request, kind=kind, units=wanted,
        source=Place.AVAILABLE, target=Place.HELD, buyer=hold.buyer,
    )  # fmt: skip
    draft.put_hold(raised)
    return Reservation(hold=raised, changed=True, server_time=draft.now)


def _payable_hold(draft: Draft, request: SetUnits | Extend) -> Hold:
    expire_own(draft, request)
    hold = draft.hold_of(request.buyer)
    if hold is None or not draft.is_payable(hold):
        raise HoldExpired
    return hold


def _earliest(draft: Draft, *, until: int | None, limit: int | None) -> tuple[Hold, ...]:
    """The `limit` holds that end first, up to `until`, as they are in this draft. None: all."""
    read = draft.reading.earliest
    if read is None or (until is None and read.until is not None):
        raise MoreHoldsNeeded(until=until, limit=limit or FIRST_BATCH)
    known = {hold.buyer for hold in read.holds}.union(draft.writes.holds)
    current = (draft.hold_of(buyer) for buyer in known)
    found = [
        hold
        for hold in current
        if hold is not None and read.reaches(hold) and (until is None or hold.expires_at <= until)
    ]
    if (limit is None or len(found) < limit) and read.may_go_on(until=until):
        raise MoreHoldsNeeded(until=read.until, limit=max(limit or 0, read.limit * 4))
    return tuple(sorted(found, key=end_of)[:limit])


def _expire(draft: Draft, request: Request, holds: tuple[Hold, ...]) -> int:
    return sum(_give_back(draft, request, hold, kind="expire") for hold in holds)


def _give_back(draft: Draft, request: Request, hold: Hold, *, kind: str) -> int:
    draft.move(
        request, kind=kind, units=hold.units,
        source=Place.HELD, target=Place.AVAILABLE, buyer=hold.buyer,
    )  # fmt: skip
    draft.drop_hold(hold.buyer)
    if not isinstance(request, LETS_GO_FOR_US):
        draft.begin_rest(hold.buyer, since=min(draft.now, hold.expires_at))
    return hold.units
