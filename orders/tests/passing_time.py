"""Time that passes without waiting."""

from datetime import timedelta

from flashsale import clock
from orders.models import Order


def minutes_pass(order: Order) -> None:
    """The order is old enough to be resumed."""
    Order.objects.filter(pk=order.pk).update(created_at=clock.now() - timedelta(minutes=2))
