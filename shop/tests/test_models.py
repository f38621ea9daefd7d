"""What staff are told when a value can't be."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from shop.models import Product, Sale, SaleItem
from shop.tests.factories import (
    MINUTE,
    ProductFactory,
    SaleFactory,
    SaleItemFactory,
    item_of,
    published_sale,
)

pytestmark = pytest.mark.django_db(transaction=True)


def complaints(thing: Sale | SaleItem | Product) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        thing.full_clean()
    return refusal.value.message_dict


@pytest.mark.parametrize("later", [-MINUTE, 0 * MINUTE])
def test_the_end_of_a_sale_is_after_its_start(later: object) -> None:
    sale = SaleFactory.build()
    sale.ends_at = sale.starts_at + later
    assert complaints(sale) == {
        "ends_at": ["The end must be after the start. Leave it empty for a standing sale."]
    }


def test_a_sale_without_an_end_is_a_standing_sale() -> None:
    sale = SaleFactory.build(ends_at=None)
    sale.full_clean()
    assert sale.is_standing


@pytest.mark.parametrize(
    ("seconds", "complaint"),
    [
        (0, "A hold must last at least one second."),
        (86_401, "A hold may last a day at most."),
    ],
)
def test_a_hold_lasts_from_a_second_to_a_day(seconds: int, complaint: str) -> None:
    assert complaints(SaleFactory.build(hold_seconds=seconds)) == {"hold_seconds": [complaint]}


def test_units_are_not_above_the_stock() -> None:
    item = SaleItemFactory.build(
        sale=SaleFactory(), product=ProductFactory(name="Mug", stock=3), units=4
    )
    assert complaints(item) == {"units": ["Only 3 units of Mug are in stock."]}


def test_all_of_the_stock_may_be_in_a_sale() -> None:
    SaleItemFactory.build(sale=SaleFactory(), product=ProductFactory(stock=3), units=3).full_clean()


def test_a_sale_needs_a_unit_of_each_product() -> None:
    item = SaleItemFactory.build(sale=SaleFactory(), product=ProductFactory(), units=0)
    assert complaints(item) == {"units": ["A sale needs at least one unit of each product."]}


def test_a_buyer_is_allowed_a_unit() -> None:
    item = SaleItemFactory.build(sale=SaleFactory(), product=ProductFactory(), limit_per_buyer=0)
    assert complaints(item) == {"limit_per_buyer": ["A buyer must be allowed at least one unit."]}


def test_a_product_is_once_in_a_sale() -> None:
    item = SaleItemFactory()
    twin = SaleItemFactory.build(sale=item.sale, product=item.product)
    assert complaints(twin) == {"__all__": ["This product is already in the sale."]}


@pytest.mark.parametrize("price", ["0.00", "-1.00"])
def test_a_price_is_above_zero(price: str) -> None:
    product = ProductFactory()
    product.price = Decimal(price)
    item = SaleItemFactory.build(sale=SaleFactory(), product=product, price=Decimal(price))
    assert complaints(product) == {"price": ["A price must be above zero."]}
    assert complaints(item) == {"price": ["A price must be above zero."]}


@pytest.mark.parametrize(("price", "warns"), [("100.00", False), ("100.01", True)])
def test_a_price_above_the_list_price_warns(price: str, warns: bool) -> None:
    item = SaleItemFactory.build(product__price=Decimal("100.00"), price=Decimal(price))
    assert item.is_above_list_price is warns


def test_an_item_can_be_checked_before_its_sale_is_stored() -> None:
    item = SaleItemFactory.build(
        sale=SaleFactory.build(), product=ProductFactory(name="Mug", stock=3), units=4
    )
    with pytest.raises(ValidationError, match="Only 3 units of Mug are in stock"):
        item.clean()


def test_nothing_is_added_to_a_published_sale() -> None:
    item = SaleItemFactory.build(sale=published_sale(), product=ProductFactory())
    assert complaints(item) == {
        "__all__": ["This sale is published: what it offers can't be changed."]
    }


def test_the_units_of_a_published_sale_stay_but_its_price_and_limit_may_change() -> None:
    item = item_of(published_sale(units=20))
    item.price, item.limit_per_buyer = Decimal("70.00"), 1
    item.full_clean()
    item.units = 21
    assert "__all__" in complaints(item)
