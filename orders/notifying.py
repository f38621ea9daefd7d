"""Mails about an order: at least once, and a repeat carries the same Message-ID.

Sending the mail is the last step of placing and of cancelling: whoever has sent it marks the
order as finished. Until then `orders.resuming` sends it again.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from flashsale import clock
from orders.models import Order

logger = logging.getLogger(__name__)

LONGEST_SENDING_SECONDS = 60
STALE_SECONDS = 60  # by then it is queued again: a queue that nobody empties stays short

SUBJECTS = {
    Order.Status.PLACED: "Your order {number}",
    Order.Status.CANCELLED: "Your order {number} is cancelled",
}


def queue_mail(order: Order) -> None:
    """A worker will send the mail that the order's status asks for.

    While the broker is away nothing is queued: the order stays unfinished, and is resumed.
    """
    order.refresh_from_db(fields=["status"])
    try:
        send_mail.apply_async((str(order.pk), order.status), expires=STALE_SECONDS)
    except OperationalError as error:
        logger.warning("Order %s: its mail will be sent later: %s", order, error)


@shared_task
def send_mail(order_id: str, status: str) -> None:
    """The buyer has a mail that says what became of the order."""
    notify(UUID(order_id), status=status)


def notify(order_id: UUID, *, status: str) -> bool:
    """The buyer was told that the order reached `status`, and the order is finished.

    Nothing is sent, and False returned, where the order has moved on or was finished before, or
    where its mail is being sent at this moment.
    """
    with _alone(f"mail:{order_id}:{status}") as is_alone:
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
        _mail(order, to=order.buyer.email, name=order.buyer.get_short_name()).send()
    Order.objects.filter(pk=order_id, status=status, finished_at__isnull=True).update(
        finished_at=clock.now()
    )
    return True


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether nobody else is at it: two workers that got the same task send one mail.

    Whoever dies over it is in nobody's way after LONGEST_SENDING_SECONDS. While Redis is away,
    everybody is alone: rather two mails than none.
    """
    try:
        is_alone = cache.add(name, 1, timeout=LONGEST_SENDING_SECONDS)
    except (RedisError, OSError):
        yield True
        return
    try:
        yield is_alone
    finally:
        if is_alone:
            _done(name)


def _done(name: str) -> None:
    try:
        cache.delete(name)
    except (RedisError, OSError):
        logger.warning("%s: is free again in %s seconds.", name, LONGEST_SENDING_SECONDS)


def _mail(order: Order, *, to: str, name: str) -> EmailMessage:
    status = Order.Status(order.status)
    context = {
        "order": order,
        "lines": list(order.lines.all()),
        "name": name,
        "url": settings.SITE_URL.rstrip("/") + order.get_absolute_url(),
    }
    shop = urlsplit(settings.SITE_URL).hostname  # the same on every machine that sends
    return EmailMessage(
        subject=SUBJECTS[status].format(number=order.number),
        body=render_to_string(f"orders/mail_{status}.txt", context),
        to=[to],
        headers={"Message-ID": f"<{order.pk}.{status}@{shop}>"},
    )
