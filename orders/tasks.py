"""Background work of orders.

The mails' own tasks are in `notifying` and `notifying_refunds`, the test gateway's in
`payment.sending`.
"""

import logging

from celery import shared_task

from flashsale.alone import alone
from inventory import api as inventory
from orders import mending, notifying, notifying_refunds, paying, resuming
from orders.payment import sending
from orders.telling import tell_of_orders
from shop.webhooks.sales import tell_of_sales

__all__ = [
    "mend_pools",
    "notifying",
    "notifying_refunds",
    "resume_placements",
    "sending",
    "tell_what_happened",
]

logger = logging.getLogger(__name__)


@shared_task
def mend_pools() -> int:
    """The pools of sales that are not settled are right; returns how many had to be rebuilt."""
    return mending.mend_pools(settled_too=False, patience_ms=mending.PATIENCE_MS)


@shared_task
def resume_placements() -> None:
    """Every pool is right, and orders that a crash left half placed or half undone are finished.

    So is what gateways have told of their payments.
    """
    try:
        mending.mend_pools(patience_ms=mending.PATIENCE_MS)
    except inventory.StockUnavailable:
        logger.warning("The stock can't be reached: its pools were not looked at.")
    resuming.resume_placements()
    paying.look_for_payments()


@shared_task
def tell_what_happened() -> int:
    """Who wants to be told of sales and orders has a message that waits; returns of how many."""
    with alone("webhooks: telling") as is_alone:
        return tell_of_sales() + tell_of_orders() if is_alone else 0
