"""The judge of the faults finds each thing that can be wrong, and nothing where nothing is."""

import json
from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db.models import F

from flashsale.redis_clients import stock_client
from flashsale.testing.judge import Promise, assert_nothing_lost, assert_promises_kept
from orders.cancelling import cancel, cancel_line
from orders.models import Order, OrderLine, Refund, SalePlace, TestCharge
from orders.payment import gateway
from orders.tests.buying import pending_order, placed_order
from shop.models import SaleItem
from shop.tests.factories import published_sale

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.any_database]


@pytest.fixture
def order() -> Order:
    """Two of 20 units, placed."""
    return placed_order(published_sale(units=20))


def _item(order: Order) -> SaleItem:
    return order.lines.get().item


def _key(order: Order, part: str = "") -> str:
    return f"stock:{{{_item(order).pk}}}{part}"


def _count(order: Order, name: str, by: int) -> None:
    stock_client().hincrby(_key(order), name, by)


def _settled_by_nobody(order: Order) -> None:
    claim = {"buyer": "x", "units": 1, "token": "", "expires_at": 0, "state": "settled"}
    stock_client().hset(_key(order, ":orders"), str(uuid4()), json.dumps(claim))


def _charge(order: Order, **values: object) -> None:
    TestCharge.objects.filter(key=str(order.pk)).update(**values)


WRONGS: dict[str, tuple[Callable[[Order], object], str]] = {
    "a unit too many": (lambda order: _count(order, "available", 1), "don't add up"),
    "a unit held by nobody": (
        lambda order: (_count(order, "available", -1), _count(order, "held", 1)),
        "held is 1, one by one it is 0",
    ),
    "a unit claimed by nobody": (
        lambda order: (_count(order, "available", -1), _count(order, "claimed", 1)),
        "nobody is buying",
    ),
    "fewer units than were offered": (
        lambda order: (_count(order, "available", -1), _count(order, "units", -1)),
        "19 units in the pool, 20 offered",
    ),
    "no pool": (lambda order: stock_client().delete(_key(order)), "no pool"),
    "an end of no hold": (
        lambda order: stock_client().zadd(_key(order, ":expiry"), {"x": 1}),
        "ends of no hold",
    ),
    "a sale to nobody": (_settled_by_nobody, "the orders say"),
    "a buyer without limit": (
        lambda order: stock_client().delete(_key(order, ":bought")),
        "bought is {}",
    ),
    "an item that sold one more": (
        lambda order: SaleItem.objects.update(sold=F("sold") + 1),
        "sold: 2 by the orders, 3 by the item, 2 by the pool",
    ),
    "oversold": (lambda order: order.lines.update(units=21), "oversold: 21 of 20"),
    "an order in the middle": (lambda order: pending_order(published_sale()), "in the middle"),
    "an order that is not paid": (lambda order: _charge(order, status="authorised"), "authorised"),
    "an order without a charge": (lambda order: _charge(order, key="x"), "has no charge"),
    "a charge without an order": (
        lambda order: TestCharge.objects.create(
            key="x", amount=1, currency="EUR", status="captured"
        ),
        "there is no such order",
    ),
    "a charge of another amount": (lambda order: _charge(order, amount=1), "charged were 1"),
    "an order without a place": (lambda order: SalePlace.objects.all().delete(), "has 0 places"),
    "money back for nothing": (
        lambda order: gateway.refund(str(order.pk), refund="x", amount=Decimal(1)),
        "is to have 0.00 back, of the charge went 1.00",
    ),
}

WRONG_LINES: dict[str, tuple[Callable[[OrderLine], object], str]] = {
    "a line that is sold all the same": (
        lambda line: SaleItem.objects.filter(pk=line.item_id).update(sold=2),
        "sold: 0 by the orders, 2 by the item, 0 by the pool",
    ),
    "a line that was paid back and stands": (
        lambda line: OrderLine.objects.update(cancelled_at=None),
        "has 0 cancelled lines, and 1 refunds",
    ),
    "a line that was paid back twice": (
        lambda line: gateway.refund(str(line.order_id), refund="x", amount=Decimal(1)),
        "is to have 160.00 back, of the charge went 161.00",
    ),
    "a line that was not paid back": (
        lambda line: Refund.objects.update(amount=0),
        "is to have 0.00 back, of the charge went 160.00",
    ),
    "an order that was not paid back wholly": (
        lambda line: Order.objects.update(status="cancelled"),
        "cost 320.00, and 160.00 went back",
    ),
    "a place that was given up": (
        lambda line: SalePlace.objects.update(given_up_at=line.cancelled_at),
        "has 0 places, in 1 sales",
    ),
}


def test_a_purchase_and_a_cancellation_are_right(order: Order) -> None:
    assert_nothing_lost(stock_client())
    assert_promises_kept([Promise(order.buyer_id, bought={order.number})])
    cancel(order)
    assert_nothing_lost(stock_client())
    assert_promises_kept([Promise(order.buyer_id, cancelled={order.number})])


@pytest.mark.parametrize("wrong", WRONGS)
def test_what_is_wrong_is_found(order: Order, wrong: str) -> None:
    do, told = WRONGS[wrong]
    do(order)
    with pytest.raises(AssertionError, match=told):
        assert_nothing_lost(stock_client())


@pytest.fixture
def line() -> OrderLine:
    """One of two lines, of two of 20 units each, cancelled alone."""
    line = placed_order(published_sale(units=20, products=2)).lines.all()[0]
    cancel_line(line)
    return line


def test_a_line_that_was_cancelled_alone_is_right(line: OrderLine) -> None:
    assert_nothing_lost(stock_client())
    assert_promises_kept([Promise(line.order.buyer_id, bought={line.order.number})])


@pytest.mark.parametrize("wrong", WRONG_LINES)
def test_what_is_wrong_with_a_line_is_found(line: OrderLine, wrong: str) -> None:
    do, told = WRONG_LINES[wrong]
    do(line)
    with pytest.raises(AssertionError, match=told):
        assert_nothing_lost(stock_client())


def test_what_somebody_was_told_and_has_not_is_found(order: Order) -> None:
    for promise, told in (
        (Promise(order.buyer_id, bought={"0000000000"}), "has no such order"),
        (Promise(uuid4(), bought={order.number}), "has no such order"),
        (Promise(order.buyer_id, cancelled={order.number}), "told to be cancelled and is placed"),
    ):
        with pytest.raises(AssertionError, match=told):
            assert_promises_kept([promise])
    placed_order(published_sale(), buyer=order.buyer)
    with pytest.raises(AssertionError, match="has 2 orders"):
        assert_promises_kept([])
