"""Resuming: which orders are looked at, and what waits."""

from datetime import timedelta

import pytest

from flashsale import clock
from orders.models import Order
from orders.payment import gateway
from orders.resuming import resume_placements, unfinished
from orders.tests.buying import charge_of, pending_order, placed_order, units_by_place
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


def _made(order: Order, *, seconds_ago: int) -> None:
    made = clock.now() - timedelta(seconds=seconds_ago)
    Order.objects.filter(pk=order.pk).update(created_at=made)


def test_an_order_that_is_being_placed_right_now_is_left_alone() -> None:
    order = pending_order(published_sale())
    _made(order, seconds_ago=59)

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
