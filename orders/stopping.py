"""What a shopper wants no more: placed, and then cancelled; or still at the bank, and given up."""

from orders.abandoning import abandon
from orders.cancelling import cancel_as_shopper
from orders.models import Order

STOPPED = "stopped"
"""The failure code of an order whose buyer gave it up while the bank had the word."""


def stop_as_shopper(order: Order) -> None:
    """The order is cancelled, or given up if it waited for the bank; repeated, nothing changes.

    Raises NotCancellable where it is too late, or too early: it is being placed at this moment.
    """
    waits = order.status == Order.Status.PENDING and order.pay_by is not None
    if waits and abandon(order, failure_code=STOPPED):
        return
    if order.status == Order.Status.ABANDONED:
        return
    cancel_as_shopper(order)
    order.refresh_from_db()
