"""A product's stock, as staff count it."""

from django.db.models import F

from shop.errors import NotEnoughStock, Shortage
from shop.models import Product


def add_stock(product: Product, *, units: int) -> None:
    """`units` more are in the product's stock; below zero, as many fewer.

    Sales take from the same stock and give back to it at any moment, so what staff counted is
    stored as a difference and never as a total. Raises NotEnoughStock; nothing was changed then.
    """
    enough = Product.objects.filter(pk=product.pk, stock__gte=-units)
    if not enough.update(stock=F("stock") + units):
        available = Product.objects.values_list("stock", flat=True).get(pk=product.pk)
        raise NotEnoughStock([Shortage(product=product.name, needed=-units, available=available)])
    product.refresh_from_db(fields=["stock"])
