"""Where money and units are when a line is cancelled: charged yet or not, settled yet or not."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from orders.cancelling import cancel, cancel_line
from orders.errors import PaymentUnanswered
from orders.leaderboard import places, rows
from orders.models import Order, OrderLine
from orders.payment import gateway
from orders.placement import place
from orders.tests.buying import pending_order, placed_order, units_by_place
from orders.tests.full_orders import full_order, lines_of, pending_full_order
from orders.tests.refunds import money_of
from orders.verifying import published_items, verify
from shop.models import Product
from shop.settling import settle
from shop.tests.factories import item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE = timedelta(minutes=1)
PRICE = Decimal("19.99")


def the_order(**terms: int | bool) -> Order:
    return full_order(published_sale(products=3, price=PRICE), **terms)


# Where the money is


def _silent(*_: object, **__: object) -> None:
    raise PaymentUnanswered


def test_a_line_of_an_order_that_is_not_charged_yet_is_charged_and_refunded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = pending_full_order(published_sale(products=3, price=PRICE))
    with monkeypatch.context() as away:
        away.setattr(gateway, "capture", _silent)
        place(order)
    assert money_of(order)[0] == "authorised"

    cancel_line(lines_of(order)[0])

    assert money_of(order) == ("captured", order.total, Decimal("21.41"))


def test_a_whole_order_that_is_not_charged_yet_never_is(monkeypatch: pytest.MonkeyPatch) -> None:
    order = pending_order(published_sale())
    with monkeypatch.context() as away:
        away.setattr(gateway, "capture", _silent)
        place(order)

    cancel(order)
    cancel(order)

    assert money_of(order) == ("voided", order.total, Decimal(0))
    assert order.refunded_at is not None


def test_an_order_whose_line_was_cancelled_before_it_was_charged_goes_back_in_two_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = pending_full_order(published_sale(products=3, price=PRICE))
    with monkeypatch.context() as away:
        away.setattr(gateway, "capture", _silent)
        place(order)
        cancel_line(lines_of(order)[0])
        cancel(order)
    assert (order.refunded_at, money_of(order)[0]) == (None, "authorised")

    cancel(order)

    assert money_of(order) == ("refunded", order.total, order.total)
    assert order.refunded_at is not None


# Where the units are


def test_the_units_of_a_line_of_a_settled_sale_go_back_to_the_product_once() -> None:
    sale = published_sale(units=20, products=2)
    order = placed_order(sale, units=2)
    line = lines_of(order)[0]
    move_end(sale, to=clock.now() - MINUTE)
    assert settle(sale)

    for _ in range(2):
        cancel_line(OrderLine.objects.get(pk=line.pk))

    assert Product.objects.get(pk=line.item.product_id).stock == 1_000
    assert verify(published_items()) == []


def test_a_line_that_is_cancelled_before_it_was_settled_is_never_settled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sale = published_sale(units=20, products=2)
    order = pending_order(sale)
    with monkeypatch.context() as away:
        away.setattr(inventory, "settle", _silent)
        place(order)
    line, other = lines_of(order)

    cancel_line(line)
    place(Order.objects.get(pk=order.pk))

    assert [units_by_place(one.item)[2:] for one in (line, other)] == [(0, 0), (0, 2)]
    assert verify(published_items()) == []


def test_an_order_whose_lines_of_a_sale_are_all_cancelled_is_off_its_leaderboard() -> None:
    sale, other, buyer = published_sale(products=2), published_sale(), UserFactory()
    inventory.reserve(item_of(other).pk, buyer=buyer.pk, units=1)
    order = placed_order(sale, buyer=buyer, units=2)
    first, second = order.lines.filter(item__sale=sale)

    cancel_line(first)
    assert [(row.place, row.units) for row in rows(places(sale))] == [(1, 2)]
    cancel_line(second)
    assert (rows(places(sale)), len(rows(places(other)))) == ([], 1)
    cancel(order)
    assert rows(places()) == []
