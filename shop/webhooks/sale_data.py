"""What a message says of a sale."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from flashsale import clock
from flashsale.api.values import money
from shop.models import Sale, SaleItem
from shop.webhooks.listeners import Listener


def sale_data(
    sale: Sale, items: Iterable[SaleItem], *, listener: Listener, kind: str
) -> dict[str, Any] | None:
    """The sale with those of its `items` that the listener may know; None where that is none."""
    known = [item for item in items if listener.sees(item.product.store_id, kind=kind)]
    if not known:
        return None
    return {
        "sale": {
            "id": str(sale.pk),
            "slug": sale.slug,
            "title": sale.title,
            "starts_at": clock.iso(sale.starts_at),
            "ends_at": None if sale.ends_at is None else clock.iso(sale.ends_at),
            "is_cancelled": sale.cancelled_at is not None,
            "items": [_item(item) for item in known],
        }
    }


def _item(item: SaleItem) -> dict[str, Any]:
    return {
        "id": str(item.pk),
        "product": str(item.product_id),
        "variant": item.variant_key or None,
        "name": item.label,
        "price": money(item.price),
        "currency": settings.CURRENCY,
        "units": item.units,
        "sold": item.sold,
    }
