"""The pages of products and stores: what is found, and in how many queries."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from flashsale import clock
from shop.running import cancel
from shop.tests.factories import (
    HOUR,
    MINUTE,
    ProductFactory,
    SaleItemFactory,
    StoreFactory,
    move_end,
    published_sale,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("page", "shown"), [("1", 24), ("2", 6), ("99", 6), ("abc", 24)])
def test_products_come_in_pages_of_24(client: Client, page: str, shown: int) -> None:
    store = StoreFactory()
    ProductFactory.create_batch(30, store=store)
    context = client.get(reverse("shop:products"), {"page": page}).context
    assert len(context["products"]) == shown
    assert context["products"].paginator.count == 30


def test_a_list_of_products_needs_as_many_queries_as_one(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ProductFactory()
    with django_assert_max_num_queries(6) as few:
        client.get(reverse("shop:products"))
    ProductFactory.create_batch(10)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("shop:products"))


def test_a_store_shows_its_products(client: Client) -> None:
    product, _ = ProductFactory(), ProductFactory()
    context = client.get(product.store.get_absolute_url()).context
    assert context["store"] == product.store
    assert list(context["products"]) == [product]
    assert client.get(reverse("shop:store", args=["unknown"])).status_code == 404


def test_a_product_shows_the_sales_that_offer_it_now_or_later(client: Client) -> None:
    product = ProductFactory(slug="mug")
    for slug, starts_in, ends_in in [
        ("coming", HOUR, 2 * HOUR),
        ("standing", -HOUR, None),
        ("live", -MINUTE, HOUR),
        ("over", -MINUTE, HOUR),
        ("cancelled", -MINUTE, HOUR),
    ]:
        sale = published_sale(slug=slug, starts_in=starts_in, ends_in=ends_in, product=product)
        if slug == "over":
            move_end(sale, to=clock.now() - MINUTE)
        if slug == "cancelled":
            cancel(sale)
    SaleItemFactory(product=product, sale__slug="draft")
    published_sale(slug="of-something-else")

    offers = client.get(product.get_absolute_url()).context["offers"]

    assert [view.sale.slug for view, _ in offers] == ["live", "standing", "coming"]
    assert {item.item.product for _, item in offers} == {product}


def test_a_product_without_a_sale(client: Client) -> None:
    product = ProductFactory()
    context = client.get(product.get_absolute_url()).context
    assert (context["product"], context["offers"]) == (product, [])
    assert client.get(reverse("shop:product", args=["unknown"])).status_code == 404
