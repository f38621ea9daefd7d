"""What the judge asks of orders: is each charged for what it buys, and was the rest given back?"""

from collections.abc import Iterator
from decimal import Decimal

from orders.models import Order, OrderLine, Refund, SalePlace, TestCharge, TestRefund

Status = Order.Status
Charge = TestCharge.Status

# What the gateway may know of an order in each state. A key that it never heard of is "none".
FAIR: dict[str, frozenset[str]] = {
    Status.PLACED: frozenset({Charge.CAPTURED, Charge.REFUNDED}),
    Status.CANCELLED: frozenset({Charge.REFUNDED, Charge.VOIDED}),
    Status.ABANDONED: frozenset({Charge.REFUNDED, Charge.VOIDED}),
}


def wrong_with_orders(*, using: str) -> Iterator[str]:
    """All that is wrong with orders and charges, in words."""
    charges = {charge.key: charge for charge in TestCharge.objects.using(using).all()}
    for order in Order.objects.using(using).all():
        charge = charges.pop(str(order.pk), None)
        yield from _wrong_with_order(order, charge, using=using)
    for key, charge in charges.items():
        if charge.status in (Charge.AUTHORISED, Charge.CAPTURED):
            yield f"charge {key} is {charge.status}, and there is no such order"


def _wrong_with_order(order: Order, charge: TestCharge | None, *, using: str) -> Iterator[str]:
    name = f"order {order.number} ({order.status})"
    if order.status == Status.PENDING:
        yield f"{name} was left in the middle"
        return
    lines = list(OrderLine.objects.using(using).filter(order=order).select_related("item"))
    if order.status == Status.PLACED:
        sales = {line.item.sale_id for line in lines if line.cancelled_at is None}
        places = SalePlace.objects.using(using).filter(order=order, given_up_at=None)
        if places.count() != len(sales):
            yield f"{name} has {places.count()} places, in {len(sales)} sales"
    if charge is None:
        if order.status != Status.ABANDONED and order.total:
            yield f"{name} has no charge"
        return
    if charge.status not in FAIR[order.status] and order.total:
        yield f"{name} has a charge that is {charge.status}"
    if charge.status in (Charge.CAPTURED, Charge.REFUNDED):
        if charge.amount != order.total:
            yield f"{name} costs {order.total}, charged were {charge.amount}"
        yield from _wrong_with_refunds(order, charge, lines, using=using)


def _wrong_with_refunds(
    order: Order, charge: TestCharge, lines: list[OrderLine], *, using: str
) -> Iterator[str]:
    """Of a charge that was made."""
    name = f"order {order.number} ({order.status})"
    refunds = {str(refund.pk): refund for refund in Refund.objects.using(using).filter(order=order)}
    gone_back = list(TestRefund.objects.using(using).filter(charge_key=charge.key))
    back = sum((refund.amount for refund in gone_back), Decimal(0))
    promised = sum((refund.amount for refund in refunds.values()), Decimal(0))
    if order.status == Status.ABANDONED:
        promised = order.total
    elif unknown := [refund.name for refund in gone_back if refund.name not in refunds]:
        yield f"{name} was refunded by {unknown}, which it doesn't know"
    if not back == charge.refunded_amount == promised:
        yield (
            f"{name} is to have {promised:.2f} back, of the charge went"
            f" {charge.refunded_amount:.2f}, one by one {back:.2f}"
        )
    if order.status == Status.CANCELLED and back != order.total:
        yield f"{name} cost {order.total}, and {back} went back"
    cancelled = {line.pk for line in lines if line.cancelled_at is not None}
    if cancelled != {refund.line_id for refund in refunds.values()} - {None}:
        yield f"{name} has {len(cancelled)} cancelled lines, and {len(refunds)} refunds"
