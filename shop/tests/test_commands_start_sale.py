"""`start_sale`: what it makes, and what it prints."""

import json
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from pytest_django import Settings

from inventory import api as inventory
from shop.models import Product, Sale
from shop.running import end_now
from shop.starting import reduced
from shop.tests.commanding import run
from shop.tests.factories import (
    ProductFactory,
    SaleFactory,
    SaleItemFactory,
    item_of,
    published_sale,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_sale_of_a_given_product_is_live_and_has_its_units(settings: Settings) -> None:
    settings.SITE_URL = "https://shop.example/"
    product = ProductFactory(name="Gantry Court", slug="gantry-court", stock=50, price=165)

    answer = json.loads(
        run(
            *["start_sale", "--product", "gantry-court", "--units", "20", "--limit", "2"],
            *["--minutes", "30", "--hold-seconds", "3", "--json"],
        )
    )

    item = item_of(Sale.objects.get())
    assert answer == {
        "sale": "gantry-court-drop",
        "url": "https://shop.example/sales/gantry-court-drop/",
        "items": [{"id": str(item.pk), "product": "gantry-court", "units": 20}],
    }
    stock = inventory.stock(item.pk)
    assert (stock.available, stock.per_buyer_limit, stock.hold_seconds) == (20, 2, 3)
    assert stock.closes_at is not None
    assert stock.closes_at - stock.opens_at == 30 * 60 * 1000
    assert (item.product.stock, item.product, item.price) == (30, product, Decimal("132.00"))
    assert inventory.reserve(item.pk, buyer="ada", units=2).hold.units == 2


def test_without_options_it_is_the_default_sale() -> None:
    ProductFactory(stock=1_000)
    run("start_sale")
    sale = Sale.objects.get()
    item = item_of(sale)
    assert sale.ends_at is not None
    assert sale.ends_at - sale.starts_at == timedelta(hours=1)
    assert (item.units, item.limit_per_buyer, sale.hold_seconds) == (200, 5, 600)


def test_extension_and_pause_are_the_shops_or_what_is_asked_for(settings: Settings) -> None:
    settings.HOLD_EXTENSION_SECONDS, settings.HOLD_COOLDOWN_SECONDS = 90, 15
    run("start_sale")
    run("start_sale", "--extension-seconds", "0", "--cooldown-seconds", "0")
    made = Sale.objects.order_by("cooldown_seconds")
    assert [(sale.extension_seconds, sale.cooldown_seconds) for sale in made] == [(0, 0), (90, 15)]
    pools = [inventory.stock(item_of(sale).pk).cooldown_seconds for sale in made]
    assert pools == [0, 15]


def test_people_read_one_line() -> None:
    ProductFactory(name="Mantel Clock", slug="mantel-clock")
    assert run("start_sale", "--units", "1", "--minutes", "1.5") == (
        "Mantel Clock Drop is live: 1 unit for 1.5 minutes,"
        " at http://localhost:8000/sales/mantel-clock-drop/"
    )
    assert run("start_sale", "--product", "mantel-clock", "--starts-in", "90").startswith(
        "Mantel Clock Drop starts in 90 seconds: 200 units for 60 minutes, at http"
    )


def test_a_sale_that_starts_later_refuses_until_then() -> None:
    ProductFactory()
    run("start_sale", "--starts-in", "90")
    with pytest.raises(inventory.NotOpen):
        inventory.reserve(item_of(Sale.objects.get()).pk, buyer="ada", units=1)


def test_several_products_are_given_in_one_option_or_in_several() -> None:
    for slug in ("ash", "birch", "cedar"):
        ProductFactory(slug=slug, name=slug.title())
    answer = json.loads(
        run("start_sale", "--product", "ash", "birch", "--product", "cedar", "ash", "--json")
    )
    assert answer["sale"] == "ash-birch-and-1-more"
    assert [item["product"] for item in answer["items"]] == ["ash", "birch", "cedar"]


def test_an_empty_shop_gets_a_new_product_with_a_picture(client: Client) -> None:
    answer = json.loads(run("start_sale", "--units", "20", "--json"))

    product = Product.objects.get()
    assert answer["items"][0]["product"] == product.slug
    assert product.stock == 0
    assert product.picture.name == f"products/{product.slug}.svg"
    assert default_storage.open(product.picture.name).read().startswith(b"<svg")
    assert client.get(urlsplit(answer["url"]).path).status_code == 200


def test_each_new_product_is_another_one() -> None:
    for _ in range(3):
        run("start_sale", "--units", "1000000")
    assert len({product.name for product in Product.objects.all()}) == 3
    assert len(set(Sale.objects.values_list("slug", flat=True))) == 3


def test_products_take_turns_and_the_dearest_begins() -> None:
    for slug, price in (("plain", 10), ("dear", 90), ("middle", 50)):
        ProductFactory(slug=slug, price=price, stock=1_000)
    ProductFactory(slug="scarce", price=900, stock=19)

    started = []
    for _ in range(4):
        started.append(json.loads(run("start_sale", "--units", "20", "--json")))
        end_now(Sale.objects.get(slug=started[-1]["sale"]))

    turns = [answer["items"][0]["product"] for answer in started]
    assert turns == ["dear", "middle", "plain", "dear"]


def test_a_product_that_is_in_a_sale_is_not_chosen() -> None:
    busy = published_sale(units=20)
    coming = published_sale(units=20, starts_in=timedelta(hours=1), ends_in=timedelta(hours=2))
    standing = published_sale(units=20, ends_in=None)
    run("start_sale")
    latest = Sale.objects.exclude(pk__in=[busy.pk, coming.pk, standing.pk]).get()
    assert item_of(latest).product == item_of(standing).product


def test_if_none_live_prints_the_sale_that_is() -> None:
    published_sale(ends_in=None)
    sale = published_sale(title="Listening Room", slug="listening-room", units=20)
    answer = json.loads(run("start_sale", "--if-none-live", "--json"))
    assert answer["sale"] == "listening-room"
    assert answer["items"][0]["id"] == str(item_of(sale).pk)
    assert run("start_sale", "--if-none-live") == (
        "Listening Room is live already, at http://localhost:8000/sales/listening-room/"
    )
    assert Sale.objects.count() == 2


def test_if_none_live_starts_one_where_nothing_can_be_had() -> None:
    published_sale(ends_in=None)
    published_sale(starts_in=timedelta(hours=1), ends_in=timedelta(hours=2))
    held = published_sale(units=1)
    inventory.reserve(item_of(held).pk, buyer="ada", units=1)
    run("start_sale", "--if-none-live")
    assert Sale.objects.count() == 4


def test_a_draft_of_staff_is_no_sale_that_is_live() -> None:
    SaleItemFactory(sale=SaleFactory(title="Draft"))
    run("start_sale", "--if-none-live")
    assert Sale.objects.count() == 2


@pytest.mark.parametrize(
    ("price", "percent", "expected"),
    [
        ("165.00", 20, "132.00"),
        ("98.00", 20, "78.50"),
        ("18.00", 20, "14.50"),
        ("9.99", 20, "7.99"),
        ("0.01", 20, "0.01"),
        ("62.00", 30, "43.50"),
    ],
)
def test_reduced_prices_are_those_of_a_price_tag(price: str, percent: int, expected: str) -> None:
    assert str(reduced(Decimal(price), percent=percent)) == expected
