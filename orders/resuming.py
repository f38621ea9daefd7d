"""Finishing what was interrupted: orders that a crash left at some step of placing or undoing."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Q

from flashsale import clock
from flashsale.errors import FlashSaleError
from orders.abandoning import abandon, undo
from orders.cancelling import finish_cancelling, finish_refund, unfinished_refunds
from orders.models import Order
from orders.paying import go_on
from orders.payment import gateway
from orders.placement import finish_placement

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(seconds=45)
"""Celery looks every ten seconds: nothing is left in the middle for longer than a minute."""

NOT_PAID = "not_paid_in_time"
"""The failure code of an order whose shopper did not come back from the bank."""

Status = Order.Status


def unfinished(*, older_than: timedelta = GIVE_UP_AFTER) -> list[Order]:
    """Orders made over `older_than` ago whose last step is not marked, oldest first.

    And those of which a line was cancelled that long ago, and that is not done. With no time at
    all these are all of them, also one of a host whose clock is ahead.
    """
    is_old = Q(created_at__lte=clock.now() - older_than) if older_than else Q()
    of_lines = unfinished_refunds().filter(is_old).values_list("order_id", flat=True)
    found = Order.objects.filter((Q(finished_at__isnull=True) & is_old) | Q(pk__in=list(of_lines)))
    return list(found.order_by("created_at"))


def resume_placements(orders: Iterable[Order] | None = None) -> Counter[str]:
    """Each unfinished order is finished or undone; counts them by the status they end in.

    A pending order whose payment is authorised is placed, because its shopper has agreed and
    waits for it; any other pending one is abandoned, unless its shopper is at the bank and has
    time left. What still can't go through (Redis away) counts as "waiting" and stays for the
    next time.
    """
    counts: Counter[str] = Counter()
    for order in unfinished() if orders is None else orders:
        went_through = _resume_or_log(order)
        order.refresh_from_db()
        counts[order.status if went_through else "waiting"] += 1
    return counts


def _resume_or_log(order: Order) -> bool:
    try:
        return _resume(order)
    except FlashSaleError as error:
        logger.warning("Order %s could not be resumed yet: %s", order, error)
        return False


def _resume(order: Order) -> bool:
    """Every step but the mail, which a worker sends, went through."""
    lines = [finish_refund(refund) for refund in unfinished_refunds().filter(order=order)]
    return _resume_order(order) and all(lines)


def _resume_order(order: Order) -> bool:
    if order.status == Status.PENDING:
        return _finish_or_give_up(order)
    if order.status == Status.PLACED:
        return finish_placement(order)
    if order.status == Status.CANCELLED:
        return finish_cancelling(order)
    undo(order)
    return True


def _finish_or_give_up(order: Order) -> bool:
    if gateway.is_authorised(str(order.pk)):
        go_on(order)
    elif order.pay_by is None or order.pay_by <= clock.now():
        abandon(order, failure_code="interrupted" if order.pay_by is None else NOT_PAID)
    return True
