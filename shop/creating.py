"""Drafts of sales, made by a program: for commands and demo data."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError
from django.utils.text import slugify

from flashsale import transactions
from shop.errors import NotEnoughStock, Shortage
from shop.models import Product, Sale, SaleItem, Variant

LONGEST_STEM = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A product, or a variant of it, in a new sale. Of the rest, what is None is as the shop has
    it: the list price, the limit.
    """

    product: Product
    units: int
    variant: Variant | None = None
    price: Decimal | None = None
    limit_per_buyer: int | None = None


def offers_of(
    product: Product,
    *,
    units: int,
    price: Decimal | None = None,
    limit_per_buyer: int | None = None,
) -> list[Offer]:
    """The product with `units`; one that has variants, in each that is in stock, with `units` of
    each or what is left of it. Raises NotEnoughStock where no variant is in stock.
    """
    one = Offer(product=product, units=units, price=price, limit_per_buyer=limit_per_buyer)
    variants = list(product.variants.all())
    if not variants:
        return [one]
    offers = [
        replace(one, variant=variant, units=min(units, variant.stock))
        for variant in variants
        if variant.stock
    ]
    if not offers:
        raise NotEnoughStock([Shortage(product=product.name, needed=units, available=0)])
    return offers


def create_sale(
    title: str,
    *,
    offers: Sequence[Offer],
    starts_at: datetime,
    ends_at: datetime | None,
    hold_seconds: int | None = None,
    extension_seconds: int | None = None,
    cooldown_seconds: int | None = None,
    description: str = "",
) -> Sale:
    """A draft with these offers exists, valid, at a slug of its own made from the title.

    Seconds that are None are as the shop has them.

    Raises Django's ValidationError, with the words of the admin, when a value can't be; nothing
    was made then.
    """

    seconds = {
        "hold_seconds": hold_seconds,
        "extension_seconds": extension_seconds,
        "cooldown_seconds": cooldown_seconds,
    }
    given = {name: value for name, value in seconds.items() if value is not None}

    def create(slug: str) -> Sale:
        sale = Sale(
            title=title,
            slug=slug,
            description=description,
            starts_at=starts_at,
            ends_at=ends_at,
            **given,
        )
        sale.full_clean(validate_unique=False)
        sale.save(force_insert=True)
        for offer in offers:
            item = _item(sale, offer)
            item.full_clean()
            item.save(force_insert=True)
        return sale

    stem = slugify(title)[:LONGEST_STEM].strip("-") or "sale"
    if not Sale.objects.filter(slug=stem).exists():
        try:
            return transactions.run(lambda: create(stem))
        except IntegrityError:
            # Somebody took this very slug since we looked.
            if not Sale.objects.filter(slug=stem).exists():
                raise
    return transactions.run(lambda: create(f"{stem}-{secrets.token_hex(3)}"))


def _item(sale: Sale, offer: Offer) -> SaleItem:
    item = SaleItem(
        sale=sale,
        product=offer.product,
        variant=offer.variant,
        units=offer.units,
        price=offer.product.price if offer.price is None else offer.price,
    )
    if offer.limit_per_buyer is not None:
        item.limit_per_buyer = offer.limit_per_buyer
    return item
