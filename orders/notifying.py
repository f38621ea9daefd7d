"""Mails about an order: at least once, and a repeat carries the same Message-ID.

Sending the mail is the last step of placing and of cancelling: whoever has sent it marks the
order as finished. Until then `orders.resuming` sends it again.
"""

import logging
from collections.abc import Sequence
from uuid import UUID

from celery import shared_task
from kombu.exceptions import OperationalError

from flashsale import clock
from flashsale.alone import alone
from orders.mails import mail_of
from orders.models import Order

logger = logging.getLogger(__name__)

STALE_SECONDS = 60  # by then it is queued again: a queue that nobody empties stays short


def queue_mail(order: Order) -> None:
    """A worker will send the mail that the order's status asks for.

    While the broker is away nothing is queued: the order stays unfinished, and is resumed.
    """
    queue_mails([order])


def queue_mails(orders: Sequence[Order]) -> None:
    """What `queue_mail` does, for all these orders in one message to the workers."""
    asked = [(str(order.pk), order.status) for order in orders]
    try:
        if len(asked) == 1:
            send_mail.apply_async(asked[0], expires=STALE_SECONDS)
        else:
            send_mails.apply_async((asked,), expires=STALE_SECONDS)
    except OperationalError as error:
        numbers = ", ".join(map(str, orders))
        logger.warning("Orders %s: the mail will be sent later: %s", numbers, error)


@shared_task
def send_mail(order_id: str, status: str) -> None:
    """The buyer has a mail that says what became of the order."""
    notify(UUID(order_id), status=status)


@shared_task
def send_mails(asked: Sequence[tuple[str, str]]) -> None:
    """What `send_mail` does, for each order and status; one that fails keeps none waiting."""
    for order_id, status in asked:
        try:
            send_mail(order_id, status)
        except Exception:
            logger.exception("Order %s: its mail will be sent later.", order_id)


def notify(order_id: UUID, *, status: str) -> bool:
    """The buyer was told that the order reached `status`, and the order is finished.

    Nothing is sent, and False returned, where the order has moved on or was finished before, or
    where its mail is being sent at this moment.
    """
    with alone(f"mail:{order_id}:{status}") as is_alone:
        return is_alone and _notify(order_id, status=status)


def _notify(order_id: UUID, *, status: str) -> bool:
    order = (
        Order.objects.select_related("buyer")
        .filter(pk=order_id, status=status, finished_at__isnull=True)
        .first()
    )
    if order is None:
        return False
    if order.buyer is not None:
        mail_of(order, buyer=order.buyer).send()
    Order.objects.filter(pk=order_id, status=status, finished_at__isnull=True).update(
        finished_at=clock.now()
    )
    return True
