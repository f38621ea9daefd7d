"""`kill -9` at every second moment of buying and of cancelling, then resuming.

All moments, two lines, giving up, many at once, a resuming that is killed: flashsale/tests/faults.
"""

import pytest

from flashsale.redis_clients import stock_client
from flashsale.testing.judge import assert_nothing_lost
from orders.models import Order
from orders.tests import killed
from orders.tests.buying import charge_of, placed_order, units_by_place
from orders.tests.interrupted import UNITS, checkout_of, order_of_checkout, resumed
from orders.tests.killing import kill_at_each_moment
from orders.verifying import published_items, verify
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


def test_killed_while_buying_the_order_is_placed_or_given_up(
    subtests: pytest.Subtests,
) -> None:
    """Up to a moment there is no order, up to another it is given up; from then on it is placed."""
    sale = published_sale(units=1_000)
    became = []
    for moment, checkout in kill_at_each_moment(killed.buy, lambda: checkout_of(sale), step=2):
        with subtests.test(moment):
            became.append(resumed(order_of_checkout(checkout)))

    assert set(became) == {None, Status.ABANDONED, Status.PLACED}
    assert sorted(became, key=[None, Status.ABANDONED, Status.PLACED].index) == became
    sold = UNITS * became.count(Status.PLACED)
    held = UNITS * len(became) - sold
    assert units_by_place(item_of(sale)) == (1_000 - held - sold, held, 0, sold)
    _assert_books_agree()


def test_killed_while_cancelling_money_and_units_go_back_once(
    subtests: pytest.Subtests,
) -> None:
    sale = published_sale(units=1_000)
    became = []
    for moment, order_id in kill_at_each_moment(
        killed.cancel, lambda: placed_order(sale).pk, step=2
    ):
        with subtests.test(moment):
            order = Order.objects.get(pk=order_id)
            became.append((resumed(order), charge_of(order)))

    assert set(became) == {(Status.PLACED, "captured"), (Status.CANCELLED, "refunded")}
    assert sorted(became, reverse=True) == became, "from one moment on it is cancelled"
    sold = UNITS * became.count((Status.PLACED, "captured"))
    assert units_by_place(item_of(sale)) == (1_000 - sold, 0, 0, sold)
    _assert_books_agree()


def _assert_books_agree() -> None:
    assert_nothing_lost(stock_client())
    assert verify(published_items()) == []
