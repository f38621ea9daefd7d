"""Orders that cost nothing: a code takes off all of it, and it is collected at the store."""

from decimal import Decimal

import pytest

from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.cancelling import cancel
from orders.cart import cart_of
from orders.checkout import new_checkout_token, start_order
from orders.models import Order, Refund, TestCharge
from orders.placement import place
from orders.tests.buying import units_by_place
from orders.tests.discounting import discount_of, reduced
from orders.verifying import published_items, verify
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item() -> SaleItem:
    return item_of(published_sale())


@pytest.fixture
def free_order(item: SaleItem) -> Order:
    buyer = UserFactory()
    discount_of(percent=Decimal(100))
    inventory.reserve(item.pk, buyer=buyer.pk, units=2)
    cart = cart_of(buyer.pk)
    return start_order(
        buyer.pk, cart=cart, seen=cart.fingerprint, checkout_token=new_checkout_token(),
        payment_method="decline", reduction=reduced(buyer),
    )  # fmt: skip


def test_an_order_of_nothing_is_placed_and_no_card_is_asked(
    free_order: Order, item: SaleItem
) -> None:
    place(free_order)
    free_order.refresh_from_db()
    assert (free_order.status, free_order.total) == ("placed", Decimal(0))
    assert free_order.finished_at is not None
    assert not TestCharge.objects.exists()
    assert units_by_place(item) == (18, 0, 0, 2)


def test_an_order_of_nothing_is_cancelled_and_nothing_is_paid_back(
    free_order: Order, item: SaleItem
) -> None:
    cancel(place(free_order))
    assert Refund.objects.get(order=free_order).finished_at is not None
    assert not TestCharge.objects.exists()
    assert units_by_place(item) == (20, 0, 0, 0)
    assert verify(published_items()) == []
