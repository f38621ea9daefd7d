"""The stock of products and of their variants, as staff count it and as sales take from it."""

from django.db.models import F, QuerySet

from shop.errors import NotEnoughStock, Shortage
from shop.models import Product, SaleItem, Variant


def shelf_of(item: SaleItem) -> QuerySet[Product] | QuerySet[Variant]:
    """The row whose `stock` the item's units come from, and go back to."""
    if item.variant_id is None:
        return Product.objects.filter(pk=item.product_id)
    return Variant.objects.filter(pk=item.variant_id)


def add_stock(goods: Product | Variant, *, units: int) -> None:
    """`units` more are in stock of the product or variant; below zero, as many fewer.

    Sales take from the same stock and give back to it at any moment, so what staff counted is
    stored as a difference and never as a total. Raises NotEnoughStock; nothing was changed then.
    """
    shelf = type(goods)._default_manager.filter(pk=goods.pk)
    if not shelf.filter(stock__gte=-units).update(stock=F("stock") + units):
        available = shelf.values_list("stock", flat=True).get()
        raise NotEnoughStock([Shortage(product=str(goods), needed=-units, available=available)])
    goods.refresh_from_db(fields=["stock"])
