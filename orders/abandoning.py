"""Giving up an order that was not placed: nothing is charged, its units can be bought again."""

from flashsale import clock
from inventory import api as inventory
from orders.models import Order, OrderLine
from orders.payment import gateway


def abandon(order: Order, *, failure_code: str) -> bool:
    """The order is abandoned and undone; returns False if it has been placed after all.

    1. pending → abandoned, in the database: from here on nobody can place it
    2. the authorisation is voided; a later one under this key will be declined
    3. each line is unclaimed: held again while its time runs, else free. A claim that arrives
       later is refused

    Killed in between, `orders.resuming` repeats 2 and 3. Raises StockUnavailable where Redis did
    not answer: the rest is left to be resumed.
    """
    Order.objects.filter(pk=order.pk, status=Order.Status.PENDING).update(
        status=Order.Status.ABANDONED, abandoned_at=clock.now(), failure_code=failure_code
    )
    order.refresh_from_db()
    if order.status != Order.Status.ABANDONED:
        return False
    undo(order)
    return True


def undo(order: Order) -> None:
    """Steps 2 and 3 of giving up are done, and the abandoned order is finished."""
    gateway.void(str(order.pk))
    for line in order.lines.filter(unclaimed_at__isnull=True):
        inventory.unclaim(line.item_id, order=order.pk)
        OrderLine.objects.filter(pk=line.pk).update(unclaimed_at=clock.now())
    Order.objects.filter(pk=order.pk, finished_at__isnull=True).update(finished_at=clock.now())
