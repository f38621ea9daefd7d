"""Products through the API: found, shown from Redis first, trending."""

import uuid
from decimal import Decimal
from typing import Any

import pytest

from shop import trending
from shop.models import Product, SaleItem
from shop.tests.calling import Caller, assert_refused, staff, told
from shop.tests.factories import ProductFactory, StoreFactory, published_sale, shoe_sale
from shop.tests.test_trending import FIREFOX

pytestmark = pytest.mark.django_db


def names(answer: object) -> list[str]:
    return [product["name"] for product in told(answer)["items"]]


def test_products_are_listed_by_name_page_by_page() -> None:
    store = StoreFactory(name="Kilnmoor", slug="kilnmoor")
    for name in ("Cup", "Bowl", "Ash tray"):
        ProductFactory(name=name, slug=name.lower().replace(" ", "-"), store=store)
    answer = told(Caller().get("products?limit=2"))
    assert [product["name"] for product in answer["items"]] == ["Ash tray", "Bowl"]
    assert (answer["page"], answer["pages"], answer["count"]) == (1, 2, 3)
    assert names(Caller().get("products?limit=2&page=2")) == ["Cup"]
    assert names(Caller().get("products?limit=2&page=3")) == []
    assert answer["items"][1] == {
        "id": str(Product.objects.get(name="Bowl").pk),
        "name": "Bowl",
        "slug": "bowl",
        "description": "",
        "price": "100.00",
        "currency": "EUR",
        "picture": None,
        "url": "http://localhost:8000/products/bowl/",
        "store": {"id": str(store.pk), "name": "Kilnmoor", "slug": "kilnmoor"},
    }


def test_products_are_searched_as_on_their_page() -> None:
    kilnmoor = StoreFactory(name="Kilnmoor", slug="kilnmoor")
    mug = ProductFactory(name="Speckled mug", store=kilnmoor, price=Decimal("20.00"))
    ProductFactory(name="Speckled bowl", store=kilnmoor, price=Decimal("30.00"))
    ProductFactory(name="Blue mug", price=Decimal("10.00"))
    published_sale(product=mug)
    anyone = Caller()
    assert names(anyone.get("products?q=mug")) == ["Blue mug", "Speckled mug"]
    assert names(anyone.get("products?q=mug+kilnmoor")) == ["Speckled mug"]
    assert names(anyone.get("products?store=kilnmoor&sort=-price")) == [
        "Speckled bowl",
        "Speckled mug",
    ]
    assert names(anyone.get("products?sale=now")) == ["Speckled mug"]
    assert names(anyone.get("products?price_from=20&price_to=29.99")) == ["Speckled mug"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("store=nowhere", "store"),
        ("price_from=20&price_to=10", "price_to"),
        ("sort=colour", "sort"),
        ("sale=ever", "sale"),
        ("price_from=-1", "price_from"),
        ("limit=101", "limit"),
        ("page=0", "page"),
        ("q=%00", "q"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(query: str, field: str) -> None:
    assert list(assert_refused(Caller().get(f"products?{query}"), 422, "invalid")) == [field]


def test_a_product_is_shown_with_its_offers_and_their_live_count(mug: SaleItem) -> None:
    answer = told(Caller().get(f"products/{mug.product_id}"))
    assert answer["name"] == "Mug"
    [offer] = answer["offers"]
    assert offer["sale"]["phase"] == "live"
    assert offer["sale"]["id"] == str(mug.sale_id)
    item = offer["item"]
    assert (item["id"], item["price"], item["list_price"]) == (str(mug.pk), "80.00", "100.00")
    assert (item["stock"]["available"], item["stock"]["held"], item["stock"]["sold"]) == (20, 0, 0)


def test_each_size_is_an_offer_of_its_own() -> None:
    sale = shoe_sale(prices={"42": "80.00", "43": "85.00"})
    product = sale.items.first().product
    offers = told(Caller().get(f"products/{product.pk}"))["offers"]
    told_of = [(offer["item"]["variant"]["name"], offer["item"]["price"]) for offer in offers]
    assert told_of == [("42", "80.00"), ("43", "85.00")]


@pytest.mark.usefixtures("long_kept", "rested")
def test_a_product_comes_from_redis_the_second_time_and_is_right_after_an_edit(
    mug: SaleItem, django_capture_on_commit_callbacks: Any
) -> None:
    first = Caller().get(f"products/{mug.product_id}")
    second = Caller().get(f"products/{mug.product_id}")
    assert (first["X-Cache"], second["X-Cache"]) == ("miss", "hit")
    assert told(first)["offers"][0]["item"] == told(second)["offers"][0]["item"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = staff().patch(f"products/{mug.product_id}", {"name": "Cup"})
    assert told(answer)["name"] == "Cup"
    third = Caller().get(f"products/{mug.product_id}")
    assert (third["X-Cache"], told(third)["name"]) == ("miss", "Cup")


@pytest.mark.usefixtures("long_kept", "rested")
def test_a_product_from_redis_costs_no_query(mug: SaleItem, django_assert_num_queries: Any) -> None:
    Caller().get(f"products/{mug.product_id}")
    with django_assert_num_queries(0):
        Caller().get(f"products/{mug.product_id}")


@pytest.mark.usefixtures("rested", "empty_valkey")
def test_a_look_counts_as_on_the_page_and_the_three_most_looked_at_are_trending() -> None:
    products = [ProductFactory(name=name) for name in ("First", "Second", "Third", "Fourth")]
    for place, product in enumerate(products):
        for _ in range(4 - place):
            trending.count_view(product.pk, visitor=str(uuid.uuid4()))
    for _ in range(2):
        Caller().get(f"products/{products[0].pk}", **{"User-Agent": FIREFOX})
    found = told(Caller().get("products/trending"))["items"]
    assert [product["name"] for product in found] == ["First", "Second", "Third"]


def test_a_product_that_is_not_there_is_not_found() -> None:
    assert_refused(Caller().get(f"products/{uuid.uuid4()}"), 404, "not_found")
    assert_refused(Caller().get("products/first"), 404, "not_found")


def test_stores_are_listed_and_shown() -> None:
    store = StoreFactory(name="Kilnmoor", slug="kilnmoor", description="Pots.")
    listed = told(Caller().get("stores"))
    assert (listed["count"], [each["slug"] for each in listed["items"]]) == (1, ["kilnmoor"])
    assert told(Caller().get(f"stores/{store.pk}")) == {
        "id": str(store.pk),
        "name": "Kilnmoor",
        "slug": "kilnmoor",
        "description": "Pots.",
        "url": "http://localhost:8000/stores/kilnmoor/",
    }
    assert_refused(Caller().get(f"stores/{uuid.uuid4()}"), 404, "not_found")
