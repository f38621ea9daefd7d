"""What became of an order's line: that of its order, unless it was cancelled alone."""

from datetime import datetime

from django.db.models import QuerySet

from orders.models import Order, OrderLine

Status = Order.Status


def status_of_line(order_status: str, cancelled_at: datetime | None) -> Status:
    """Pending, placed (so it is bought), cancelled or abandoned."""
    return Status(order_status) if cancelled_at is None else Status.CANCELLED


def bought_lines() -> QuerySet[OrderLine]:
    """The lines that are bought now: of placed orders, and not cancelled alone."""
    return OrderLine.objects.filter(order__status=Status.PLACED, cancelled_at__isnull=True)
