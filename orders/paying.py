"""What becomes of an order when its gateway may have news: the shopper is back, or a webhook came.

A webhook is only a hint. What is done is decided by what the gateway says when it is asked, so
that one that is forged, late, early, repeated or lost does no harm.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import IntegrityError

from flashsale import clock
from flashsale.errors import FlashSaleError
from orders.abandoning import undo
from orders.errors import PaymentNeedsStep
from orders.models import Order, PaymentEvent
from orders.payment import gateway
from orders.payment.events import GatewayEvent
from orders.placement import place

logger = logging.getLogger(__name__)

PAID_LATE = "paid_late"
"""The failure code of an order whose payment came after it was given up."""

LOOKED_AFTER = timedelta(minutes=5)
"""For so long a payment that was let go at the bank is looked at again, webhook or not."""

Status = Order.Status


def hear(event: GatewayEvent) -> bool:
    """The event is kept, and what it asks for is done, once; False for a charge that isn't ours.

    The row of an order is there before its gateway is asked, so an unknown charge never becomes
    known. Raises what `go_on` raises: then the event is to be told again.
    """
    order = _order_of(event.key)
    if order is None:
        return False
    kept = _keep(event)
    if kept.handled_at is None:
        go_on(order)
        PaymentEvent.objects.filter(pk=kept.pk).update(handled_at=clock.now())
    return True


def go_on(order: Order) -> None:
    """A pending order is placed, or given up, or still waits; one given up has its money back.

    Raises StockUnavailable, ReservationContention, DatabaseContention or PaymentUnanswered where
    that could not be found out or done yet; the order is then left to be resumed.
    """
    if order.status == Status.PENDING:
        try:
            place(order)
        except PaymentNeedsStep:
            return
        except FlashSaleError:
            order.refresh_from_db()
            if order.status != Status.ABANDONED:
                raise
    elif order.status == Status.ABANDONED:
        give_back_late(order)


def give_back_late(order: Order) -> None:
    """A payment that came after the order was given up has gone back.

    The order is unfinished until it has, so that `orders.resuming` sees to it too.
    """
    if not gateway.is_authorised(str(order.pk)):
        return
    logger.warning("Order %s was paid after it was given up: the money goes back.", order)
    Order.objects.filter(pk=order.pk, status=Status.ABANDONED, finished_at__isnull=False).update(
        finished_at=None, failure_code=PAID_LATE
    )
    undo(order)


def look_for_payments() -> None:
    """What gateways told and nobody has finished is done, and late payments have gone back.

    A payment that comes within minutes after its order was given up is found here even if no
    webhook tells of it. What can't be done yet is logged, and is done the next time.
    """
    for event in PaymentEvent.objects.filter(handled_at__isnull=True, gateway=gateway.name):
        told = GatewayEvent(event.event_id, event.kind, event.charge_key)
        _or_log(partial(hear, told), event.charge_key)
    given_up_at_the_bank = Order.objects.filter(
        finished_at__gte=clock.now() - LOOKED_AFTER,
        status=Status.ABANDONED,
        pay_by__isnull=False,
    )
    for order in given_up_at_the_bank:
        _or_log(partial(give_back_late, order), str(order.pk))


def _or_log(look: Callable[[], object], key: str) -> None:
    try:
        look()
    except FlashSaleError as error:
        logger.warning("The payment of %s has to wait: %s", key, error)


def _order_of(key: str) -> Order | None:
    try:
        return Order.objects.filter(pk=UUID(key)).first()
    except ValueError:
        return None


def _keep(event: GatewayEvent) -> PaymentEvent:
    told = {"gateway": gateway.name, "event_id": event.event_id}
    known = PaymentEvent.objects.filter(**told).first()
    if known is not None:
        return known
    try:
        return PaymentEvent.objects.create(**told, kind=event.kind, charge_key=event.key)
    except IntegrityError:
        # Told twice at the same moment.
        return PaymentEvent.objects.get(**told)
