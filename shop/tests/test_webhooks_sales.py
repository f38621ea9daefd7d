"""What owners and staff are told of sales: opened, sold out, ended, each once."""

import json
from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from shop import running
from shop.models import Sale, SaleItem, WebhookDelivery, WebhookEndpoint
from shop.tests.factories import (
    HOUR,
    ProductFactory,
    SaleFactory,
    SaleItemFactory,
    StoreFactory,
    item_of,
    move_end,
    published_sale,
)
from shop.tests.receiving import EVERY_KIND
from shop.webhooks.endpoints import add
from shop.webhooks.sales import tell_of_sales

pytestmark = pytest.mark.django_db(transaction=True)

told_before = import_module("shop.migrations.0005_told_before")


def endpoint_of(owner: User, kinds: list[str] = EVERY_KIND) -> WebhookEndpoint:
    return add(owner.pk, url="http://localhost:9/hooks", kinds=kinds)


def own_sale(owner: User, **fields: object) -> Sale:
    """A published sale of a product of the owner's store."""
    product = ProductFactory(name="Lamp", store=StoreFactory(owner=owner))
    return published_sale(**{"title": "Spring drop", "product": product, **fields})


def kinds_told() -> list[str]:
    found = WebhookDelivery.objects.order_by("next_try_at")
    return list(found.values_list("kind", flat=True))


def sell(sale: Sale, *, left: int = 0) -> None:
    """All but so many units of each item were bought, as far as the database knows."""
    for item in SaleItem.objects.filter(sale=sale):
        SaleItem.objects.filter(pk=item.pk).update(sold=item.units - left)


def test_the_owner_of_a_store_is_told_once_that_its_sale_has_opened(owner: User) -> None:
    endpoint = endpoint_of(owner)
    sale = own_sale(owner, units=20)
    item = item_of(sale)

    assert [tell_of_sales(), tell_of_sales()] == [1, 0]

    told = WebhookDelivery.objects.get(endpoint=endpoint)
    assert json.loads(told.body) == {
        "id": str(told.event_id),
        "kind": "sale.opened",
        "created_at": clock.iso(sale.published_at),
        "data": {
            "sale": {
                "id": str(sale.pk),
                "slug": sale.slug,
                "title": "Spring drop",
                "starts_at": clock.iso(sale.starts_at),
                "ends_at": clock.iso(sale.ends_at),
                "is_cancelled": False,
                "items": [
                    {
                        "id": str(item.pk),
                        "product": str(item.product_id),
                        "variant": None,
                        "name": "Lamp",
                        "price": "80.00",
                        "currency": "EUR",
                        "units": 20,
                        "sold": 0,
                    }
                ],
            }
        },
    }


def test_a_sale_that_has_not_started_or_is_no_more_than_a_draft_is_not_told_of(owner: User) -> None:
    endpoint_of(owner)
    own_sale(owner, starts_in=HOUR, ends_in=2 * HOUR)
    SaleItemFactory(sale=SaleFactory(), product=ProductFactory(store=StoreFactory(owner=owner)))

    assert tell_of_sales() == 0
    assert kinds_told() == []


def test_a_sale_is_sold_out_when_its_last_unit_is_bought_and_that_is_told_once(owner: User) -> None:
    endpoint_of(owner)
    sale = own_sale(owner, products=1)
    sell(sale, left=1)
    tell_of_sales()
    assert kinds_told() == ["sale.opened"]

    sell(sale)
    tell_of_sales()
    assert kinds_told() == ["sale.opened", "sale.sold_out"]

    sell(sale, left=1)  # somebody cancels, and somebody else buys
    tell_of_sales()
    sell(sale)
    assert tell_of_sales() == 0
    assert kinds_told() == ["sale.opened", "sale.sold_out"]


def test_a_sale_that_opened_and_ended_while_nobody_looked_is_told_of_in_that_order(
    owner: User,
) -> None:
    endpoint_of(owner)
    sale = own_sale(owner)
    move_end(sale, to=clock.now() - timedelta(seconds=2))
    Sale.objects.filter(pk=sale.pk).update(published_at=sale.starts_at)

    assert tell_of_sales() == 2

    assert kinds_told() == ["sale.opened", "sale.ended"]
    (_, ended) = WebhookDelivery.objects.order_by("next_try_at")
    assert json.loads(ended.body)["created_at"] == clock.iso(sale.ends_at)


def test_an_end_is_told_when_it_can_no_longer_be_moved(owner: User) -> None:
    endpoint_of(owner, ["sale.ended"])
    sale = own_sale(owner)
    running.end_now(sale)
    assert tell_of_sales() == 1  # it opened, which this endpoint is not told of
    assert kinds_told() == []

    move_end(sale, to=clock.now() - timedelta(seconds=1))

    assert tell_of_sales() == 1
    assert kinds_told() == ["sale.ended"]


def test_a_sale_that_was_cancelled_before_its_start_only_ends(owner: User) -> None:
    endpoint_of(owner)
    sale = own_sale(owner, starts_in=HOUR, ends_in=2 * HOUR)
    running.cancel(sale)
    past = clock.now() - HOUR
    Sale.objects.filter(pk=sale.pk).update(starts_at=past + timedelta(seconds=1), ends_at=past)

    assert [tell_of_sales(), tell_of_sales()] == [1, 0]

    told = WebhookDelivery.objects.get()
    assert told.kind == "sale.ended"
    assert json.loads(told.body)["data"]["sale"]["is_cancelled"] is True


def test_an_owner_is_told_of_own_products_only_and_of_foreign_sales_nothing(owner: User) -> None:
    endpoint_of(owner)
    sale: Sale = SaleFactory()
    own = SaleItemFactory(sale=sale, product=ProductFactory(store=StoreFactory(owner=owner)))
    SaleItemFactory(sale=sale)
    running_elsewhere = published_sale()
    Sale.objects.filter(pk=sale.pk).update(published_at=clock.now())

    assert tell_of_sales() == 2

    told = WebhookDelivery.objects.get()
    (item,) = json.loads(told.body)["data"]["sale"]["items"]
    assert item["id"] == str(own.pk)
    assert str(running_elsewhere.pk) not in told.body


@pytest.mark.parametrize(
    ("permission", "told_of"),
    [("view_sale", ["sale.opened"]), ("view_product", [])],
)
def test_staff_are_told_of_every_sale_if_they_may_see_sales(
    permission: str, told_of: list[str]
) -> None:
    staff = UserFactory(is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename=permission))
    endpoint_of(staff)
    published_sale()

    tell_of_sales()

    assert kinds_told() == told_of


def test_a_closed_account_is_told_nothing(owner: User) -> None:
    endpoint_of(owner)
    own_sale(owner)
    User.objects.filter(pk=owner.pk).update(is_active=False)

    assert tell_of_sales() == 1

    assert kinds_told() == []


def test_what_became_of_sales_before_there_were_webhooks_is_not_told(owner: User) -> None:
    endpoint_of(owner)
    live, sold_out, ended, upcoming = (
        own_sale(owner),
        own_sale(owner),
        own_sale(owner),
        own_sale(owner, starts_in=HOUR, ends_in=2 * HOUR),
    )
    sell(sold_out)
    move_end(ended, to=clock.now() - HOUR)

    told_before.mark_as_told(apps, None)

    assert tell_of_sales() == 0
    Sale.objects.filter(pk=upcoming.pk).update(starts_at=clock.now() - HOUR)
    sell(live)
    assert tell_of_sales() == 2
    assert kinds_told() == ["sale.opened", "sale.sold_out"]
    assert inventory.stock(item_of(live).pk).units == 20
