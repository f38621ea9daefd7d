"""Which item a program means that names an item, a sale, or a product."""

from uuid import UUID

from django.db.models import Q

from flashsale import clock
from shop.errors import NoSuchItem, SeveralItems
from shop.models import SaleItem
from shop.selectors.sales import coming, going


def item_named(named: UUID) -> SaleItem:
    """The item of a published sale with this id, or the only item of the sale with this id.

    Its sale, product with store, and variant are loaded. One query: whoever is in a hurry asks the
    engine first, which knows the items that sell. Raises NoSuchItem, SeveralItems.
    """
    items = SaleItem.objects.select_related("sale", "product__store", "variant")
    found = list(items.filter(Q(pk=named) | Q(sale_id=named)).order_by("pk")[:2])
    offered = [item for item in found if item.sale.published_at is not None]
    return _only(offered, of="sale")


def item_offering(product_id: UUID) -> SaleItem:
    """The only item that offers this product in a sale that runs now; where none does, in one that
    comes, so that whoever is early is told so.

    Loaded as by `item_named`. Two queries for a sale that runs. Raises NoSuchItem, SeveralItems.
    """
    items = SaleItem.objects.select_related("sale", "product__store", "variant")
    now = clock.now()
    for sales in (going(now=now), coming(now=now)):
        named = list(sales.values_list("pk", flat=True))
        found = items.filter(product_id=product_id, sale_id__in=named).order_by("pk")[:2]
        if found:
            return _only(list(found), of="product")
    raise NoSuchItem


def _only(items: list[SaleItem], *, of: str) -> SaleItem:
    if not items:
        raise NoSuchItem
    if len(items) > 1:
        raise SeveralItems(of=of)
    return items[0]
