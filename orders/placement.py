"""Placement: a pending order becomes a placed one, or is given up with nothing lost.

The order's row comes first; then each step is conditional on the state before it, may be
repeated, and is marked when it is done or some steps later, never before. Killed between any two
steps, `orders.resuming` goes on from the marks. Two processes may place the same order at once:
each step is done once.

    1. the order is pending, with its lines                       (orders.checkout)
    2. each line is claimed                                       marked by 7
    3. the payment is authorised                                  the gateway's books
       the shopper may have to go to the bank for that: then the
       order waits, as long as its holds would have run           Order.pay_by
    4. one transaction: placed, sold raised, place in the sale    Order.placed_at
    5. the payment is captured                                    marked by 7
    6. each line is settled                                       marked by 7
    7. that is marked, and the confirmation sent    Order.captured_at, OrderLine.claimed_at,
                                                    OrderLine.settled_at; Order.finished_at

What the database does in 1, 4 and 7, it does for all orders together that wait in this process
(`orders.together`).

Up to step 4 a refusal undoes what was done (`orders.abandoning`). After it, the purchase stands,
and what did not go through is left to be resumed.
"""

import logging
from datetime import timedelta

from flashsale import clock
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.abandoning import abandon
from orders.errors import PaymentError, PaymentNeedsStep, PaymentUnanswered
from orders.marking import confirm_together, mark_done, mark_waiting, place_together
from orders.models import Order, OrderLine
from orders.payment import gateway

logger = logging.getLogger(__name__)

LEAST_AT_THE_BANK = timedelta(seconds=60)
"""So long a shopper has at the bank, even if the hold was about to end."""

PASSING = (inventory.StockUnavailable, inventory.ReservationContention)


def place(order: Order) -> Order:
    """The order is placed; its units are sold and paid.

    Raises what refused it (HoldExpired, HoldChanged, PaymentDeclined, PaymentUnanswered,
    NoLongerPending, Oversold): then the order is abandoned, nothing is charged, and units that
    were claimed are held again while their time runs. Raises StockUnavailable or
    ReservationContention where Redis did not answer, and PaymentNeedsStep where the shopper has
    to go to the bank first: then the order stays pending, to be placed by a later call.
    """
    try:
        for step in STEPS_TO_PLACED:
            step(order)
    except PASSING:
        raise
    except PaymentNeedsStep:
        wait_for_shopper(order)
        raise
    except FlashSaleError as refusal:
        if _may_be_paid(order, refusal):
            raise
        if abandon(order, failure_code=refusal.code):
            raise
    finish_placement(order)
    return order


def claim_lines(order: Order) -> None:
    """Each line owns its hold."""
    for line in order.known_lines:
        if line.claimed_at is None:
            claim_line(order, line)
            line.claimed_at = clock.now()


def claim_line(order: Order, line: OrderLine) -> inventory.Claim:
    """The line owns its hold, as it may have before."""
    return inventory.claim(
        line.item_id,
        order=order.pk,
        buyer=str(order.buyer_id),
        units=line.units,
        token=line.hold_token,
    )


def authorise_payment(order: Order) -> None:
    """The total is reserved on the shopper's card; gateways know no payment of nothing.

    Where the answer was lost, the gateway is asked what it did: often it had reserved it.
    """
    if not order.total:
        return
    key = str(order.pk)
    try:
        gateway.authorise(
            key, amount=order.total, currency=order.currency, method=order.payment_method
        )
    except PaymentUnanswered:
        if not gateway.is_authorised(key):
            raise


def mark_placed(order: Order) -> None:
    """The order is placed in the database: the moment from which the purchase stands."""
    place_together(order)
    order.status = Order.Status.PLACED


STEPS_TO_PLACED = (claim_lines, authorise_payment, mark_placed)


def wait_for_shopper(order: Order) -> None:
    """The order may wait until `pay_by`: as long as the first of its holds would have run.

    Its lines are marked as claimed: a pool that is rebuilt meanwhile keeps their units for it.
    """
    if order.pay_by is None:
        ends_at = min(claim_line(order, line).expires_at for line in order.known_lines)
        order.pay_by = max(clock.from_ms(ends_at), clock.now() + LEAST_AT_THE_BANK)
        mark_waiting(order, pay_by=order.pay_by)


def _may_be_paid(order: Order, refusal: FlashSaleError) -> bool:
    """The shopper may have approved at the bank, which just can't be asked."""
    return order.pay_by is not None and isinstance(refusal, PaymentUnanswered)


def finish_placement(order: Order) -> bool:
    """What follows a placed order is done; False where a step is left to be resumed."""
    for step in STEPS_AFTER_PLACED:
        try:
            step(order)
        except (inventory.StockError, PaymentError) as error:
            logger.warning("Order %s: %s did not go through: %s", order, step.__name__, error)
            mark_done([order])
            return False
    return True


def capture_payment(order: Order) -> None:
    """The shopper is charged."""
    if order.captured_at is None:
        if order.total:
            gateway.capture(str(order.pk))
        order.captured_at = clock.now()


def settle_lines(order: Order) -> None:
    """Each line's units are sold in the engine too."""
    for line in order.known_lines:
        if line.settled_at is None and line.cancelled_at is None:
            inventory.settle(line.item_id, order=order.pk)
            line.settled_at = clock.now()


def confirm(order: Order) -> None:
    """What was done is marked, and the shopper will have a mail."""
    confirm_together(order)


STEPS_AFTER_PLACED = (capture_payment, settle_lines, confirm)
