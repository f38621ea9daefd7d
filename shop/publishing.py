"""Publishing: a draft becomes a sale that shoppers can see, with units of its own."""

from uuid import UUID

from django.db.models import F

from flashsale import clock, transactions
from inventory import api as inventory
from shop.errors import (
    BadTimes,
    NotEnoughStock,
    SaleOver,
    SaleWithoutItems,
    Shortage,
    WrongVariant,
)
from shop.models import Sale, SaleItem, Variant
from shop.pools import open_pools
from shop.product_pages.editions import begin_edition_on_commit
from shop.stocking import shelf_of


def publish(sale: Sale) -> None:
    """The sale is published: its units have left the stock and are in open pools.

    1. Redis answers, else nothing is begun
    2. one transaction: the sale is marked as published, if it was not; each product, or variant,
       gives its units, if it has them; one that has not undoes all
    3. the pools are opened, each with its units

    Who is killed between 2 and 3 leaves a published sale without pools, which sells nothing.
    Publishing it again, or another process that publishes it at the same time, opens those that
    are missing, but only while the sale has not started: a pool that is missing later may have
    been lost with claims in it, and is left to `orders.mending`, which knows the orders, and comes
    within a second.

    Raises SaleWithoutItems, BadTimes, SaleOver, WrongVariant, NotEnoughStock (naming all that lack
    units; nothing was taken), StockUnavailable (before step 2: nothing was taken).
    """
    items = list(SaleItem.objects.filter(sale_id=sale.pk))
    inventory.stocks([item.pk for item in items])
    is_first = transactions.run(lambda: _take_units(sale.pk))
    begin_edition_on_commit()
    sale.refresh_from_db()
    items = list(SaleItem.objects.filter(sale_id=sale.pk))
    open_pools(sale, items if is_first else _never_opened(sale, items))


def _take_units(sale_id: UUID) -> bool:
    """The units have left the stock, once; returns False when they already had.

    The items are read after the mark: from then on nobody can change what the sale offers.
    """
    draft = Sale.objects.filter(pk=sale_id, published_at__isnull=True)
    sale = Sale.objects.get(pk=sale_id)
    if sale.cancelled_at is not None:
        raise SaleOver
    if not draft.update(published_at=clock.now()):
        return False
    items = list(SaleItem.objects.filter(sale_id=sale_id).select_related("product", "variant"))
    _refuse_what_cannot_be_sold(sale, items)
    # In the same order in every sale, so that two never wait for each other in a circle.
    items.sort(key=lambda item: (item.product_id, item.variant_key))
    shortages = [shortage for item in items if (shortage := _take(item)) is not None]
    if shortages:
        raise NotEnoughStock(shortages)
    return True


def _refuse_what_cannot_be_sold(sale: Sale, items: list[SaleItem]) -> None:
    if not items:
        raise SaleWithoutItems
    _refuse_wrong_variants(items)
    if sale.ends_at is None:
        return
    if sale.ends_at <= sale.starts_at:
        raise BadTimes("The end must be after the start. Leave it empty for a standing sale.")
    if sale.ends_at <= clock.now():
        raise BadTimes("The end of this sale has passed. Choose one in the future.")


def _refuse_wrong_variants(items: list[SaleItem]) -> None:
    product_ids = [item.product_id for item in items]
    of_products = Variant.objects.filter(product_id__in=product_ids)
    varied = set(of_products.values_list("product_id", flat=True))
    wrong = [
        item.label
        for item in items
        if (item.product_id in varied if item.variant is None else _is_of_another(item))
    ]
    if wrong:
        raise WrongVariant(sorted(wrong))


def _is_of_another(item: SaleItem) -> bool:
    return item.variant is not None and item.variant.product_id != item.product_id


def _take(item: SaleItem) -> Shortage | None:
    """The item's units have left the stock that they come from, or else what is missing."""
    shelf = shelf_of(item)
    if shelf.filter(stock__gte=item.units).update(stock=F("stock") - item.units):
        return None
    available = shelf.values_list("stock", flat=True).get()
    return Shortage(product=item.label, needed=item.units, available=available)


def _never_opened(sale: Sale, items: list[SaleItem]) -> list[SaleItem]:
    """The items whose pools are missing and can't have sold anything: nobody could buy yet.

    They are in a new epoch, in case that a pool was opened and lost: its ledger may be left.
    """
    if sale.starts_at <= clock.now():
        return []
    stocks = inventory.stocks([item.pk for item in items])
    missing = [item.pk for item in items if stocks[str(item.pk)] is None and item.sold == 0]
    SaleItem.objects.filter(pk__in=missing).update(epoch=F("epoch") + 1)
    return list(SaleItem.objects.filter(pk__in=missing))
