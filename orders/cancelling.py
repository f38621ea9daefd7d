"""Cancelling a placed order, or a line of it: the money goes back, the units are for sale again.

    1. one transaction: the order is cancelled, or the line alone; each      Order.cancelled_at,
       item's `sold` lowered; a Refund tells what is to be paid back         OrderLine.cancelled_at
       (orders.calling_off)
    2. the money is paid back (orders.refunding)                             Refund.refunded_at,
                                                                             Order.refunded_at
    3. the units are restocked (orders.restocking): into their pool or,      OrderLine.restocked_at
       once that is closed, to the product, together with the mark
    4. the mail is sent                                                      Order.finished_at,
                                                                             Refund.finished_at

Killed in between, `orders.resuming` goes on from the marks; each step is done once. A line that is
cancelled alone has its Refund as its record: its order may be in the middle of being placed, or be
cancelled meanwhile, and neither knows of the other. The last line that stands is not cancelled
alone: that cancels the order.
"""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.conf import settings
from django.db.models import QuerySet

from flashsale import clock
from inventory import api as inventory
from orders.calling_off import call_off
from orders.errors import NotCancellable, PaymentError
from orders.models import Order, OrderLine, Refund
from orders.notifying import queue_mail
from orders.notifying_refunds import queue_refund_mail
from orders.refunding import pay_back, refund_payment
from orders.restocking import restock_line, restock_lines

logger = logging.getLogger(__name__)

T = TypeVar("T")


def can_cancel(order: Order) -> bool:
    """A shopper may cancel what is placed, until each of its sales has ended.

    Lines that were cancelled before don't count. A setting may forbid it altogether.
    """
    standing = order.lines.filter(cancelled_at__isnull=True).select_related("item__sale")
    return may_cancel(order, standing)


def may_cancel(order: Order, lines: Iterable[OrderLine]) -> bool:
    """Whether a shopper may cancel these lines of the order, none of which was cancelled before.

    Asks nothing of the database where the lines know their sales.
    """
    if order.status != Order.Status.PLACED or not settings.SHOPPERS_MAY_CANCEL:
        return False
    now = clock.now()
    return all(line.item.sale.ends_at is None or now < line.item.sale.ends_at for line in lines)


def cancel_as_shopper(order: Order) -> None:
    """The order is cancelled, if a shopper still may. Raises NotCancellable."""
    if order.status != Order.Status.CANCELLED and not can_cancel(order):
        raise NotCancellable
    cancel(order)


def cancel_line_as_shopper(line: OrderLine) -> None:
    """The line is cancelled, if a shopper still may. Raises NotCancellable."""
    is_cancelled = line.cancelled_at or line.order.status == Order.Status.CANCELLED
    if not is_cancelled and not may_cancel(line.order, [line]):
        raise NotCancellable
    cancel_line(line)


def cancel(order: Order) -> None:
    """The order is cancelled, refunded and restocked; repeated, it changes nothing.

    Of an order some of whose lines were cancelled before, what is left is. What does not go
    through now (Redis away, the gateway silent) is left to be resumed. Raises NotCancellable if
    the order was never placed.
    """
    call_off(order.pk)
    order.status = Order.Status.CANCELLED
    finish_cancelling(order)
    order.refresh_from_db()


def cancel_line(line: OrderLine) -> None:
    """The line is cancelled, refunded and restocked; the order, if no other line of it stands.

    Repeated, it changes nothing. What does not go through now is left to be resumed. Raises
    NotCancellable if the order was never placed.
    """
    call_off(line.order_id, line_id=line.pk)
    refund = Refund.objects.filter(line=line).select_related("order", "line").first()
    if refund is not None:
        finish_refund(refund)
    else:
        finish_cancelling(Order.objects.get(pk=line.order_id))
    line.refresh_from_db()


def unfinished_refunds() -> QuerySet[Refund]:
    """Of lines that were cancelled alone: what is not done yet, the oldest first."""
    found = Refund.objects.filter(line__isnull=False, finished_at__isnull=True)
    return found.select_related("order", "line").order_by("created_at")


def finish_cancelling(order: Order) -> bool:
    """The steps after the mark are done; False where one is left to be resumed."""
    return _do(STEPS_AFTER_CANCELLED, order, name=f"Order {order}")


def finish_refund(refund: Refund) -> bool:
    """The same, of a line that was cancelled alone."""
    return _do(STEPS_AFTER_LINE_CANCELLED, refund, name=f"Order {refund.order}, {refund.line}")


def restock_refunded(refund: Refund) -> None:
    """The units of the refund's line are for sale again."""
    if refund.line is not None and refund.line.restocked_at is None:
        restock_line(refund.line)


STEPS_AFTER_CANCELLED = (refund_payment, restock_lines, queue_mail)
STEPS_AFTER_LINE_CANCELLED = (pay_back, restock_refunded, queue_refund_mail)


def _do(steps: Iterable[Callable[[T], None]], thing: T, *, name: str) -> bool:
    for step in steps:
        try:
            step(thing)
        except (inventory.StockError, PaymentError) as error:
            logger.warning("%s: %s did not go through: %s", name, step.__name__, error)
            return False
    return True
