"""`kill -9` in the middle of a purchase with a code, then resuming: uses are counted rightly."""

from uuid import UUID

import pytest

from accounts.tests.factories import UserFactory
from orders.discounts.verifying import verify_discounts
from orders.models import Order, TestCharge
from orders.tests import killed
from orders.tests.discounting import discount_of, order_with, uses
from orders.tests.interrupted import checkout_of, order_of_checkout, resumed
from orders.tests.killed import Checkout
from orders.tests.killing import kill_at_each_moment
from orders.tests.passing_time import minutes_pass
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


def test_killed_while_buying_the_code_is_used_by_the_orders_that_are_placed(
    subtests: pytest.Subtests,
) -> None:
    """Where nothing was inserted nothing is counted; what is given up has its use given back."""
    sale = published_sale(units=1_000)
    discount = discount_of()
    became = []

    def checkout() -> Checkout:
        return checkout_of(sale, code=discount.code)

    for moment, one in kill_at_each_moment(killed.buy, checkout, step=4):
        with subtests.test(moment):
            became.append(resumed(order_of_checkout(one)))
            assert uses(discount)[0] == became.count(Status.PLACED)
            assert verify_discounts() == []

    assert set(became) == {None, Status.ABANDONED, Status.PLACED}
    captured = TestCharge.objects.filter(status="captured")
    assert captured.count() == became.count(Status.PLACED)


def test_killed_while_giving_up_the_use_is_given_back_once(subtests: pytest.Subtests) -> None:
    sale = published_sale(units=1_000)
    discount = discount_of()

    def left_behind() -> UUID:
        order = order_with(sale, UserFactory())
        minutes_pass(order)
        return order.pk

    for moment, order_id in kill_at_each_moment(killed.resume, left_behind, step=2):
        with subtests.test(moment):
            assert resumed(Order.objects.get(pk=order_id)) == Status.ABANDONED
            assert uses(discount)[0] == 0
            assert verify_discounts() == []
