"""Placement: a pending order becomes a placed one, or is given up with nothing lost.

The order's row comes first; then each step is conditional on the state before it, marks what it
has done, and may be repeated. Killed between any two steps, `orders.resuming` goes on from the
marks. Two processes may place the same order at once: each step is done once.

    1. the order is pending, with its lines                       (orders.checkout)
    2. each line is claimed                                       OrderLine.claimed_at
    3. the payment is authorised                                  the gateway's books
    4. one transaction: placed, sold raised, place in the sale    Order.placed_at
    5. the payment is captured                                    Order.captured_at
    6. each line is settled                                       OrderLine.settled_at
    7. the confirmation is sent                                   Order.finished_at

Up to step 4 a refusal undoes what was done (`orders.abandoning`). After it, the purchase stands,
and what did not go through is left to be resumed.
"""

import logging

from django.db.models import F

from flashsale import clock, transactions
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.abandoning import abandon
from orders.errors import NoLongerPending, Oversold, PaymentError
from orders.models import Order, OrderLine, SalePlace
from orders.notifying import queue_mail
from orders.payment import gateway
from shop.models import Sale, SaleItem

logger = logging.getLogger(__name__)

PASSING = (inventory.StockUnavailable, inventory.ReservationContention)


def place(order: Order) -> Order:
    """The order is placed; its units are sold and paid.

    Raises what refused it (HoldExpired, HoldChanged, PaymentDeclined, PaymentUnanswered,
    NoLongerPending, Oversold): then the order is abandoned, nothing is charged, and units that
    were claimed are held again while their time runs. Raises StockUnavailable or
    ReservationContention where Redis did not answer: then the order stays pending.
    """
    try:
        for step in STEPS_TO_PLACED:
            step(order)
    except PASSING:
        raise
    except FlashSaleError as refusal:
        if abandon(order, failure_code=refusal.code):
            raise
    finish_placement(order)
    order.refresh_from_db()
    return order


def claim_lines(order: Order) -> None:
    """Each line owns its hold."""
    for line in order.lines.filter(claimed_at__isnull=True):
        inventory.claim(
            line.item_id,
            order=order.pk,
            buyer=str(order.buyer_id),
            units=line.units,
            token=line.hold_token,
        )
        OrderLine.objects.filter(pk=line.pk, claimed_at__isnull=True).update(claimed_at=clock.now())


def authorise_payment(order: Order) -> None:
    """The total is reserved on the shopper's card."""
    gateway.authorise(
        str(order.pk),
        amount=order.total,
        currency=order.currency,
        method=order.payment_method,
    )


def mark_placed(order: Order) -> None:
    """The order is placed in the database: the moment from which the purchase stands."""
    transactions.run(lambda: _mark_placed(order))


STEPS_TO_PLACED = (claim_lines, authorise_payment, mark_placed)


def finish_placement(order: Order) -> bool:
    """What follows a placed order is done; False where a step is left to be resumed."""
    for step in STEPS_AFTER_PLACED:
        try:
            step(order)
        except (inventory.StockError, PaymentError) as error:
            logger.warning("Order %s: %s did not go through: %s", order, step.__name__, error)
            return False
    return True


def capture_payment(order: Order) -> None:
    """The shopper is charged."""
    if Order.objects.filter(pk=order.pk, captured_at__isnull=True).exists():
        gateway.capture(str(order.pk))
        Order.objects.filter(pk=order.pk, captured_at__isnull=True).update(captured_at=clock.now())


def settle_lines(order: Order) -> None:
    """Each line's units are sold in the engine too."""
    for line in order.lines.filter(settled_at__isnull=True):
        inventory.settle(line.item_id, order=order.pk)
        OrderLine.objects.filter(pk=line.pk, settled_at__isnull=True).update(settled_at=clock.now())


STEPS_AFTER_PLACED = (capture_payment, settle_lines, queue_mail)


def _mark_placed(order: Order) -> None:
    now = clock.now()
    pending = Order.objects.filter(pk=order.pk, status=Order.Status.PENDING)
    if not pending.update(status=Order.Status.PLACED, placed_at=now):
        if Order.objects.filter(pk=order.pk, status=Order.Status.PLACED).exists():
            return
        raise NoLongerPending
    lines = list(order.lines.select_related("item"))
    for line in lines:
        offered = SaleItem.objects.filter(pk=line.item_id, sold__lte=F("units") - line.units)
        if not offered.update(sold=F("sold") + line.units):
            raise Oversold
    for sale_id in sorted({line.item.sale_id for line in lines}):
        Sale.objects.filter(pk=sale_id).update(places_given=F("places_given") + 1)
        place = Sale.objects.values_list("places_given", flat=True).get(pk=sale_id)
        SalePlace.objects.create(sale_id=sale_id, order=order, place=place)
