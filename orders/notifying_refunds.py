"""The mail about a line that was cancelled alone: as those about orders, by `orders.notifying`.

Sending it is the last step: whoever has sent it marks the Refund as finished.
"""

import logging
from uuid import UUID

from celery import shared_task
from kombu.exceptions import OperationalError

from flashsale import clock
from flashsale.alone import alone
from orders.mails import composed
from orders.models import Refund
from orders.notifying import STALE_SECONDS

logger = logging.getLogger(__name__)


def queue_refund_mail(refund: Refund) -> None:
    """A worker will tell the buyer that the refund's line is cancelled.

    While the broker is away nothing is queued: the refund stays unfinished, and is resumed.
    """
    try:
        send_refund_mail.apply_async((str(refund.pk),), expires=STALE_SECONDS)
    except OperationalError as error:
        logger.warning("Refund %s: the mail will be sent later: %s", refund.pk, error)


@shared_task
def send_refund_mail(refund_id: str) -> None:
    """The buyer was told of the refund, which is finished; where it was before, nothing is sent."""
    with alone(f"mail:{refund_id}:refund") as is_alone:
        if is_alone:
            _notify(UUID(refund_id))


def _notify(refund_id: UUID) -> None:
    unfinished = Refund.objects.filter(pk=refund_id, finished_at__isnull=True)
    refund = unfinished.select_related("order__buyer", "line").first()
    if refund is None:
        return
    order = refund.order
    if order.buyer is not None:
        composed(
            order,
            name="orders/mail_line_cancelled",
            subject=f"A part of your order {order.number} is cancelled",
            buyer=order.buyer,
            message_id=str(refund.pk),
            context={"refund": refund, "line": refund.line},
        ).send()
    unfinished.update(finished_at=clock.now())
