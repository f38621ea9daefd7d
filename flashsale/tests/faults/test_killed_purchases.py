"""`kill -9` at every moment of an order of two lines in two pools, and of what mends it.

The orders have a discount, delivery, tax and a payment in them.
"""

from collections import Counter

import pytest

from flashsale.redis_clients import stock_client
from flashsale.testing.judge import assert_nothing_lost
from flashsale.tests.faults.buying_the_rest import assert_the_rest_can_be_bought
from orders.discounts.verifying import verify_discounts
from orders.models import Order
from orders.tests import killed
from orders.tests.buying import charge_of, placed_order
from orders.tests.discounting import discount_of
from orders.tests.interrupted import checkout_of, order_of_checkout, resume_all, resumed
from orders.tests.killing import kill, kill_at_each_moment
from orders.verifying import published_items, verify
from shop.models import Sale
from shop.tests.factories import published_sale

pytestmark = [
    pytest.mark.slow,
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
]

Status = Order.Status
IN_TURN = [None, Status.ABANDONED, Status.PLACED]
UNITS = 500


CODE = "SPRING"


@pytest.fixture
def sale() -> Sale:
    discount_of(CODE)
    return published_sale(products=2, units=UNITS, limit_per_buyer=UNITS)


def test_of_buying_then_resumed(sale: Sale, subtests: pytest.Subtests) -> None:
    became = []
    for moment, checkout in kill_at_each_moment(killed.buy, lambda: checkout_of(sale, code=CODE)):
        with subtests.test(moment):
            became.append(resumed(order_of_checkout(checkout)))
    assert set(became) == set(IN_TURN)
    assert sorted(became, key=IN_TURN.index) == became
    assert became.count(Status.ABANDONED) >= 3, "with no line claimed, with one, with both"
    assert became.count(Status.PLACED) >= 4, "with no line settled, with one, with both"
    _assert_all_is_right(sale)


def test_of_buying_then_pressed_again(sale: Sale, subtests: pytest.Subtests) -> None:
    """Whenever it was, the shopper who sends the same checkout again buys once."""
    for moment, checkout in kill_at_each_moment(killed.buy, lambda: checkout_of(sale, code=CODE)):
        with subtests.test(moment):
            killed.buy(checkout)
            assert resumed(order_of_checkout(checkout)) == Status.PLACED
            assert Order.objects.filter(buyer_id=checkout.buyer).count() == 1
    _assert_all_is_right(sale)


@pytest.mark.parametrize(
    ("payment", "last"),
    [("time_out", (Status.ABANDONED, "voided")), ("answer_lost", (Status.PLACED, "captured"))],
)
def test_of_buying_when_the_bank_does_not_answer(
    sale: Sale, subtests: pytest.Subtests, payment: str, last: tuple[str, str]
) -> None:
    """It has done nothing, or has reserved the money: the order and the money go the same way."""
    became = []
    for moment, checkout in kill_at_each_moment(
        killed.buy, lambda: checkout_of(sale, payment=payment, code=CODE)
    ):
        with subtests.test(moment):
            order = order_of_checkout(checkout)
            became.append((resumed(order), charge_of(order) if order else None))
    assert Counter(became).keys() == {(None, None), (Status.ABANDONED, "voided"), last}
    assert became[-1] == last
    _assert_all_is_right(sale)


def test_of_buying_with_a_three_d_step(sale: Sale, subtests: pytest.Subtests) -> None:
    """No order stays placed unpaid, or paid unplaced, though nobody tells the shop anything."""
    became = []
    for moment, checkout in kill_at_each_moment(
        killed.buy_at_bank, lambda: checkout_of(sale, payment="three_d", code=CODE)
    ):
        with subtests.test(moment):
            order = order_of_checkout(checkout)
            became.append((resumed(order), charge_of(order) if order else None))
    in_turn = [(None, None), (Status.ABANDONED, "voided"), (Status.PLACED, "captured")]
    assert set(became) == set(in_turn)
    assert sorted(became, key=in_turn.index) == became
    _assert_all_is_right(sale)


@pytest.mark.parametrize("is_pressed_again", [False, True], ids=["resumed", "pressed again"])
def test_of_cancelling(sale: Sale, subtests: pytest.Subtests, *, is_pressed_again: bool) -> None:
    """From one moment on it is cancelled; pressed again, it is in any case."""
    became = []
    for moment, order_id in kill_at_each_moment(killed.cancel, lambda: placed_order(sale).pk):
        with subtests.test(moment):
            if is_pressed_again:
                killed.cancel(order_id)
            order = Order.objects.get(pk=order_id)
            became.append((resumed(order), charge_of(order)))
    cancelled = (Status.CANCELLED, "refunded")
    assert became[-1] == cancelled
    if is_pressed_again:
        assert set(became) == {cancelled}
    else:
        assert set(became) == {(Status.PLACED, "captured"), cancelled}
        assert sorted(became, reverse=True) == became
    _assert_all_is_right(sale)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_of_resuming(sale: Sale, subtests: pytest.Subtests, share: float) -> None:
    """What was killed in the middle is resumed; that is killed too, and resumed."""
    first = int(len(kill(killed.buy, checkout_of(sale, code=CODE), moment=0)) * share)

    def half_bought() -> object:
        checkout = checkout_of(sale, code=CODE)
        kill(killed.buy, checkout, moment=first)
        order = order_of_checkout(checkout)
        assert order is not None
        return order.pk

    became = []
    for moment, order_id in kill_at_each_moment(killed.resume, half_bought):
        with subtests.test(moment):
            became.append(resumed(Order.objects.get(pk=order_id)))
    assert len(set(became)) == 1, "what becomes of it was decided before"
    assert len(became) > 5
    _assert_all_is_right(sale)


def test_of_many_who_buy_at_once(sale: Sale, subtests: pytest.Subtests) -> None:
    """Their steps may go to Redis and to the database together."""

    def crowd() -> list[killed.Checkout]:
        return [checkout_of(sale, code=CODE) for _ in range(3)]

    count = len(kill(killed.buy_together, crowd(), moment=0))
    for number in range(1, count, 3):
        with subtests.test(str(number)):
            checkouts = crowd()
            kill(killed.buy_together, checkouts, moment=number)
            assert {resumed(order_of_checkout(checkout)) for checkout in checkouts} <= set(IN_TURN)
            assert_nothing_lost(stock_client())
    _assert_all_is_right(sale)


def _assert_all_is_right(sale: Sale) -> None:
    resume_all()
    assert_nothing_lost(stock_client())
    assert verify(published_items()) == []
    assert verify_discounts() == []
    assert_the_rest_can_be_bought(sale)
    assert_nothing_lost(stock_client())
