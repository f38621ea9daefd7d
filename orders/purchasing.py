"""Hold and order in one step, for programs: so many units of one item, whatever else is held.

A purchase that is refused leaves the cart as it was: what was held for it is let go. Killed in
between, it leaves a hold that runs out.

Purchases of one item by one buyer go one after the other, so that a key which is sent many times
at once holds once. That one charge is made does not rest on this, but on the order's unique token:

    1. A reserves (hold 1), orders, and claims hold 1
    2. B, which has not seen the order yet, and waits for nobody, would reserve hold 2
    3. A's payment is declined: the units of hold 1 come back, and join those of hold 2
    4. nobody could tell any more which units are whose, to let them go
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from accounts.models import User
from flashsale.alone import alone
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.abandoning import undo
from orders.buying import Bought, Terms, begin_order, finish_order, require_confirmed
from orders.cart import Cart, CartLine, cart_of
from orders.errors import HoldsMore, StillBuying
from orders.idempotency import Intent, order_of_intent
from orders.models import Order
from shop.models import SaleItem

logger = logging.getLogger(__name__)

Status = Order.Status

LONGEST_WAIT_SECONDS = 10
PAUSE_SECONDS = (0.005, 0.025)
IN_A_PURCHASE = {
    "email_not_confirmed": "Confirm your email first: follow the link that we sent you.",
    "payment_declined": (
        "Your payment was declined. Nothing was charged, and your cart is as it was."
    ),
    "payment_unanswered": (
        "The bank didn't answer in time. Nothing was charged, and your cart is as it was."
    ),
}
"""Where the checkout says that units are still held, which would be wrong here."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """What this purchase holds, of which `units_before` were held before it; 0: there was none."""

    hold: inventory.Hold
    units_before: int
    is_ours: bool


def purchase(
    shopper: User, *, find: Callable[[], SaleItem], units: int, intent: Intent, terms: Terms
) -> Bought:
    """The shopper has bought so many units of the item that `find` finds, once for an intent.

    A hold of fewer units is raised, and bought whole. Raises what `find` and
    `inventory.api.reserve` raise, HoldsMore, and what `orders.buying.buy_cart` raises.
    """
    try:
        known = order_of_intent(intent)
        if known is not None:
            return finish_order(known)
        require_confirmed(shopper)
        return _in_turn(shopper, find().pk, units=units, intent=intent, terms=terms)
    except FlashSaleError as error:
        error.message = IN_A_PURCHASE.get(error.code, error.message)
        raise


def _in_turn(shopper: User, item_id: UUID, *, units: int, intent: Intent, terms: Terms) -> Bought:
    """It is bought once no other purchase of the buyer's is at this item. Raises StillBuying."""
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while time.monotonic() < until:
        with alone(f"purchase:{shopper.pk}:{item_id}") as is_alone:
            known = order_of_intent(intent)
            if is_alone and known is None:
                taken = _take(item_id, buyer=shopper.pk, units=units)
                return _buy(shopper, taken, intent=intent, terms=terms)
        if known is not None:
            return finish_order(known)
        time.sleep(random.uniform(*PAUSE_SECONDS))
    raise StillBuying


def _take(item_id: UUID, *, buyer: UUID, units: int) -> _Taken:
    """The buyer holds exactly so many units of the item."""
    before = _hold_of(buyer, item_id)
    if before is not None and before.units > units:
        raise HoldsMore(held=before.units)
    held = inventory.reserve(item_id, buyer=buyer, units=units)
    return _Taken(held.hold, before.units if before else 0, is_ours=held.changed)


def _buy(shopper: User, taken: _Taken, *, intent: Intent, terms: Terms) -> Bought:
    """What was taken is bought, or given back."""
    order: Order | None = None
    try:
        cart = _only(taken, cart_of(shopper.pk))
        order, is_new = begin_order(shopper, cart=cart, intent=intent, terms=terms)
        bought = finish_order(order, is_new=is_new)
    except FlashSaleError:
        if order is None or order.status == Status.ABANDONED:
            _give_back(taken, abandoned=order)
        raise
    if not bought.is_new and not _is_of(taken, bought.order):
        _give_back(taken)
    return bought


def _only(taken: _Taken, cart: Cart) -> Cart:
    """The cart, as if nothing else was held; empty where that is gone again."""
    return replace(cart, lines=tuple(line for line in cart.lines if _is(taken, line)))


def _is(taken: _Taken, line: CartLine) -> bool:
    found = (str(line.item.pk), line.token, line.units)
    return found == (taken.hold.pool_id, taken.hold.token, taken.hold.units)


def _is_of(taken: _Taken, order: Order) -> bool:
    """Whether the order was made of what was taken."""
    return order.lines.filter(hold_token=taken.hold.token).exists()


def _give_back(taken: _Taken, *, abandoned: Order | None = None) -> None:
    """The cart is as it was before; what Redis does not answer to now runs out by itself."""
    if not taken.is_ours:
        return
    buyer = UUID(taken.hold.buyer)
    try:
        if abandoned is not None:
            # Whoever gave it up may not have come to the units yet.
            undo(abandoned)
        now = _hold_of(buyer, UUID(taken.hold.pool_id))
        if now is None or now.token != taken.hold.token:
            return
        left = now.units - (taken.hold.units - taken.units_before)
        if left > 0:
            inventory.set_units(now.pool_id, buyer=buyer, units=left)
        else:
            inventory.release(now.pool_id, buyer=buyer)
    except FlashSaleError as error:
        logger.warning("A hold of %s stays until it runs out: %s", taken.hold.pool_id, error)


def _hold_of(buyer: UUID, item_id: UUID) -> inventory.Hold | None:
    """The buyer's live hold of the item."""
    holds = inventory.holds_of(buyer).holds
    return next((hold for hold in holds if hold.pool_id == str(item_id)), None)
