"""Resuming: which orders are looked at, and what waits."""

from datetime import timedelta

import pytest

from flashsale import clock
from orders.errors import PaymentUnanswered
from orders.models import Order
from orders.payment import gateway
from orders.resuming import resume_placements, unfinished
from orders.tests.bank import answer_bank, order_at_bank
from orders.tests.buying import charge_of, pending_order, placed_order, units_by_place
from orders.tests.passing_time import minutes_pass
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


def _made(order: Order, *, seconds_ago: int) -> None:
    made = clock.now() - timedelta(seconds=seconds_ago)
    Order.objects.filter(pk=order.pk).update(created_at=made)


def test_an_order_that_is_being_placed_right_now_is_left_alone() -> None:
    order = pending_order(published_sale())
    _made(order, seconds_ago=44)

    assert unfinished() == []
    assert resume_placements() == {}


def test_an_order_that_nobody_finished_for_a_minute_is_given_up() -> None:
    sale = published_sale(units=20)
    order = pending_order(sale)
    _made(order, seconds_ago=61)

    assert resume_placements() == {"abandoned": 1}

    order.refresh_from_db()
    assert order.status == Status.ABANDONED
    assert order.failure_code == "interrupted"
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)


def test_without_any_patience_an_order_of_a_host_whose_clock_is_ahead_is_looked_at_too() -> None:
    order = pending_order(published_sale())
    _made(order, seconds_ago=-600)

    assert unfinished() == []
    assert unfinished(older_than=timedelta(0)) == [order]


def test_a_finished_order_is_not_looked_at_again() -> None:
    order = placed_order(published_sale())
    _made(order, seconds_ago=61)

    assert unfinished() == []


def test_an_authorised_order_whose_units_are_gone_is_given_up_and_voided() -> None:
    """The shopper let the hold go in another tab after the payment was authorised."""
    sale = published_sale(units=20)
    order = pending_order(sale)
    gateway.authorise(str(order.pk), amount=order.total, currency="EUR", method="approve")
    from_hold = order.lines.get()
    Order.objects.filter(pk=order.pk).update(created_at=clock.now() - timedelta(seconds=61))
    type(from_hold).objects.update(hold_token="another hold")

    assert resume_placements() == {"abandoned": 1}

    assert charge_of(order) == "voided"


def test_a_mail_that_was_never_sent_is_sent_later(mailoutbox: list[object]) -> None:
    order = placed_order(published_sale())
    Order.objects.filter(pk=order.pk).update(finished_at=None)
    _made(order, seconds_ago=61)
    mailoutbox.clear()

    assert resume_placements() == {"placed": 1}

    assert len(mailoutbox) == 1


def test_an_order_whose_shopper_is_at_the_bank_is_left_alone_as_long_as_it_may_be_paid() -> None:
    sale = published_sale(units=20)
    order = order_at_bank(sale)
    minutes_pass(order)

    assert resume_placements() == {"pending": 1}

    order.refresh_from_db()
    assert order.status == Status.PENDING
    assert units_by_place(item_of(sale)) == (18, 0, 2, 0)


def test_an_order_whose_shopper_did_not_come_back_from_the_bank_is_given_up() -> None:
    sale = published_sale(units=20)
    order = order_at_bank(sale)
    minutes_pass(order)
    _bank_time_is_over(order)

    assert resume_placements() == {"abandoned": 1}

    order.refresh_from_db()
    assert order.failure_code == "not_paid_in_time"
    assert charge_of(order) == "voided"
    assert units_by_place(item_of(sale)) == (18, 2, 0, 0)


@pytest.mark.usefixtures("webhooks")
@pytest.mark.parametrize("is_over", [False, True], ids=["in time", "just over"])
def test_an_order_that_was_paid_at_the_bank_is_placed_though_nobody_tells_it(
    mailoutbox: list[object], *, is_over: bool
) -> None:
    sale = published_sale(units=20)
    order = order_at_bank(sale)
    answer_bank(order)
    minutes_pass(order)
    if is_over:
        _bank_time_is_over(order)

    assert resume_placements() == {"placed": 1}
    assert resume_placements() == {}

    assert charge_of(order) == "captured"
    assert units_by_place(item_of(sale)) == (18, 0, 0, 2)
    assert len(mailoutbox) == 1


def test_an_order_that_was_placed_and_not_charged_is_charged_within_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as away:
        away.setattr(gateway, "capture", _unanswered)
        order = placed_order(published_sale())
    assert (order.status, charge_of(order)) == (Status.PLACED, "authorised")
    minutes_pass(order)

    assert resume_placements() == {"placed": 1}

    assert charge_of(order) == "captured"


def test_a_gateway_that_can_not_be_asked_leaves_the_order_for_the_next_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = pending_order(published_sale())
    minutes_pass(order)
    with monkeypatch.context() as away:
        away.setattr(gateway, "is_authorised", _unanswered)
        assert resume_placements() == {"waiting": 1}

    assert resume_placements() == {"abandoned": 1}


def _bank_time_is_over(order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(pay_by=clock.now())


def _unanswered(key: str) -> bool:
    raise PaymentUnanswered
