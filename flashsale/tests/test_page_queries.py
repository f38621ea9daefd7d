"""What each page asks the database: at most twelve queries, and no more for eight lines than for
two.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.models import Order
from orders.tests.buying import placed_order
from shop import trending
from shop.models import Sale, SaleItem
from shop.tests.factories import HOUR, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

MOST_QUERIES = 12
FEW, MANY = 2, 8
# The page shows the boards of six sales at most, and asks for the first buyers of each.
A_BOARD_EACH = {"leaderboard": 6}


@dataclass(frozen=True, slots=True)
class Stage:
    """What the pages show: a sale with its items, of which Ada has bought one each."""

    sale: Sale
    order: Order

    @property
    def item(self) -> SaleItem:
        found: SaleItem = SaleItem.objects.filter(sale=self.sale).select_related("product").first()
        return found


ADDRESSES: Mapping[str, Callable[[Stage], str]] = {
    "home": lambda _: reverse("shop:home"),
    "products": lambda _: reverse("shop:products") + "?q=product&sale=now&sort=trending",
    "product": lambda stage: stage.item.product.get_absolute_url(),
    "product, not kept": lambda stage: stage.item.product.get_absolute_url(),
    "store": lambda stage: stage.item.product.store.get_absolute_url(),
    "sales": lambda _: reverse("shop:sales"),
    "sale": lambda stage: stage.sale.get_absolute_url(),
    "cart": lambda _: reverse("orders:cart"),
    "checkout": lambda _: reverse("orders:checkout"),
    "orders": lambda _: reverse("orders:orders"),
    "order": lambda stage: reverse("orders:order", args=[stage.order.number]),
    "invoice": lambda stage: reverse("orders:invoice", args=[stage.order.number]),
    "leaderboard": lambda _: reverse("orders:leaderboard"),
    "leaderboard of a sale": lambda stage: reverse(
        "orders:sale_leaderboard", args=[stage.sale.slug]
    ),
    "profile": lambda _: reverse("accounts:profile"),
    "addresses": lambda _: reverse("orders:addresses"),
}


@pytest.fixture
def ada() -> User:
    return UserFactory(name="Ada Lovelace", email="ada@example.com")


@pytest.fixture
def browser(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def staged(ada: User, *, lines: int) -> Stage:
    """Ada has bought so many things in one order and holds as many others; as many sales run, as
    many come, and others have bought as often.
    """
    sale = published_sale(products=lines)
    stage = Stage(sale, placed_order(sale, buyer=ada, units=1))
    trending.count_view(stage.item.product_id, visitor="ada")
    for _ in range(lines):
        held = published_sale(products=1)
        inventory.reserve(SaleItem.objects.get(sale=held).pk, buyer=ada.pk, units=1)
        published_sale(starts_in=HOUR, ends_in=2 * HOUR)
        placed_order(held)
    return stage


def queries_of(browser: Client, stage: Stage) -> dict[str, int]:
    """Page → its queries, when it is opened for the second time."""
    asked: dict[str, int] = {}
    for name, address_of in ADDRESSES.items():
        address = address_of(stage)
        assert browser.get(address).status_code == 200, name
        if "not kept" in name:
            stage.sale.save()
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        asked[name] = len(queries)
    return asked


def test_no_page_asks_more_than_twelve_queries_or_more_for_eight_lines_than_for_two(
    browser: Client, ada: User
) -> None:
    few = queries_of(browser, staged(ada, lines=FEW))
    many = queries_of(browser, staged(ada, lines=MANY))
    assert {name: asked for name, asked in many.items() if asked > MOST_QUERIES} == {}
    grown = {name: asked - few[name] for name, asked in many.items()}
    assert {name for name, more in grown.items() if more > A_BOARD_EACH.get(name, 0)} == set()
    assert few["product"] < few["product, not kept"]
