"""Products and stores."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from shop.models import Product, Store


def products(*, store: Store | None = None) -> QuerySet[Product]:
    """The products of `store` or of all, with their stores, by name."""
    found = Product.objects.select_related("store").order_by("name", "pk")
    return found if store is None else found.filter(store_id=store.pk)


def first_of(ids: Sequence[UUID], *, most: int) -> list[Product]:
    """The first of these products in this order, leaving out what is gone or has no name."""
    if not ids:
        return []
    found = products().filter(pk__in=list(ids)).exclude(name="")
    by_id = {product.pk: product for product in found}
    return [by_id[pk] for pk in ids if pk in by_id][:most]
