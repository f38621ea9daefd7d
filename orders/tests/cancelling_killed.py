"""`kill -9` at every `step`th moment of cancelling a line, or what is left of an order.

The order has three lines, a discount, delivery and tax on top; a line was cancelled before. After
each kill it is resumed.
"""

from decimal import Decimal

import pytest

from flashsale.redis_clients import stock_client
from flashsale.testing.judge import assert_nothing_lost
from orders.cancelling import cancel_line
from orders.models import Discount, Order, OrderLine
from orders.tests import killed
from orders.tests.full_orders import full_order, lines_of
from orders.tests.interrupted import resumed
from orders.tests.killing import kill_at_each_moment
from orders.tests.refunds import money_of, promised
from orders.verifying import published_items, verify
from shop.models import Sale
from shop.tests.factories import published_sale

Status = Order.Status
FIRST, SECOND, TOTAL = Decimal("21.41"), Decimal("42.82"), Decimal("134.29")


def assert_a_line_is_cancelled_once(subtests: pytest.Subtests, *, step: int) -> None:
    """Up to a moment it stands, from then on it is cancelled, refunded and restocked."""
    sale, became = _sale(), []
    for moment, line_id in kill_at_each_moment(
        killed.cancel_line, lambda: lines_of(_partly_cancelled(sale))[1].pk, step=step
    ):
        with subtests.test(moment):
            line = OrderLine.objects.select_related("order").get(pk=line_id)
            assert resumed(line.order) == Status.PLACED
            became.append((line.cancelled_at is not None, *money_of(line.order)))

    standing = (False, "captured", TOTAL, FIRST)
    cancelled = (True, "captured", TOTAL, FIRST + SECOND)
    assert became == [standing] * became.count(standing) + [cancelled] * became.count(cancelled)
    assert min(became.count(standing), became.count(cancelled)) >= 2
    assert Discount.objects.get().used == len(became)
    _assert_books_agree()


def assert_what_is_left_is_cancelled_once(subtests: pytest.Subtests, *, step: int) -> None:
    """Up to a moment it stands, from then on all is refunded and restocked."""
    sale, became = _sale(), []
    for moment, order_id in kill_at_each_moment(
        killed.cancel, lambda: _partly_cancelled(sale).pk, step=step
    ):
        with subtests.test(moment):
            order = Order.objects.get(pk=order_id)
            became.append((resumed(order), *money_of(order)))
            assert sum(promised(order)) == became[-1][-1]

    standing = (Status.PLACED, "captured", TOTAL, FIRST)
    cancelled = (Status.CANCELLED, "refunded", TOTAL, TOTAL)
    assert became == [standing] * became.count(standing) + [cancelled] * became.count(cancelled)
    assert min(became.count(standing), became.count(cancelled)) >= 2
    assert Discount.objects.get().used == became.count(standing)
    _assert_books_agree()


def _sale() -> Sale:
    return published_sale(products=3, units=500, price=Decimal("19.99"))


def _partly_cancelled(sale: Sale) -> Order:
    order = full_order(sale)
    cancel_line(lines_of(order)[0])
    return order


def _assert_books_agree() -> None:
    assert_nothing_lost(stock_client())
    assert verify(published_items()) == []
