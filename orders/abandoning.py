"""Giving up an order that was not placed: nothing is charged, its units can be bought again."""

from functools import partial

from flashsale import clock, transactions
from inventory import api as inventory
from orders.discounts import give_back_use
from orders.models import Order, OrderLine
from orders.payment.giving_back import give_back


def abandon(order: Order, *, failure_code: str) -> bool:
    """The order is abandoned and undone; returns False if it has been placed after all.

    1. pending → abandoned, in the database: from here on nobody can place it
    2. the authorisation is voided; a later one under this key will be declined. (A charge that
       came all the same is refunded: `orders.paying`)
    3. its use of a discount is given back: not before, so that no more payments are authorised
       than there are uses
    4. each line is unclaimed: held again while its time runs, else free. A claim that arrives
       later is refused

    Killed in between, `orders.resuming` repeats 2 to 4. Raises StockUnavailable where Redis did
    not answer: the rest is left to be resumed.
    """
    now = clock.now()
    Order.objects.filter(pk=order.pk, status=Order.Status.PENDING).update(
        status=Order.Status.ABANDONED, abandoned_at=now, failure_code=failure_code
    )
    claimed = [line.pk for line in order.known_lines if line.claimed_at]
    OrderLine.objects.filter(pk__in=claimed, claimed_at__isnull=True).update(claimed_at=now)
    order.refresh_from_db()
    del order.known_lines
    if order.status != Order.Status.ABANDONED:
        return False
    undo(order)
    return True


def undo(order: Order) -> None:
    """Steps 2 to 4 of giving up are done, and the abandoned order is finished."""
    give_back(str(order.pk), refund=str(order.pk), amount=order.total)
    transactions.run(partial(give_back_use, order.pk))
    for line in order.lines.filter(unclaimed_at__isnull=True):
        inventory.unclaim(line.item_id, order=order.pk)
        OrderLine.objects.filter(pk=line.pk).update(unclaimed_at=clock.now())
    Order.objects.filter(pk=order.pk, finished_at__isnull=True).update(finished_at=clock.now())
