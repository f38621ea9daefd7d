"""Drafts of sales, made by a program: for commands and demo data."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError
from django.utils.text import slugify

from flashsale import transactions
from shop.models import Product, Sale, SaleItem

LONGEST_STEM = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A product in a new sale. What is None is as the shop has it: the list price, the limit."""

    product: Product
    units: int
    price: Decimal | None = None
    limit_per_buyer: int | None = None


def create_sale(
    title: str,
    *,
    offers: Sequence[Offer],
    starts_at: datetime,
    ends_at: datetime | None,
    hold_seconds: int | None = None,
    description: str = "",
) -> Sale:
    """A draft with these offers exists, valid, at a slug of its own made from the title.

    Raises Django's ValidationError, with the words of the admin, when a value can't be; nothing
    was made then.
    """

    def create(slug: str) -> Sale:
        sale = Sale(
            title=title, slug=slug, description=description, starts_at=starts_at, ends_at=ends_at
        )
        if hold_seconds is not None:
            sale.hold_seconds = hold_seconds
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
        units=offer.units,
        price=offer.product.price if offer.price is None else offer.price,
    )
    if offer.limit_per_buyer is not None:
        item.limit_per_buyer = offer.limit_per_buyer
    return item
