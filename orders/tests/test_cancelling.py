"""Cancelling: money and units go back, exactly once."""

from datetime import timedelta

import pytest

from flashsale import clock
from inventory import api as inventory
from orders.cancelling import can_cancel, cancel, cancel_as_shopper, restock_lines
from orders.errors import NotCancellable
from orders.models import Order, OrderLine
from orders.tests.buying import charge_of, pending_order, placed_order, units_by_place
from orders.verifying import published_items, verify
from shop.models import Product
from shop.settling import settle_due_sales
from shop.tests.factories import item_of, move_end, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_cancelled_order_is_refunded_and_restocked() -> None:
    sale = published_sale(units=20)
    order = placed_order(sale, units=2)

    cancel_as_shopper(order)

    assert order.status == Order.Status.CANCELLED
    assert charge_of(order) == "refunded"
    assert units_by_place(item_of(sale)) == (20, 0, 0, 0)
    assert item_of(sale).sold == 0
    assert verify(published_items()) == []


def test_a_cancelled_order_frees_the_buyers_limit() -> None:
    sale = published_sale(units=20, limit_per_buyer=2)
    order = placed_order(sale, units=2)
    with pytest.raises(inventory.PurchaseLimit):
        inventory.reserve(item_of(sale).pk, buyer=order.buyer_id, units=1)

    cancel_as_shopper(order)

    assert inventory.reserve(item_of(sale).pk, buyer=order.buyer_id, units=2).changed


def test_cancelling_again_changes_nothing() -> None:
    sale = published_sale(units=20)
    order = placed_order(sale, units=2)

    cancel(order)
    cancel(order)
    OrderLine.objects.update(restocked_at=None)
    restock_lines(order)

    assert units_by_place(item_of(sale)) == (20, 0, 0, 0)
    assert item_of(sale).sold == 0
    assert charge_of(order) == "refunded"


def test_units_of_a_settled_sale_go_back_to_the_product_once() -> None:
    sale = published_sale(units=20)
    product = item_of(sale).product
    order = placed_order(sale, units=2)
    move_end(sale, to=clock.now() - timedelta(minutes=1))
    assert settle_due_sales() == 1
    assert Product.objects.get(pk=product.pk).stock == 998

    cancel(order)
    cancel(order)

    assert Product.objects.get(pk=product.pk).stock == 1_000
    assert units_by_place(item_of(sale)) == (0, 0, 0, 0)
    assert item_of(sale).returned_units == 20
    assert verify(published_items()) == []


def test_a_shopper_can_not_cancel_after_the_end_but_staff_can() -> None:
    sale = published_sale(units=20)
    order = placed_order(sale)
    move_end(sale, to=clock.now() - timedelta(minutes=1))

    assert not can_cancel(order)
    with pytest.raises(NotCancellable):
        cancel_as_shopper(order)
    assert charge_of(order) == "captured"

    cancel(order)
    assert order.status == Order.Status.CANCELLED


def test_a_pending_order_can_not_be_cancelled() -> None:
    order = pending_order(published_sale())

    with pytest.raises(NotCancellable):
        cancel(order)

    order.refresh_from_db()
    assert order.status == Order.Status.PENDING
