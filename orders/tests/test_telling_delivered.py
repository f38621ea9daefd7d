"""From a purchase to the program that is told of it: the tasks do it all, in the right order."""

from collections.abc import Iterator

import pytest

from accounts.models import User
from accounts.tests.factories import UserFactory
from orders import tasks
from orders.cancelling import cancel
from orders.tests.buying import placed_order
from shop import tasks as sending_tasks
from shop.models import Sale, SaleItem
from shop.tests.factories import ProductFactory, StoreFactory, published_sale
from shop.tests.receiving import Receiver, endpoint_at, receiving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> User:
    owner: User = UserFactory()
    return owner


@pytest.fixture
def sale(owner: User) -> Sale:
    product = ProductFactory(store=StoreFactory(owner=owner))
    return published_sale(product=product)


@pytest.fixture
def receiver(owner: User) -> Iterator[Receiver]:
    """It is told of everything."""
    with receiving() as one:
        endpoint_at(one, owner=owner)
        yield one


def test_a_purchase_of_the_last_units_is_told_before_that_the_sale_is_sold_out(
    sale: Sale, receiver: Receiver
) -> None:
    SaleItem.objects.filter(sale=sale).update(units=2)
    placed_order(sale, units=2)

    assert tasks.tell_what_happened() == 3
    assert sending_tasks.send_webhooks() == 3

    assert receiver.kinds == ["sale.opened", "order.placed", "sale.sold_out"]


def test_an_order_that_was_cancelled_at_once_is_told_of_as_placed_and_then_as_cancelled(
    sale: Sale, receiver: Receiver
) -> None:
    order = placed_order(sale)
    cancel(order)

    assert tasks.tell_what_happened() == 2
    assert sending_tasks.send_webhooks() == 3

    assert receiver.kinds == ["sale.opened", "order.placed", "order.cancelled"]
    _, placed, cancelled = (got.said["data"] for got in receiver.got)
    assert (placed["order"]["status"], cancelled["order"]["status"]) == ("placed", "cancelled")
    assert placed["order"]["id"] == cancelled["order"]["id"] == str(order.pk)
