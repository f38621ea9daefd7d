"""Stores, products and sales for the tests of every app."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

import factory
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from flashsale import clock
from shop.models import Product, Sale, SaleItem, Store, Variant
from shop.publishing import publish

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class StoreFactory(DjangoModelFactory[Store]):
    class Meta:
        model = Store

    name = factory.Sequence(lambda number: f"Store {number}")
    slug = factory.Sequence(lambda number: f"store-{number}")


class ProductFactory(DjangoModelFactory[Product]):
    class Meta:
        model = Product

    store = factory.SubFactory(StoreFactory)
    name = factory.Sequence(lambda number: f"Product {number}")
    slug = factory.Sequence(lambda number: f"product-{number}")
    price = Decimal("100.00")
    stock = 1_000


class VariantFactory(DjangoModelFactory[Variant]):
    class Meta:
        model = Variant

    product = factory.SubFactory(ProductFactory)
    name = factory.Sequence(lambda number: f"Size {number}")
    position = factory.Sequence(int)


class SaleFactory(DjangoModelFactory[Sale]):
    """A draft that has started and ends in an hour."""

    class Meta:
        model = Sale

    title = factory.Sequence(lambda number: f"Sale {number}")
    slug = factory.Sequence(lambda number: f"sale-{number}")
    starts_at = factory.LazyFunction(lambda: clock.now() - MINUTE)
    ends_at = factory.LazyFunction(lambda: clock.now() + HOUR)
    cooldown_seconds = 0


class SaleItemFactory(DjangoModelFactory[SaleItem]):
    class Meta:
        model = SaleItem

    sale = factory.SubFactory(SaleFactory)
    product = factory.SubFactory(ProductFactory)
    price = Decimal("80.00")
    units = 20
    limit_per_buyer = 5


def published_sale(
    *,
    units: int = 20,
    products: int = 1,
    limit_per_buyer: int = 5,
    hold_seconds: int = 600,
    starts_in: timedelta = -MINUTE,
    ends_in: timedelta | None = HOUR,
    price: Decimal = Decimal("80.00"),
    product: Product | None = None,
    **fields: object,
) -> Sale:
    """A sale that is really published: `products` items of `units` each, with pools in Valkey.

    `ends_in` None makes a standing sale; with `product`, that one is offered. Other fields are
    the sale's own.
    """
    now = clock.now()
    sale: Sale = SaleFactory(
        hold_seconds=hold_seconds,
        starts_at=now + starts_in,
        ends_at=None if ends_in is None else now + ends_in,
        **fields,
    )
    of_product = {} if product is None else {"product": product}
    SaleItemFactory.create_batch(
        products, sale=sale, units=units, limit_per_buyer=limit_per_buyer, price=price, **of_product
    )
    publish(sale)
    return sale


def shoe(name: str = "Gantry Court", *, sizes: Mapping[str, int]) -> list[Variant]:
    """A product that comes in these sizes, each with its stock; in their order."""
    product = ProductFactory(name=name, slug=slugify(name), stock=0)
    return [VariantFactory(product=product, name=size, stock=sizes[size]) for size in sizes]


def shoe_sale(*, prices: Mapping[str, str], units: int = 4, **fields: object) -> Sale:
    """A published sale of a product, Gantry Court, with these prices by size."""
    sale: Sale = SaleFactory(**fields)
    for variant in shoe(sizes=dict.fromkeys(prices, 50)):
        SaleItemFactory(
            sale=sale,
            product=variant.product,
            variant=variant,
            units=units,
            price=Decimal(prices[variant.name]),
        )
    publish(sale)
    return sale


def item_of(sale: Sale) -> SaleItem:
    """The sale's only item, as it is in the database now."""
    return SaleItem.objects.select_related("product", "sale").get(sale_id=sale.pk)


def move_end(sale: Sale, *, to: datetime) -> None:
    """Time has passed: the sale ends at `to`, as if it always had."""
    Sale.objects.filter(pk=sale.pk).update(ends_at=to, starts_at=to - HOUR)
    sale.refresh_from_db()
