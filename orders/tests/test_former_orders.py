"""Orders from before there were sums and refunds."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from orders.cancelling import finish_cancelling
from orders.models import Order, Refund
from orders.tests.buying import charge_of, placed_order
from shop.tests.factories import published_sale

pytestmark = pytest.mark.django_db

former_orders = import_module("orders.migrations.0003_former_orders")


def test_a_former_order_has_its_total_as_subtotal() -> None:
    order = placed_order(published_sale())
    Order.objects.filter(pk=order.pk).update(subtotal=0)
    former_orders.complete(apps, None)
    order.refresh_from_db()
    assert (order.subtotal, order.total) == (Decimal("160.00"), Decimal("160.00"))


def test_a_former_order_that_was_cancelled_and_not_paid_back_is_paid_back_once() -> None:
    order = placed_order(published_sale())
    Order.objects.filter(pk=order.pk).update(status="cancelled", finished_at=None)
    former_orders.complete(apps, None)
    former_orders.complete(apps, None)
    order.refresh_from_db()
    assert finish_cancelling(order)
    assert charge_of(order) == "refunded"
    assert Refund.objects.get(order=order).amount == Decimal("160.00")
