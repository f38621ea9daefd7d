"""What owners and staff are told of orders: placed and cancelled, each once, nothing of buyers."""

import json
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.cancelling import cancel
from orders.models import Order
from orders.telling import tell_of_orders
from orders.tests.buying import pending_order, placed_order
from orders.tests.threads import at_once
from shop.models import Sale, WebhookDelivery, WebhookEndpoint
from shop.publishing import publish
from shop.tests.factories import (
    ProductFactory,
    SaleFactory,
    SaleItemFactory,
    StoreFactory,
    item_of,
    published_sale,
)
from shop.webhooks.endpoints import add

pytestmark = pytest.mark.django_db(transaction=True)

ORDER_KINDS = ["order.placed", "order.cancelled"]
told_before = import_module("orders.migrations.0005_told_before")


@pytest.fixture
def owner() -> User:
    owner: User = UserFactory()
    return owner


@pytest.fixture
def sale(owner: User) -> Sale:
    """Of a product of the owner's, at 80.00."""
    product = ProductFactory(name="Lamp", store=StoreFactory(owner=owner))
    return published_sale(product=product)


def endpoint_of(owner: User, kinds: list[str] = ORDER_KINDS) -> WebhookEndpoint:
    return add(owner.pk, url="http://localhost:9/hooks", kinds=kinds)


def told(kind: str = "order.placed") -> dict[str, object]:
    """The order of the only message of this kind."""
    body: dict = json.loads(WebhookDelivery.objects.get(kind=kind).body)
    return body["data"]["order"]


def kinds_told() -> list[str]:
    found = WebhookDelivery.objects.order_by("next_try_at")
    return list(found.values_list("kind", flat=True))


def test_the_owner_is_told_once_of_an_order_its_lines_and_prices_and_not_of_its_buyer(
    owner: User, sale: Sale
) -> None:
    endpoint = endpoint_of(owner)
    buyer = UserFactory(email="ada@example.com", name="Ada Lovelace")
    order = placed_order(sale, buyer=buyer, units=2)
    item = item_of(sale)

    assert [tell_of_orders(), tell_of_orders()] == [1, 0]

    message = WebhookDelivery.objects.get(endpoint=endpoint)
    assert json.loads(message.body) == {
        "id": str(message.event_id),
        "kind": "order.placed",
        "created_at": clock.iso(order.placed_at),
        "data": {
            "order": {
                "id": str(order.pk),
                "number": order.number,
                "status": "placed",
                "placed_at": clock.iso(order.placed_at),
                "cancelled_at": None,
                "currency": "EUR",
                "lines": [
                    {
                        "item": str(item.pk),
                        "sale": str(sale.pk),
                        "product": str(item.product_id),
                        "variant": None,
                        "name": "Lamp",
                        "units": 2,
                        "unit_price": "80.00",
                        "discount": "0.00",
                    }
                ],
            }
        },
    }
    for private in ("ada@example.com", "Lovelace", str(buyer.pk)):
        assert private not in message.body


def test_of_an_order_the_owner_is_told_own_lines_only_and_staff_all_of_it(owner: User) -> None:
    staff = UserFactory(staff=True)
    for person in (owner, staff):
        endpoint_of(person)
    sale: Sale = SaleFactory()
    own = SaleItemFactory(
        sale=sale,
        price=Decimal("50.00"),
        product=ProductFactory(name="Lamp", store=StoreFactory(owner=owner)),
    )
    SaleItemFactory(sale=sale, price=Decimal("30.00"), product=ProductFactory(name="Mug"))
    publish(sale)
    placed_order(sale, units=1)

    tell_of_orders()

    orders = {
        message.endpoint.owner_id: json.loads(message.body)["data"]["order"]
        for message in WebhookDelivery.objects.select_related("endpoint")
    }
    (line,) = orders[owner.pk]["lines"]
    assert (line["item"], line["unit_price"]) == (str(own.pk), "50.00")
    assert "total" not in orders[owner.pk]
    assert [line["name"] for line in orders[staff.pk]["lines"]] == ["Lamp", "Mug"]
    assert orders[staff.pk]["total"] == "80.00"


def test_an_order_of_other_stores_is_not_told_to_the_owner(owner: User) -> None:
    endpoint_of(owner)
    StoreFactory(owner=owner)
    placed_order(published_sale())

    assert tell_of_orders() == 1

    assert kinds_told() == []


def test_an_order_that_is_not_placed_yet_is_not_told_of(owner: User, sale: Sale) -> None:
    endpoint_of(owner)
    pending_order(sale)

    assert tell_of_orders() == 0
    assert kinds_told() == []


def test_an_order_that_was_cancelled_after_it_was_told_is_told_of_as_cancelled(
    owner: User, sale: Sale
) -> None:
    endpoint_of(owner)
    order = placed_order(sale)
    tell_of_orders()
    cancel(order)

    assert [tell_of_orders(), tell_of_orders()] == [1, 0]

    assert kinds_told() == ORDER_KINDS
    order.refresh_from_db()
    cancelled = told("order.cancelled")
    assert (cancelled["status"], cancelled["cancelled_at"]) == (
        "cancelled",
        clock.iso(order.cancelled_at),
    )
    assert len(set(WebhookDelivery.objects.values_list("event_id", flat=True))) == 2


def test_who_has_not_asked_for_it_is_not_told_and_is_not_told_later_either(
    owner: User, sale: Sale
) -> None:
    endpoint = endpoint_of(owner, ["order.cancelled"])
    placed_order(sale)

    assert tell_of_orders() == 1
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(kinds="order.placed")

    assert tell_of_orders() == 0
    assert kinds_told() == []


def test_two_workers_at_once_tell_of_each_order_once(owner: User, sale: Sale) -> None:
    endpoint_of(owner)
    for _ in range(6):
        placed_order(sale, units=1)

    counts = at_once([1, 2], lambda _: tell_of_orders())

    assert sum(counts) == 6
    assert kinds_told() == ["order.placed"] * 6
    assert set(Order.objects.values_list("told_status", flat=True)) == {"placed"}


def test_what_could_not_be_stored_is_not_marked_as_told(
    owner: User, sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint_of(owner)
    order = placed_order(sale)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as without_power:
        without_power.setattr(type(WebhookDelivery.objects), "bulk_create", fail)
        with pytest.raises(RuntimeError):
            tell_of_orders()

    order.refresh_from_db()
    assert order.told_status == ""
    assert tell_of_orders() == 1
    assert kinds_told() == ["order.placed"]


def test_what_became_of_orders_before_there_were_webhooks_is_not_told(
    owner: User, sale: Sale
) -> None:
    endpoint_of(owner)
    placed_order(sale, units=1)
    cancel(placed_order(sale, units=1))

    told_before.mark_as_told(apps, None)

    assert tell_of_orders() == 0
    assert kinds_told() == []
