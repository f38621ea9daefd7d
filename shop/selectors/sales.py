"""Published sales by where their times put them, and their items. Drafts are seen nowhere."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from shop.models import Product, Sale, SaleItem

MOST_ON_A_PAGE = 24


def published() -> QuerySet[Sale]:
    return Sale.objects.filter(published_at__isnull=False)


def running(*, now: datetime, most: int = MOST_ON_A_PAGE) -> list[Sale]:
    """Sales that have started: those that end first come first, then standing sales, the newest
    first; at most `most` of either kind.
    """
    started = published().filter(starts_at__lte=now, cancelled_at__isnull=True)
    timed = started.filter(ends_at__gt=now).order_by("ends_at", "pk")
    standing = started.filter(ends_at__isnull=True).order_by("-starts_at", "pk")
    return [*timed[:most], *standing[:most]]


def upcoming(*, now: datetime, most: int = MOST_ON_A_PAGE) -> list[Sale]:
    """The `most` next sales, the very next first."""
    coming = published().filter(starts_at__gt=now, cancelled_at__isnull=True)
    return list(coming.order_by("starts_at", "pk")[:most])


def ended(*, now: datetime, most: int = MOST_ON_A_PAGE) -> list[Sale]:
    """The `most` latest sales that are over. A cancelled one ended when it was cancelled."""
    return list(published().filter(ends_at__lte=now).order_by("-ends_at", "pk")[:most])


def offering(product: Product, *, now: datetime) -> list[Sale]:
    """Sales that offer the product now or later: running ones first."""
    sale_ids = SaleItem.objects.filter(product_id=product.pk).values_list("sale_id", flat=True)
    found = published().filter(pk__in=list(sale_ids), cancelled_at__isnull=True)
    open_sales = [sale for sale in found if sale.ends_at is None or sale.ends_at > now]
    return sorted(
        open_sales, key=lambda sale: (sale.starts_at > now, sale.is_standing, sale.starts_at)
    )


def pools_of(slug: str) -> tuple[str, ...]:
    """The pool ids of the published sale with this slug; none when there is no such sale."""
    sale = published().filter(slug=slug).first()
    if sale is None:
        return ()
    item_ids = SaleItem.objects.filter(sale_id=sale.pk).values_list("pk", flat=True)
    return tuple(str(item_id) for item_id in item_ids)


def items_of(sales: Iterable[Sale]) -> dict[UUID, list[SaleItem]]:
    """sale id → its items by product name, with product, store and sale loaded. One query."""
    by_id = {sale.pk: sale for sale in sales}
    items: dict[UUID, list[SaleItem]] = {sale_id: [] for sale_id in by_id}
    found = SaleItem.objects.filter(sale_id__in=list(by_id)).select_related("product__store")
    for item in found:
        item.sale = by_id[item.sale_id]
        items[item.sale_id].append(item)
    for group in items.values():
        group.sort(key=lambda item: (item.product.name, item.pk))
    return items


def selling_item_ids() -> list[UUID]:
    """The items of published sales that are not settled: those whose pools can change."""
    sales = published().filter(settled_at__isnull=True).values_list("pk", flat=True)
    return list(SaleItem.objects.filter(sale_id__in=list(sales)).values_list("pk", flat=True))
