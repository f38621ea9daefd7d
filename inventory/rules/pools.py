"""Rules of whole pools: open, rebuild, terms, more units, close."""

from inventory.errors import OutOfStock, PoolBusy, PoolClosed
from inventory.records import Claim, ClaimState, Place, Pool
from inventory.requests import (
    AddUnits,
    ClosePool,
    OpenPool,
    RebuildPool,
    Request,
    Reschedule,
    SetLimit,
    SetPaused,
    Terms,
)
from inventory.rules.draft import Draft
from inventory.rules.holds import expire_all


def open_pool(draft: Draft, request: OpenPool) -> bool:
    """The pool exists. One that exists already is left as it is, and False returned."""
    if draft.exists:
        return False
    draft.start_anew(_empty(request.terms, version=0))
    draft.move(
        request, kind="open", units=request.units, source=Place.OUTSIDE, target=Place.AVAILABLE
    )
    return True


def rebuild(draft: Draft, request: RebuildPool) -> bool:
    """The pool is what the database says. A healthy one is left alone unless forced.

    Holds are void. What the ledger says that a replaced pool had is written out of it, so that
    afterwards its sum is equal to the counters, even if it was not before.
    """
    if draft.exists and not request.force:
        return False
    version = draft.pool.version if draft.exists else 0
    draft.write_out(request, kind="rebuild")
    draft.start_anew(_empty(request.terms, version=version))
    claimed, sold = (_units(request, state) for state in (ClaimState.CLAIMED, ClaimState.SETTLED))
    _rebuilt(draft, request, request.units - claimed - sold, target=Place.AVAILABLE)
    _rebuilt(draft, request, claimed, target=Place.CLAIMED)
    _rebuilt(draft, request, sold, target=Place.SOLD)
    for claim in request.claims:
        draft.put_claim(claim)
        draft.add_bought(claim.buyer, claim.units)
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


def _empty(terms: Terms, *, version: int) -> Pool:
    return Pool(
        units=0, available=0, held=0, claimed=0, sold=0,
        per_buyer_limit=terms.per_buyer_limit, hold_seconds=terms.hold_seconds,
        opens_at=terms.opens_at, closes_at=terms.closes_at, paused=terms.paused,
        closed=False, returned=0, epoch=terms.epoch, version=version,
    )  # fmt: skip


def _set_terms(draft: Draft, **terms: int | bool | None) -> bool:
    if all(getattr(draft.pool, name) == value for name, value in terms.items()):
        return False
    draft.change_terms(**terms)
    return True


def _units(request: RebuildPool, state: ClaimState) -> int:
    return sum(claim.units for claim in request.claims if claim.state is state)


def _rebuilt(draft: Draft, request: Request, units: int, *, target: Place) -> None:
    if units:
        draft.move(request, kind="rebuild", units=units, source=Place.OUTSIDE, target=target)
