"""Paying back what was promised when an order or a line was called off: each Refund once.

The gateway knows a refund by its row's id, and is asked again until it has answered. Where the
only refund is that of a whole order, and nothing was charged yet, nothing ever will be: what was
reserved is let go. A part can only go back of what was charged, so that is made sure of first.
"""

from flashsale import clock
from orders.models import Order, Refund
from orders.payment import gateway
from orders.payment.giving_back import give_back


def refund_payment(order: Order) -> None:
    """The shopper has all the money of the cancelled order back."""
    for refund in order.refunds.filter(refunded_at__isnull=True):
        pay_back(refund)
    now = clock.now()
    Order.objects.filter(pk=order.pk, refunded_at__isnull=True).update(refunded_at=now)
    order.refunds.filter(line__isnull=True, finished_at__isnull=True).update(finished_at=now)


def pay_back(refund: Refund) -> None:
    """The shopper has this money back."""
    if refund.refunded_at is not None:
        return
    if refund.amount:  # the gateways know no refund of nothing
        _ask_gateway(refund)
    Refund.objects.filter(pk=refund.pk, refunded_at__isnull=True).update(refunded_at=clock.now())


def _ask_gateway(refund: Refund) -> None:
    key, name = str(refund.order_id), str(refund.pk)
    others = Refund.objects.filter(order_id=refund.order_id).exclude(pk=refund.pk)
    if refund.line_id is None and not others.exists():
        give_back(key, refund=name, amount=refund.amount)
        return
    gateway.capture(key)
    gateway.refund(key, refund=name, amount=refund.amount)
