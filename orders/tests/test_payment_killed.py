"""`kill -9` while the shopper is at the bank: no order stays placed unpaid, or paid unplaced."""

import pytest

from flashsale.redis_clients import stock_client
from flashsale.testing.judge import assert_nothing_lost
from orders.abandoning import abandon
from orders.models import Order
from orders.paying import look_for_payments
from orders.tests import killed
from orders.tests.bank import Post, answer_bank, order_at_bank
from orders.tests.buying import charge_of
from orders.tests.interrupted import checkout_of, order_of_checkout, resumed
from orders.tests.killing import kill_at_each_moment
from orders.verifying import published_items, verify
from shop.models import Sale
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status
IN_TURN = [(None, None), (Status.ABANDONED, "voided"), (Status.PLACED, "captured")]


@pytest.fixture
def sale() -> Sale:
    return published_sale(units=1_000)


def test_killed_with_a_three_d_step_no_order_stays_placed_unpaid_or_paid_unplaced(
    sale: Sale, subtests: pytest.Subtests
) -> None:
    """No webhook ever comes. From the shopper's approval on the order is placed."""
    became = []
    for moment, checkout in kill_at_each_moment(
        killed.buy_at_bank, lambda: checkout_of(sale, payment="three_d"), step=3
    ):
        with subtests.test(moment):
            order = order_of_checkout(checkout)
            became.append((resumed(order), charge_of(order) if order else None))

    assert set(became) == set(IN_TURN)
    assert sorted(became, key=IN_TURN.index) == became
    _assert_books_agree()


def test_killed_while_it_hears_of_a_payment_the_shop_places_the_order_once(
    sale: Sale, webhooks: Post, subtests: pytest.Subtests
) -> None:
    """The gateway repeats what was not answered."""

    def paid() -> object:
        order = order_at_bank(sale)
        answer_bank(order)
        return order.pk

    for moment, order_id in kill_at_each_moment(killed.hear, paid, step=5):
        with subtests.test(moment):
            killed.hear(order_id)
            order = Order.objects.get(pk=order_id)
            assert (resumed(order), charge_of(order)) == (Status.PLACED, "captured")
    _assert_books_agree()


def test_killed_while_it_hears_of_a_late_payment_the_shop_still_lets_go_of_it(
    sale: Sale, webhooks: Post, subtests: pytest.Subtests
) -> None:
    """Even if the gateway does not tell it again."""

    def paid_late() -> object:
        order = order_at_bank(sale, method="late")
        answer_bank(order)
        abandon(order, failure_code="stopped")
        assert charge_of(order) == "authorised"
        return order.pk

    for moment, order_id in kill_at_each_moment(killed.hear, paid_late):
        with subtests.test(moment):
            look_for_payments()
            order = Order.objects.get(pk=order_id)
            assert (resumed(order), charge_of(order)) == (Status.ABANDONED, "voided")
    _assert_books_agree()


def _assert_books_agree() -> None:
    assert_nothing_lost(stock_client())
    assert verify(published_items()) == []
