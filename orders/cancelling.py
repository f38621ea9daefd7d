"""Cancelling a placed order: the money goes back, and the units are for sale again.

    1. one transaction: placed → cancelled, each item's `sold` lowered     Order.cancelled_at
    2. the payment is refunded                                             Order.refunded_at
    3. each line is restocked                                              OrderLine.restocked_at
       into its pool, or, once that is closed, to the product, together with the mark
    4. the mail is sent                                                    Order.finished_at

Killed in between, `orders.resuming` goes on from the marks; each step is done once.
"""

import logging
from functools import partial
from uuid import UUID

from django.db.models import F

from flashsale import clock, transactions
from inventory import api as inventory
from orders.errors import NotCancellable, PaymentError
from orders.models import Order, OrderLine
from orders.notifying import queue_mail
from orders.payment import gateway
from shop.models import SaleItem
from shop.returns import return_units

logger = logging.getLogger(__name__)


def can_cancel(order: Order) -> bool:
    """A shopper may cancel what is placed, until each of its sales has ended."""
    if order.status != Order.Status.PLACED:
        return False
    now = clock.now()
    ends = order.lines.select_related("item__sale")
    return all(line.item.sale.ends_at is None or now < line.item.sale.ends_at for line in ends)


def cancel_as_shopper(order: Order) -> None:
    """The order is cancelled, if a shopper still may. Raises NotCancellable."""
    if order.status != Order.Status.CANCELLED and not can_cancel(order):
        raise NotCancellable
    cancel(order)


def cancel(order: Order) -> None:
    """The order is cancelled, refunded and restocked; repeated, it changes nothing.

    What does not go through now (Redis away, the gateway silent) is left to be resumed.
    Raises NotCancellable if the order was never placed.
    """
    transactions.run(lambda: _mark_cancelled(order.pk))
    finish_cancelling(order)
    order.refresh_from_db()


def finish_cancelling(order: Order) -> bool:
    """The steps after the mark are done; False where one is left to be resumed."""
    for step in STEPS_AFTER_CANCELLED:
        try:
            step(order)
        except (inventory.StockError, PaymentError) as error:
            logger.warning("Order %s: %s did not go through: %s", order, step.__name__, error)
            return False
    return True


def refund_payment(order: Order) -> None:
    """The shopper has the money back."""
    if Order.objects.filter(pk=order.pk, refunded_at__isnull=True).exists():
        gateway.refund(str(order.pk))
        Order.objects.filter(pk=order.pk, refunded_at__isnull=True).update(refunded_at=clock.now())


def restock_lines(order: Order) -> None:
    """Each line's units are for sale again, or the product's."""
    for line in order.lines.filter(restocked_at__isnull=True):
        try:
            inventory.restock(line.item_id, order=order.pk)
        except inventory.PoolClosed as closed:
            transactions.run(partial(_return_to_product, line, closed.units))
        else:
            _mark_restocked(line)


STEPS_AFTER_CANCELLED = (refund_payment, restock_lines, queue_mail)


def _mark_cancelled(order_id: UUID) -> None:
    placed = Order.objects.filter(pk=order_id, status=Order.Status.PLACED)
    if not placed.update(status=Order.Status.CANCELLED, cancelled_at=clock.now(), finished_at=None):
        if Order.objects.filter(pk=order_id, status=Order.Status.CANCELLED).exists():
            return
        raise NotCancellable
    for line in OrderLine.objects.filter(order_id=order_id):
        SaleItem.objects.filter(pk=line.item_id, sold__gte=line.units).update(
            sold=F("sold") - line.units
        )


def _mark_restocked(line: OrderLine) -> bool:
    unmarked = OrderLine.objects.filter(pk=line.pk, restocked_at__isnull=True)
    return bool(unmarked.update(restocked_at=clock.now()))


def _return_to_product(line: OrderLine, units: int) -> None:
    if _mark_restocked(line):
        return_units(line.item_id, units=units)
