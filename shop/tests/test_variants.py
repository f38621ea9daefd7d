"""A product may come in sizes or colours, each with its own units in a sale."""

import json
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from flashsale import clock, transactions
from inventory import api as inventory
from shop.creating import offers_of
from shop.errors import NotEnoughStock, WrongVariant
from shop.models import Product, Sale, SaleItem, Variant
from shop.publishing import publish
from shop.returns import return_units
from shop.settling import settle
from shop.stocking import add_stock
from shop.tests.commanding import run
from shop.tests.factories import (
    MINUTE,
    ProductFactory,
    SaleFactory,
    SaleItemFactory,
    VariantFactory,
    move_end,
    shoe,
)

pytestmark = pytest.mark.django_db(transaction=True)


def stocks_of(product: Product) -> list[int]:
    """Of the product itself, then of its variants in their order."""
    product.refresh_from_db()
    return [product.stock, *product.variants.values_list("stock", flat=True)]


def sale_of(variants: Sequence[Variant], *, units: int) -> Sale:
    """A draft that offers `units` of each."""
    sale: Sale = SaleFactory()
    for variant in variants:
        SaleItemFactory(sale=sale, product=variant.product, variant=variant, units=units)
    return sale


def test_people_read_the_product_with_its_variant() -> None:
    small, _ = shoe("Gantry Court", sizes={"41": 5, "42": 5})
    item = SaleItemFactory(product=small.product, variant=small)
    assert (item.label, SaleItemFactory(product__name="Mug").label) == ("Gantry Court, 41", "Mug")
    assert item.short_label == "gantry-court, 41"


def test_each_variant_has_units_of_its_own_taken_from_its_own_stock() -> None:
    small, large = shoe("Gantry Court", sizes={"41": 5, "42": 9})
    sale = sale_of([small, large], units=4)

    publish(sale)

    assert stocks_of(small.product) == [0, 1, 5]
    first, second = SaleItem.objects.filter(sale=sale).order_by("variant__position")
    inventory.reserve(first.pk, buyer="ada", units=3)
    assert inventory.stock(first.pk).available == 1
    assert inventory.stock(second.pk).available == 4


def test_a_variant_that_lacks_stock_is_named_and_nothing_is_taken() -> None:
    small, large = shoe("Gantry Court", sizes={"41": 5, "42": 3})
    sale = sale_of([small, large], units=4)
    with pytest.raises(NotEnoughStock, match="Gantry Court, 42 has 3 of the 4 units needed"):
        publish(sale)
    assert stocks_of(small.product) == [0, 5, 3]


def test_what_was_not_sold_goes_back_to_where_it_was_taken() -> None:
    small, large = shoe("Gantry Court", sizes={"41": 5, "42": 9})
    sale = sale_of([small, large], units=4)
    mug = SaleItemFactory(sale=sale, product__stock=10, units=6)
    publish(sale)
    sold = SaleItem.objects.get(variant=small)
    hold = inventory.reserve(sold.pk, buyer="ada", units=1).hold
    inventory.claim(sold.pk, order="order", buyer="ada", units=1, token=hold.token)
    inventory.settle(sold.pk, order="order")
    SaleItem.objects.filter(pk=sold.pk).update(sold=1)

    move_end(sale, to=clock.now() - MINUTE)
    assert settle(sale)

    assert stocks_of(small.product) == [0, 4, 9]
    assert stocks_of(mug.product) == [10]


def test_units_of_a_cancelled_order_go_back_to_their_variant() -> None:
    small, large = shoe("Gantry Court", sizes={"41": 5, "42": 9})
    sale = sale_of([small, large], units=4)
    publish(sale)
    item = SaleItem.objects.get(variant=large)
    transactions.run(lambda: return_units(item.pk, units=2))
    assert stocks_of(small.product) == [0, 1, 7]


def test_a_product_that_has_variants_is_offered_only_in_them() -> None:
    small, _ = shoe("Gantry Court", sizes={"41": 5, "42": 5})
    bare = SaleItemFactory.build(sale=SaleFactory(), product=small.product, units=1)
    with pytest.raises(ValidationError) as refused:
        bare.full_clean()
    assert refused.value.message_dict["variant"] == [
        "Gantry Court is sold in variants. Choose one: 41, 42."
    ]

    item = SaleItemFactory(product=ProductFactory(name="Mug", stock=50))
    VariantFactory(product=item.product, name="Red")
    with pytest.raises(WrongVariant, match="Sold in variants: Mug"):
        publish(item.sale)
    assert stocks_of(item.product) == [50, 0]
    assert not Sale.objects.get(pk=item.sale_id).published_at


def test_a_variant_of_another_product_is_refused() -> None:
    (small,) = shoe("Gantry Court", sizes={"41": 5})
    mug = ProductFactory(name="Mug")
    item = SaleItemFactory.build(sale=SaleFactory(), product=mug, variant=small, units=1)
    with pytest.raises(ValidationError, match="Gantry Court, 41 is no variant of Mug"):
        item.full_clean()
    item.save()
    with pytest.raises(WrongVariant, match="Mug, 41"):
        publish(item.sale)
    assert stocks_of(small.product) == [0, 5]


def test_a_variant_is_once_in_a_sale_and_another_of_the_product_may_be_there_too() -> None:
    small, large = shoe("Gantry Court", sizes={"41": 5, "42": 5})
    item = SaleItemFactory(product=small.product, variant=small, units=1)
    fields = {"sale": item.sale, "product": small.product, "units": 1}
    SaleItemFactory.build(variant=large, **fields).full_clean()
    with pytest.raises(ValidationError, match="already in the sale"):
        SaleItemFactory.build(variant=small, **fields).full_clean()


def test_the_variant_of_a_published_sale_stays() -> None:
    small, large = shoe("Gantry Court", sizes={"41": 5, "42": 5})
    sale = sale_of([small], units=1)
    publish(sale)
    item = SaleItem.objects.get(sale=sale)
    item.variant = large
    with pytest.raises(ValidationError, match="what it offers can't be changed"):
        item.full_clean()


def test_another_variant_is_stored_with_its_key() -> None:
    small, large = shoe("Gantry Court", sizes={"41": 5, "42": 5})
    item = SaleItemFactory(product=small.product, variant=small)
    item.variant = large
    item.save(update_fields=["variant"])
    item.refresh_from_db()
    assert (item.variant, item.variant_key) == (large, str(large.pk))


def test_stock_is_added_to_a_variant_and_never_below_zero() -> None:
    small, large = shoe("Gantry Court", sizes={"41": 5, "42": 5})
    add_stock(small, units=3)
    assert small.stock == 8
    with pytest.raises(NotEnoughStock, match="Gantry Court, 42 has 5 of the 6 units needed"):
        add_stock(large, units=-6)
    assert stocks_of(small.product) == [0, 8, 5]


def test_a_variant_that_was_in_a_sale_can_not_be_deleted() -> None:
    (small,) = shoe("Gantry Court", sizes={"41": 5})
    SaleItemFactory(product=small.product, variant=small)
    with pytest.raises(ProtectedError):
        small.delete()


def test_a_product_is_offered_in_all_variants_that_are_in_stock() -> None:
    small, _, large = shoe("Gantry Court", sizes={"41": 5, "42": 0, "43": 90})
    offers = offers_of(small.product, units=20, price=Decimal("9.00"), limit_per_buyer=2)
    assert [(offer.variant, offer.units) for offer in offers] == [(small, 5), (large, 20)]
    assert {(offer.price, offer.limit_per_buyer) for offer in offers} == {(Decimal("9.00"), 2)}

    Variant.objects.update(stock=0)
    with pytest.raises(NotEnoughStock, match="Gantry Court has 0 of the 20 units needed"):
        offers_of(small.product, units=20)


def test_start_sale_offers_all_variants_and_names_them() -> None:
    shoe("Gantry Court", sizes={"42": 50, "9": 50, "43": 3})
    started = json.loads(run("start_sale", "--product", "gantry-court", "--units", "20", "--json"))
    told = [(item["product"], item["variant"], item["units"]) for item in started["items"]]
    assert told == [
        ("gantry-court", "42", 20),
        ("gantry-court", "9", 20),
        ("gantry-court", "43", 3),
    ]
    Variant.objects.filter(name="43").update(stock=1)
    again = ["start_sale", "--product", "gantry-court", "--units"]
    assert ": 11 units in all for 60 minutes" in run(*again, "5")
    assert ": 1 unit each for 60 minutes" in run(*again, "1")


def test_start_sale_chooses_no_product_that_comes_in_variants() -> None:
    small, _ = shoe("Gantry Court", sizes={"41": 500, "42": 500})
    Product.objects.filter(pk=small.product_id).update(stock=1_000)
    run("start_sale")
    assert not SaleItem.objects.filter(product=small.product).exists()


def test_sale_status_names_the_variant() -> None:
    (small,) = shoe("Gantry Court", sizes={"41": 5})
    publish(sale_of([small], units=4))
    assert "gantry-court, 41" in run("sale_status")
    (sale,) = json.loads(run("sale_status", "--json"))
    assert [(item["product"], item["variant"]) for item in sale["items"]] == [
        ("gantry-court", "41")
    ]
