"""Finishing what was interrupted: orders that a crash left at some step of placing or undoing."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from flashsale import clock
from flashsale.errors import FlashSaleError
from orders.abandoning import abandon, undo
from orders.cancelling import finish_cancelling
from orders.models import Order
from orders.payment import gateway
from orders.placement import finish_placement, place

logger = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(seconds=60)
Status = Order.Status


def unfinished(*, older_than: timedelta = GIVE_UP_AFTER) -> list[Order]:
    """Orders made over `older_than` ago whose last step is not marked, oldest first."""
    found = Order.objects.filter(finished_at__isnull=True, created_at__lte=clock.now() - older_than)
    return list(found.order_by("created_at"))


def resume_placements(orders: Iterable[Order] | None = None) -> Counter[str]:
    """Each unfinished order is finished or undone; counts them by the status they end in.

    A pending order whose payment is authorised is placed, because its shopper has agreed and
    waits for it; any other pending one is abandoned. What still can't go through (Redis away)
    counts as "waiting" and stays for the next time.
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
    if order.status == Status.PENDING:
        return _finish_or_give_up(order)
    if order.status == Status.PLACED:
        return finish_placement(order)
    if order.status == Status.CANCELLED:
        return finish_cancelling(order)
    undo(order)
    return True


def _finish_or_give_up(order: Order) -> bool:
    if not gateway.is_authorised(str(order.pk)):
        abandon(order, failure_code="interrupted")
        return True
    try:
        place(order)
    except FlashSaleError:
        order.refresh_from_db()
        if order.status != Status.ABANDONED:
            raise
    return True
