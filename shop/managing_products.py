"""Products are made, changed and deleted by whoever manages their store, with the admin's rules."""

import secrets
from collections.abc import Mapping
from decimal import Decimal

from django.db import IntegrityError
from django.utils.text import slugify

from flashsale import transactions
from shop.errors import ProductInUse
from shop.models import Product, SaleItem, Store
from shop.stocking import add_stock

LONGEST_STEM = 100


def create_product(
    store: Store,
    *,
    name: str,
    price: Decimal,
    slug: str = "",
    description: str = "",
    stock: int = 0,
) -> Product:
    """The store has one product more; without a `slug`, at one made from its name.

    Raises Django's ValidationError, with the words of the admin; nothing was made then.
    """
    product = Product(
        store=store,
        name=name,
        slug=slug or _free_slug(name),
        description=description,
        price=price,
        stock=stock,
    )
    product.full_clean()
    try:
        product.save(force_insert=True)
    except IntegrityError:
        # Somebody took this very slug since we looked.
        product.slug = slug or f"{product.slug}-{secrets.token_hex(3)}"
        product.full_clean()
        product.save(force_insert=True)
    return product


def change_product(
    product: Product, *, changes: Mapping[str, object], added_stock: int = 0
) -> None:
    """The product's fields are as `changes` says, and `added_stock` units more are in stock.

    Below zero, as many fewer: sales move the stock at any moment, so it is never set. Raises
    ValidationError, NotEnoughStock; nothing was changed then.
    """
    for name, value in changes.items():
        setattr(product, name, value)
    product.full_clean()

    def change() -> None:
        product.save(update_fields=list(changes))
        if added_stock:
            add_stock(product, units=added_stock)

    try:
        transactions.run(change)
    except IntegrityError:
        product.full_clean()
        raise


def delete_product(product: Product) -> None:
    """The product is gone, with its variants. Raises ProductInUse where a sale ever had it."""

    def delete() -> None:
        if SaleItem.objects.filter(product_id=product.pk).exists():
            raise ProductInUse
        Product.objects.filter(pk=product.pk).delete()

    transactions.run(delete)


def _free_slug(name: str) -> str:
    stem = slugify(name)[:LONGEST_STEM].strip("-") or "product"
    if not Product.objects.filter(slug=stem).exists():
        return stem
    return f"{stem}-{secrets.token_hex(3)}"
