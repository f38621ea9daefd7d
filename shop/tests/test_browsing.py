"""Search and filters of products: what is found, in which order, and what a visitor is told."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from flashsale import clock
from shop import trending
from shop.models import Product
from shop.running import cancel, end_now
from shop.tests.factories import (
    HOUR,
    ProductFactory,
    SaleItemFactory,
    StoreFactory,
    published_sale,
)

pytestmark = pytest.mark.django_db(transaction=True)

PRODUCTS = reverse("shop:products")


def found(client: Client, **asked: Any) -> list[str]:
    """The names on the first page."""
    return [product.name for product in client.get(PRODUCTS, asked).context["products"]]


def text_of(answer: HttpResponse) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def shelf() -> dict[str, Product]:
    """Three products of two stores."""
    kiln, tarn = StoreFactory(name="Kilnmoor", slug="kiln"), StoreFactory(name="Tarn", slug="tarn")
    shelved = [
        ProductFactory(name="Blue mug", store=kiln, price=Decimal(20), description="Stoneware."),
        ProductFactory(name="Mug of tin", store=tarn, price=Decimal(30), description="For hikes."),
        ProductFactory(name="Vase", store=kiln, price=Decimal("40.50"), description="Blue glaze."),
    ]
    return {product.name: product for product in shelved}


# Words


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (" MUG ", ["Blue mug", "Mug of tin"]),
        ("mug blue", ["Blue mug"]),
        ("blue", ["Blue mug", "Vase"]),
        ("glaze kilnmoor", ["Vase"]),
        ("tarn mug", ["Mug of tin"]),
        ("blue tarn", []),
        ("", ["Blue mug", "Mug of tin", "Vase"]),
    ],
)
def test_words_are_found_in_any_order_in_name_description_and_store(
    client: Client, shelf: dict[str, Product], words: str, names: list[str]
) -> None:
    assert found(client, q=words) == names


@pytest.mark.parametrize("words", ["%", "_", ".*", "'", "\\", "x" * 5_000, "q " * 500])
def test_signs_of_a_pattern_are_looked_for_as_they_are(
    client: Client, shelf: dict[str, Product], words: str
) -> None:
    assert found(client, q=words) == []


def test_a_null_byte_is_left_out_of_the_words(client: Client, shelf: dict[str, Product]) -> None:
    assert found(client, q="va\x00se") == ["Vase"]


# Filters


def test_products_of_one_store(client: Client, shelf: dict[str, Product]) -> None:
    assert found(client, store="kiln") == ["Blue mug", "Vase"]


def test_products_in_a_sale_now_or_to_come(client: Client) -> None:
    for name, starts_in, ends_in in [
        ("live", -HOUR, HOUR),
        ("standing", -HOUR, None),
        ("coming", HOUR, 2 * HOUR),
        ("over", -HOUR, HOUR),
        ("cancelled", -HOUR, HOUR),
    ]:
        product = ProductFactory(name=name)
        sale = published_sale(product=product, starts_in=starts_in, ends_in=ends_in)
        if name == "over":
            end_now(sale)
        if name == "cancelled":
            cancel(sale)
    SaleItemFactory(product__name="draft")
    ProductFactory(name="in none")

    assert found(client, sale="now") == ["live", "standing"]
    assert found(client, sale="coming") == ["coming"]
    assert len(found(client)) == 7


@pytest.mark.parametrize(
    ("lowest", "highest", "names"),
    [
        ("20.01", "", ["Mug of tin", "Vase"]),
        ("", "30", ["Blue mug", "Mug of tin"]),
        ("30", "30.00", ["Mug of tin"]),
        ("99", "", []),
    ],
)
def test_prices_from_and_to_count_themselves(
    client: Client, shelf: dict[str, Product], lowest: str, highest: str, names: list[str]
) -> None:
    assert found(client, price_from=lowest, price_to=highest) == names


def test_filters_and_words_must_hold_together(client: Client, shelf: dict[str, Product]) -> None:
    assert found(client, q="blue", store="kiln", price_to="20") == ["Blue mug"]


# Order


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Blue mug", "Mug of tin", "Vase"]),
        ("name", ["Blue mug", "Mug of tin", "Vase"]),
        ("price", ["Blue mug", "Mug of tin", "Vase"]),
        ("-price", ["Vase", "Mug of tin", "Blue mug"]),
        ("trending", ["Vase", "Blue mug", "Mug of tin"]),
    ],
)
def test_products_are_sorted_as_asked(
    client: Client, shelf: dict[str, Product], sort: str, names: list[str]
) -> None:
    trending.count_view(shelf["Vase"].pk, visitor="ada")
    assert found(client, sort=sort) == names


def test_without_any_view_trending_products_stand_by_name(
    client: Client, shelf: dict[str, Product]
) -> None:
    assert found(client, sort="trending") == ["Blue mug", "Mug of tin", "Vase"]


# What makes no sense


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"store": "gone"}, "There is no such store (any more)."),
        ({"price_from": "cheap"}, "Enter a number."),
        ({"price_to": "-1"}, "Ensure this value is greater than or equal to 0."),
        (
            {"price_from": "30", "price_to": "20", "store": "gone"},
            "This is below the lowest price.",
        ),
        ({"sale": "yesterday"}, "yesterday is not one of the available choices."),
        ({"sort": "colour"}, "colour is not one of the available choices."),
        ({"price_from": "NaN"}, "Enter a number."),
        ({"price_to": "1e9999"}, "Ensure that there are no more than"),
    ],
)
def test_a_bad_value_is_told_in_words_and_the_rest_is_searched(
    client: Client, shelf: dict[str, Product], asked: dict[str, str], told: str
) -> None:
    answer = client.get(PRODUCTS, {"q": "tin", **asked} if "price_from" not in asked else asked)
    assert answer.status_code == 200
    assert told in text_of(answer)
    assert "Mug of tin" in [product.name for product in answer.context["products"]]


def test_nothing_found_says_so_and_shows_a_way_on(
    client: Client, shelf: dict[str, Product]
) -> None:
    page = text_of(client.get(PRODUCTS, {"q": "<b>", "store": "kiln"}))
    assert "Nothing fits “&lt;b&gt;” with these filters." in page
    assert '<a class="button" href="/products/">Show all products</a>' in page


def test_an_empty_shop_says_so(client: Client) -> None:
    assert "The shelves are still empty." in text_of(client.get(PRODUCTS))


# The page


def test_what_was_asked_stays_in_the_form_and_in_the_links_of_further_pages(
    client: Client,
) -> None:
    store = StoreFactory(name="Kilnmoor", slug="kiln")
    ProductFactory.create_batch(30, store=store)

    page = text_of(client.get(PRODUCTS, {"q": "product", "store": "kiln", "sort": "-price"}))

    assert 'href="?q=product&amp;store=kiln&amp;sort=-price&amp;page=2"' in page
    assert 'name="q" value="product"' in page
    assert '<option value="kiln" selected>Kilnmoor</option>' in page
    assert '<option value="-price" selected>' in page
    assert "30 products for “product”." in page


def test_filters_are_open_only_where_some_are_set(
    client: Client, shelf: dict[str, Product]
) -> None:
    assert '<details class="search__more">' in text_of(client.get(PRODUCTS, {"q": "mug"}))
    opened = '<details class="search__more" open>'
    assert opened in text_of(client.get(PRODUCTS, {"store": "kiln"}))
    assert opened in text_of(client.get(PRODUCTS, {"store": "gone"}))


def test_a_search_needs_as_many_queries_for_many_products_and_sales_as_for_one(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    asked = {"q": "product", "sale": "now", "sort": "trending"}
    published_sale()
    trending.count_view(Product.objects.get().pk, visitor="ada")
    with django_assert_max_num_queries(6) as few:
        assert len(found(client, **asked)) == 1
    published_sale(products=5)
    published_sale(products=5)
    with django_assert_max_num_queries(len(few)):
        assert len(found(client, **asked)) == 11


def test_a_product_whose_sale_starts_is_found_from_that_moment(client: Client) -> None:
    sale = published_sale(starts_in=HOUR, ends_in=2 * HOUR)
    assert (found(client, sale="now"), len(found(client, sale="coming"))) == ([], 1)
    type(sale).objects.filter(pk=sale.pk).update(starts_at=clock.now())
    assert (len(found(client, sale="now")), found(client, sale="coming")) == (1, [])
