"""Published sales by where their times put them, and their items. Drafts are seen nowhere."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from shop.models import Product, Sale, SaleItem

MOST_ON_A_PAGE = 24


def published() -> QuerySet[Sale]:
    return Sale.objects.filter(published_at__isnull=False)


def going(*, now: datetime) -> QuerySet[Sale]:
    """Every sale that has started and not ended."""
    started = published().filter(starts_at__lte=now, cancelled_at__isnull=True)
    return started.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def coming(*, now: datetime) -> QuerySet[Sale]:
    """Every sale that has not started."""
    return published().filter(starts_at__gt=now, cancelled_at__isnull=True)


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
    return list(coming(now=now).order_by("starts_at", "pk")[:most])


def ended(*, now: datetime, most: int = MOST_ON_A_PAGE) -> list[Sale]:
    """The `most` latest sales that are over. A cancelled one ended when it was cancelled."""
    return list(published().filter(ends_at__lte=now).order_by("-ends_at", "pk")[:most])


def offering(product: Product, *, now: datetime) -> list[Sale]:
    """Sales that offer the product now or later, in no order (`by_turn`)."""
    sale_ids = SaleItem.objects.filter(product_id=product.pk).values_list("sale_id", flat=True)
    found = published().filter(pk__in=list(sale_ids), cancelled_at__isnull=True)
    return [sale for sale in found if sale.ends_at is None or sale.ends_at > now]


def by_turn(sales: Iterable[Sale], *, now: datetime) -> list[Sale]:
    """Running sales first, standing ones after those that end."""
    return sorted(sales, key=lambda sale: (sale.starts_at > now, sale.is_standing, sale.starts_at))


def pools_of(slug: str) -> tuple[str, ...]:
    """The pool ids of the published sale with this slug; none when there is no such sale."""
    sale = published().filter(slug=slug).first()
    if sale is None:
        return ()
    item_ids = SaleItem.objects.filter(sale_id=sale.pk).values_list("pk", flat=True)
    return tuple(str(item_id) for item_id in item_ids)


def items_of(sales: Iterable[Sale]) -> dict[UUID, list[SaleItem]]:
    """sale id → its items, with product, store, variant and sale loaded. One query.

    Products that come in variants are first, since they need more room; then by name. The variants
    of a product are in their own order.
    """
    by_id = {sale.pk: sale for sale in sales}
    items: dict[UUID, list[SaleItem]] = {sale_id: [] for sale_id in by_id}
    found = SaleItem.objects.filter(sale_id__in=list(by_id)).select_related(
        "product__store", "variant"
    )
    for item in found:
        item.sale = by_id[item.sale_id]
        items[item.sale_id].append(item)
    for group in items.values():
        group.sort(key=_place)
    return items


def _place(item: SaleItem) -> tuple[object, ...]:
    variant = item.variant
    of_product = (0, "") if variant is None else (variant.position, variant.name)
    return (variant is None, item.product.name, item.product_id, *of_product, item.pk)


def selling_item_ids() -> list[UUID]:
    """The items of published sales that are not settled: those whose pools can change."""
    sales = published().filter(settled_at__isnull=True).values_list("pk", flat=True)
    return list(SaleItem.objects.filter(sale_id__in=list(sales)).values_list("pk", flat=True))


def published_item_ids() -> list[UUID]:
    """The items of every sale that was ever published, settled ones too."""
    sales = published().values_list("pk", flat=True)
    return list(SaleItem.objects.filter(sale_id__in=list(sales)).values_list("pk", flat=True))
