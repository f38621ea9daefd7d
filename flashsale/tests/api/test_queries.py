"""What reading through the API asks the database: at most twelve queries, and no more for eight
things than for two.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.tests.factories import UserFactory
from accounts.tests.programs import API, bearer, key_of
from flashsale.api.site import api
from inventory import api as inventory
from orders.models import Order
from orders.tests.buying import placed_order
from shop.models import Sale, SaleItem
from shop.tests.factories import HOUR, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

MOST_QUERIES = 12
FEW, MANY = 2, 8


@dataclass(frozen=True, slots=True)
class Stage:
    """What there is to read: a sale with its items, of which Ada has bought one each."""

    sale: Sale
    item: SaleItem
    order: Order


READS: Mapping[str, Callable[[Stage], str]] = {
    "me": lambda stage: "auth/me",
    "keys": lambda stage: "keys",
    "list_products": lambda stage: "products?q=product&sale=now&sort=trending",
    "trending": lambda stage: "products/trending",
    "product": lambda stage: f"products/{stage.item.product_id}",
    "list_stores": lambda stage: "stores",
    "store": lambda stage: f"stores/{stage.item.product.store_id}",
    "list_sales": lambda stage: "flashsales?phase=live",
    "list_active_sales": lambda stage: "flashsales/active",
    "sale": lambda stage: f"flashsales/{stage.sale.pk}",
    "stock": lambda stage: f"sales/stock/{stage.item.pk}",
    "inventory": lambda stage: f"inventory/{stage.item.pk}",
    "cart": lambda stage: "cart",
    "orders": lambda stage: "orders",
    "one_order": lambda stage: f"orders/{stage.order.pk}",
    "leaderboard": lambda stage: f"leaderboard?sale={stage.sale.slug}",
}


def staged(ada: User, *, lines: int) -> Stage:
    """Ada has bought so many things in one order and holds as many others, in as many sales; as
    many keys are hers, and others have bought as often.
    """
    sale = published_sale(products=lines)
    order = placed_order(sale, buyer=ada, units=1)
    for _ in range(lines):
        held = published_sale(products=1)
        inventory.reserve(SaleItem.objects.get(sale=held).pk, buyer=ada.pk, units=1)
        published_sale(starts_in=HOUR, ends_in=2 * HOUR)
        placed_order(held)
        key_of(ada)
    item = SaleItem.objects.filter(sale=sale).select_related("product").first()
    assert item is not None
    return Stage(sale, item, order)


def queries_of(client: Client, stage: Stage, headers: dict[str, str]) -> dict[str, int]:
    """Operation → its queries, when it is asked for the second time."""
    asked: dict[str, int] = {}
    for name, path_of in READS.items():
        path = API + path_of(stage)
        assert client.get(path, headers=headers).status_code == 200, name
        with CaptureQueriesContext(connection) as queries:
            client.get(path, headers=headers)
        asked[name] = len(queries)
    return asked


def test_every_read_of_the_schema_is_counted() -> None:
    paths = api.get_openapi_schema()["paths"].values()
    assert {methods["get"]["operationId"] for methods in paths if "get" in methods} == set(READS)


def test_no_read_asks_more_than_twelve_queries_or_more_for_eight_things_than_for_two(
    client: Client,
) -> None:
    ada: User = UserFactory(staff=True)
    few = queries_of(client, staged(ada, lines=FEW), bearer(ada))
    many = queries_of(client, staged(ada, lines=MANY), bearer(ada))
    assert {name: asked for name, asked in many.items() if asked > MOST_QUERIES} == {}
    assert {name: (few[name], asked) for name, asked in many.items() if asked > few[name]} == {}
