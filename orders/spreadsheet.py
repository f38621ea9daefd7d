"""A shopper's own orders as CSV, for a spreadsheet.

A row is a line of an order. What belongs to the whole order (its sums) stands in its first row
only, so that a column can be added up. Amounts are plain decimals; times are ISO 8601, UTC.
"""

import csv
from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from flashsale import clock
from flashsale.money import rounded
from orders.models import Order, OrderLine, Refund
from orders.standing import status_of_line

BYTE_ORDER_MARK = "\ufeff"  # else Excel takes UTF-8 for the letters of its own country
OF_A_LINE = (
    "order", "ordered_at", "status", "product", "units", "unit_price", "line_discount", "currency",
)  # fmt: skip
OF_AN_ORDER = (
    "subtotal", "discount_code", "discount", "shipping_method", "shipping", "tax", "tax_included",
    "total", "refunded",
)  # fmt: skip
STARTS_OF_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
ROWS_AT_ONCE = 500


class _Line:
    """A file that hands back what is written to it: what csv.writer needs to make one line."""

    def write(self, text: str) -> str:
        return text


def orders_csv(buyer: UUID) -> Iterator[str]:
    """The file, line by line, the latest order first. Two queries."""
    write = csv.writer(_Line()).writerow
    yield BYTE_ORDER_MARK + write([*OF_A_LINE, *OF_AN_ORDER])
    refunded = _refunded(buyer)
    lines = OrderLine.objects.filter(order__buyer_id=buyer).select_related("order")
    before = None
    for line in lines.order_by("-order__created_at", "order_id", "product_name").iterator(
        chunk_size=ROWS_AT_ONCE
    ):
        is_first, before = line.order_id != before, line.order_id
        of_order = _of_order(line.order, refunded.get(line.order_id, Decimal(0)))
        yield write([*_of_line(line), *(of_order if is_first else [""] * len(of_order))])


def harmless(text: str) -> str:
    """The text, so that no spreadsheet takes it for a formula.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if text.startswith(STARTS_OF_FORMULAS) else text


def _of_line(line: OrderLine) -> list[object]:
    return [
        line.order.number,
        clock.iso(line.order.created_at),
        status_of_line(line.order.status, line.cancelled_at),
        harmless(line.product_name),
        line.units,
        rounded(line.unit_price, currency=line.order.currency),
        rounded(line.discount, currency=line.order.currency),
        line.order.currency,
    ]


def _of_order(order: Order, refunded: Decimal) -> list[object]:
    def amount(of: Decimal) -> Decimal:
        return rounded(of, currency=order.currency)

    return [
        amount(order.subtotal),
        harmless(order.discount_code),
        amount(order.discount_amount),
        harmless(order.shipping_method),
        amount(order.shipping_amount),
        amount(order.tax_amount),
        "yes" if order.tax_included else "no",
        amount(order.total),
        amount(refunded),
    ]


def _refunded(buyer: UUID) -> dict[UUID, Decimal]:
    """order id → what was paid back of it."""
    found: dict[UUID, Decimal] = {}
    paid_back = Refund.objects.filter(order__buyer_id=buyer, refunded_at__isnull=False)
    for order_id, amount in paid_back.values_list("order_id", "amount"):
        found[order_id] = found.get(order_id, Decimal(0)) + amount
    return found
