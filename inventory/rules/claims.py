"""Rules of claims: what an order does with a hold, forwards and backwards."""

from dataclasses import replace

from inventory.errors import ClaimRefused, HoldChanged, HoldExpired, PoolClosed
from inventory.records import Claim, ClaimState, Hold, Place
from inventory.requests import MakeClaim, Request, Restock, Settle, Unclaim
from inventory.rules.draft import Draft
from inventory.rules.holds import expire_own


def claim(draft: Draft, request: MakeClaim) -> Claim:
    """The order owns the buyer's hold, which no clock ends any more."""
    known = draft.claim_of(request.order)
    if known is not None:
        return _same_claim(known, request)
    expire_own(draft, request, buyer=request.buyer)
    hold = draft.hold_of(request.buyer)
    if hold is None or not draft.is_payable(hold):
        raise HoldExpired
    if hold.units != request.units or hold.token != request.token:
        raise HoldChanged
    made = Claim(
        order=request.order, buyer=hold.buyer, units=hold.units, token=hold.token,
        expires_at=hold.expires_at, state=ClaimState.CLAIMED, extended=hold.extended,
    )  # fmt: skip
    _move(draft, request, made, kind="claim", source=Place.HELD, target=Place.CLAIMED)
    draft.add_bought(hold.buyer, hold.units)
    draft.drop_hold(hold.buyer)
    draft.put_claim(made)
    return made


def unclaim(draft: Draft, request: Unclaim | Restock) -> ClaimState:
    """The order owns nothing here and never will.

    Its units go back to the buyer's hold while that would still run, else to everybody. An
    order that has no claim yet is marked void, so that a claim which arrives late is refused.
    """
    known = draft.claim_of(request.order)
    if known is None:
        void = Claim(request.order, "", 0, "", 0, ClaimState.VOID)
        draft.put_claim(void)
        return void.state
    if known.state is ClaimState.SETTLED:
        raise ClaimRefused(order=request.order, state=known.state)
    if known.state is ClaimState.CLAIMED:
        _undo_claim(draft, request, known)
        return ClaimState.UNCLAIMED
    return known.state


def settle(draft: Draft, request: Settle) -> ClaimState:
    """The claimed units are sold."""
    known = draft.claim_of(request.order)
    if known is None or known.state not in (ClaimState.CLAIMED, ClaimState.SETTLED):
        state = known.state if known else "unknown"
        raise ClaimRefused(order=request.order, state=state)
    if known.state is ClaimState.CLAIMED:
        _move(draft, request, known, kind="settle", source=Place.CLAIMED, target=Place.SOLD)
        draft.put_claim(replace(known, state=ClaimState.SETTLED))
    return ClaimState.SETTLED


def restock(draft: Draft, request: Restock) -> ClaimState | PoolClosed:
    """The order's units are for sale again; a claim that was not settled is unclaimed.

    Once the pool is closed they leave it instead and belong to the product: then PoolClosed is
    the outcome, with the units, each time that it is asked.
    """
    known = draft.claim_of(request.order)
    if known is None or known.state is not ClaimState.SETTLED:
        if known is not None and known.to_product:
            return PoolClosed(units=known.units)
        return unclaim(draft, request)
    closed = draft.pool.closed
    target = Place.OUTSIDE if closed else Place.AVAILABLE
    _move(draft, request, known, kind="restock", source=Place.SOLD, target=target)
    draft.add_bought(known.buyer, -known.units)
    draft.put_claim(replace(known, state=ClaimState.RESTOCKED, to_product=closed))
    return PoolClosed(units=known.units) if closed else ClaimState.RESTOCKED


def _same_claim(known: Claim, request: MakeClaim) -> Claim:
    if known.state not in (ClaimState.CLAIMED, ClaimState.SETTLED):
        raise ClaimRefused(order=request.order, state=known.state)
    asked = (request.buyer, request.units, request.token)
    if (known.buyer, known.units, known.token) != asked:
        raise HoldChanged
    return known


def _undo_claim(draft: Draft, request: Request, known: Claim) -> None:
    draft.add_bought(known.buyer, -known.units)
    draft.put_claim(replace(known, state=ClaimState.UNCLAIMED))
    expire_own(draft, request, buyer=known.buyer)
    if known.expires_at <= draft.now:
        _move(draft, request, known, kind="unclaim", source=Place.CLAIMED, target=Place.AVAILABLE)
        draft.begin_rest(known.buyer, since=known.expires_at)
        return
    _move(draft, request, known, kind="unclaim", source=Place.CLAIMED, target=Place.HELD)
    hold = draft.hold_of(known.buyer)
    if hold is None:
        hold = Hold(draft.reading.pool_id, known.buyer, 0, known.token, known.expires_at)
    # A hold made meanwhile takes them in, and ends when the first of the two would have: else a
    # declined payment would be a way to hold units for ever.
    joined = replace(
        hold,
        units=hold.units + known.units,
        expires_at=min(hold.expires_at, known.expires_at),
        extended=hold.extended or known.extended,
    )
    draft.put_hold(joined)


def _move(
    draft: Draft, request: Request, known: Claim, *, kind: str, source: Place, target: Place
) -> None:
    draft.move(
        request, kind=kind, units=known.units, source=source, target=target,
        buyer=known.buyer, order=known.order,
    )  # fmt: skip
