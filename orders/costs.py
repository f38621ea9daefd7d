"""What each line of an order cost, to the cent, so that a line can be paid back alone."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from orders.discounts.shares import shares
from orders.models import Order, OrderLine


def costs(order: Order, lines: Sequence[OrderLine]) -> dict[UUID, Decimal]:
    """line id → its price less its part of the discount, and with its part of added tax.

    `lines` are all lines of the order. With the shipping, and the tax that was added to that, they
    add up to the order's total exactly.
    """
    nets = [line.unit_price * line.units - line.discount for line in lines]
    added = Decimal(0) if order.tax_included else order.tax_amount
    taxes = shares(added, of=[*nets, order.shipping_amount], currency=order.currency)
    return {line.pk: net + tax for line, net, tax in zip(lines, nets, taxes, strict=False)}
