"""Rules of whole pools: open, withdraw, rebuild, terms, more units, close."""

from collections.abc import Sequence
from dataclasses import replace

from inventory.errors import OutOfStock, PoolBusy, PoolClosed
from inventory.records import Claim, ClaimState, Hold, Place, Pool
from inventory.requests import (
    AddUnits,
    ClosePool,
    OpenPool,
    RebuildPool,
    Request,
    Reschedule,
    SetCooldown,
    SetLimit,
    SetPaused,
    Terms,
    Withdraw,
)
from inventory.rules.draft import Draft
from inventory.rules.holds import every_hold, expire_all

OWNING = (ClaimState.CLAIMED, ClaimState.SETTLED)
"""Claims in these states own units of the pool."""


def open_pool(draft: Draft, request: OpenPool) -> bool:
    """The pool exists. One that exists already is left as it is, and False returned."""
    if draft.exists:
        return False
    draft.start_anew(_empty(request.terms, version=draft.gap.version))
    draft.move(
        request, kind="open", units=request.units, source=Place.OUTSIDE, target=Place.AVAILABLE
    )
    return True


def withdraw(draft: Draft, request: Withdraw) -> str | None:
    """The pool is missing until it is rebuilt with what this returns; None: it is left as it is."""
    if draft.exists:
        if request.up_to_epoch is None or draft.pool.epoch > request.up_to_epoch:
            return None
    elif draft.gap.withdrawal not in ("", request.write_id):
        waited = draft.now - draft.gap.withdrawn_at
        if 0 <= waited < request.patience_ms:
            return None
    draft.withdraw(withdrawal=request.write_id)
    return request.write_id


def rebuild(draft: Draft, request: RebuildPool) -> bool:
    """The pool is what the database says, if it is missing and nobody else withdrew it since.

    Holds that can be paid and were not claimed are kept, those that end first first, as far as
    there are units and as the buyer may have so many; others are void. The ledger says that all
    units have come in from outside: its sum within the pool's epoch is equal to the counters.
    """
    if draft.exists or draft.gap.withdrawal != request.withdrawal:
        return False
    holds = every_hold(draft)
    payable = [hold for hold in holds if draft.is_payable(hold)]
    claims = [_with_its_time(draft, claim, payable) for claim in request.claims]
    draft.start_anew(_empty(request.terms, version=draft.gap.version, returned=request.returned))
    for claim in claims:
        draft.put_claim(claim)
        if claim.state in OWNING:
            draft.add_bought(claim.buyer, claim.units)
    claimed, sold = (_units(claims, state) for state in OWNING)
    free = request.units - claimed - sold
    kept = _kept(draft, payable, claims, free=free)
    for hold in holds:
        if hold in kept:
            draft.put_hold(hold)
            _rebuilt(draft, request, hold.units, target=Place.HELD, buyer=hold.buyer)
            free -= hold.units
        else:
            draft.drop_hold(hold.buyer)
    _rebuilt(draft, request, free, target=Place.AVAILABLE)
    _rebuilt(draft, request, claimed, target=Place.CLAIMED)
    _rebuilt(draft, request, sold, target=Place.SOLD)
    return True


def set_paused(draft: Draft, request: SetPaused) -> bool:
    """The pool is paused, or not. Holds run on and may be paid."""
    return _set_terms(draft, paused=request.paused)


def reschedule(draft: Draft, request: Reschedule) -> bool:
    """The pool opens and closes at these times."""
    return _set_terms(draft, opens_at=request.opens_at, closes_at=request.closes_at)


def set_limit(draft: Draft, request: SetLimit) -> bool:
    """A buyer may have this many units from now on; nobody loses what they have."""
    return _set_terms(draft, per_buyer_limit=request.per_buyer_limit)


def set_cooldown(draft: Draft, request: SetCooldown) -> bool:
    """Who gives up a hold pauses so long from now on; 0: nobody does, not even who does now."""
    return _set_terms(draft, cooldown_seconds=request.cooldown_seconds)


def add_units(draft: Draft, request: AddUnits) -> bool:
    """The pool offers `units` more (or fewer, of those that are free), once an operation."""
    if draft.claim_of(request.operation) is not None:
        return False
    if draft.pool.closed:
        raise PoolClosed
    if request.units < 0 and draft.pool.available < -request.units and draft.pool.held:
        expire_all(draft, request)
    if draft.pool.available + request.units < 0:
        raise OutOfStock(requested=-request.units, available=draft.pool.available)
    places = (Place.OUTSIDE, Place.AVAILABLE)
    source, target = places if request.units > 0 else places[::-1]
    draft.move(request, kind="add_units", units=abs(request.units), source=source, target=target)
    draft.put_claim(Claim(request.operation, "", request.units, "", 0, ClaimState.ADDED))
    return True


def close_pool(draft: Draft, request: ClosePool) -> int:
    """Nothing more is sold here; returns the units that were free and have left the pool.

    The number is kept in the pool, so that asking again gives the same answer.
    """
    if draft.pool.closed:
        return draft.pool.returned
    if draft.pool.held:
        expire_all(draft, request)
    if draft.pool.held or draft.pool.claimed:
        raise PoolBusy(held=draft.pool.held, claimed=draft.pool.claimed)
    returned = draft.pool.available
    if returned:
        draft.move(
            request, kind="close", units=returned, source=Place.AVAILABLE, target=Place.OUTSIDE
        )
    draft.change_terms(closed=True, returned=returned)
    return returned


def _empty(terms: Terms, *, version: int, returned: int | None = None) -> Pool:
    return Pool(
        units=0, available=0, held=0, claimed=0, sold=0,
        per_buyer_limit=terms.per_buyer_limit, hold_seconds=terms.hold_seconds,
        opens_at=terms.opens_at, closes_at=terms.closes_at, paused=terms.paused,
        closed=returned is not None, returned=returned or 0, epoch=terms.epoch, version=version,
        cooldown_seconds=terms.cooldown_seconds,
    )  # fmt: skip


def _set_terms(draft: Draft, **terms: int | bool | None) -> bool:
    if all(getattr(draft.pool, name) == value for name, value in terms.items()):
        return False
    draft.change_terms(**terms)
    return True


def _with_its_time(draft: Draft, claim: Claim, payable: Sequence[Hold]) -> Claim:
    """The claim, with the end of the hold that it owns, where Redis still knows that.

    So its units are held again if it is undone in time. The database doesn't know the end.
    """
    if claim.state is not ClaimState.CLAIMED:
        return claim
    known = draft.claim_of(claim.order)
    if known is not None and known.token == claim.token:
        return replace(claim, expires_at=known.expires_at, extended=known.extended)
    for hold in payable:
        if (hold.buyer, hold.token) == (claim.buyer, claim.token):
            return replace(claim, expires_at=hold.expires_at, extended=hold.extended)
    return claim


def _kept(
    draft: Draft, payable: Sequence[Hold], claims: Sequence[Claim], *, free: int
) -> set[Hold]:
    """The holds that go on, out of `free` units.

    Who has bought meanwhile what Redis has forgotten may have a hold that is one too many.
    """
    used = {claim.token for claim in claims if claim.state is not ClaimState.UNCLAIMED}
    kept = set()
    for hold in payable:
        bought = draft.bought_by(hold.buyer)
        is_too_much = bought > 0 and bought + hold.units > draft.pool.per_buyer_limit
        if hold.units <= free and hold.token not in used and not is_too_much:
            kept.add(hold)
            free -= hold.units
    return kept


def _units(claims: Sequence[Claim], state: ClaimState) -> int:
    return sum(claim.units for claim in claims if claim.state is state)


def _rebuilt(draft: Draft, request: Request, units: int, *, target: Place, buyer: str = "") -> None:
    if units:
        draft.move(
            request, kind="rebuild", units=units,
            source=Place.OUTSIDE, target=target, buyer=buyer,
        )  # fmt: skip
