"""What went back of an order's money: by the shop's books, and by the test gateway's."""

from decimal import Decimal

from orders.models import Order, Refund, TestCharge, TestRefund


def promised(order: Order) -> list[Decimal]:
    """The amounts of the order's refunds, in the order in which they were made."""
    refunds = Refund.objects.filter(order=order).order_by("created_at")
    return list(refunds.values_list("amount", flat=True))


def money_of(order: Order) -> tuple[str, Decimal, Decimal]:
    """The charge's status, what was charged, and what of it went back."""
    charge = TestCharge.objects.get(key=str(order.pk))
    refunds = TestRefund.objects.filter(charge_key=str(order.pk)).values_list("amount", flat=True)
    assert charge.refunded_amount == sum(refunds)
    return charge.status, charge.amount, charge.refunded_amount
