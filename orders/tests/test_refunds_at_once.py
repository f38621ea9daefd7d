"""Everybody cancels the same at once: the money goes back once, and the units too."""

from decimal import Decimal

import pytest

from orders.cancelling import cancel, cancel_line
from orders.models import Discount, Order, OrderLine, Refund
from orders.tests.buying import units_by_place
from orders.tests.full_orders import full_order, lines_of
from orders.tests.interrupted import resume_all
from orders.tests.refunds import money_of, promised
from orders.tests.threads import at_once
from orders.verifying import published_items, verify
from shop.models import SaleItem
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


@pytest.fixture
def order() -> Order:
    return full_order(published_sale(products=3, price=Decimal("19.99")))


def _cancel(thing: Order | OrderLine) -> None:
    """With what this thread knows of it: by now that may be old."""
    if isinstance(thing, Order):
        cancel(thing)
    else:
        cancel_line(thing)


def test_twenty_who_cancel_a_line_and_the_whole_order_refund_exactly_the_total(
    order: Order, mailoutbox: list
) -> None:
    mailoutbox.clear()
    things = [thing for _ in range(10) for thing in (Order.objects.get(), lines_of(order)[0])]

    at_once(things, _cancel)
    resume_all()

    assert sum(promised(order)) == order.total
    assert money_of(order) == ("refunded", order.total, order.total)
    assert [units_by_place(item) for item in SaleItem.objects.all()] == [(20, 0, 0, 0)] * 3
    assert set(SaleItem.objects.values_list("sold", flat=True)) == {0}
    assert Discount.objects.get().used == 0
    of_the_line = [f"A part of your order {order.number} is cancelled"] * (
        Refund.objects.filter(line__isnull=False).count()
    )
    assert sorted(mail.subject for mail in mailoutbox) == [
        *of_the_line,
        f"Your order {order.number} is cancelled",
    ]
    assert verify(published_items()) == []


def test_twenty_who_cancel_a_line_refund_it_once(order: Order) -> None:
    at_once([lines_of(order)[1] for _ in range(20)], _cancel)

    resume_all()
    assert promised(order) == [Decimal("42.82")]
    assert money_of(order) == ("captured", order.total, Decimal("42.82"))
    assert [units_by_place(line.item)[3] for line in lines_of(order)] == [1, 0, 3]
    assert verify(published_items()) == []


def test_all_lines_that_are_cancelled_at_once_are_the_whole_order(order: Order) -> None:
    at_once([line for line in lines_of(order) for _ in range(4)], _cancel)

    resume_all()
    order.refresh_from_db()
    assert (order.status, len(promised(order))) == (Status.CANCELLED, 3)
    assert money_of(order) == ("refunded", order.total, order.total)
    assert set(SaleItem.objects.values_list("sold", flat=True)) == {0}
    assert Discount.objects.get().used == 0
    assert verify(published_items()) == []
