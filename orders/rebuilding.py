"""Writing pools anew from the database, which is the record, after Redis has lost them.

Orders and claims of pending orders are restored; holds are void. A healthy pool is left alone
unless forced.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from flashsale import clock
from inventory import api as inventory
from inventory.api import Claim, ClaimState, Terms
from orders.models import Order, OrderLine
from shop.models import SaleItem
from shop.pools import window

Status = Order.Status


def pools_to_rebuild(items: Iterable[SaleItem], *, force: bool = False) -> list[SaleItem]:
    """Those items whose pools Redis doesn't know; all of them if forced."""
    items = list(items)
    if force:
        return items
    stocks = inventory.stocks([item.pk for item in items])
    return [item for item in items if stocks[str(item.pk)] is None]


def rebuild(item: SaleItem, *, force: bool = False) -> bool:
    """The item's pool is what the database says; returns whether it was written.

    1. the item's epoch is raised, so that pages take the new counts for newer than the old
    2. the pool is written in one transaction: what placed orders bought is sold, what pending
       orders have claimed is claimed, the rest is free
    3. the pool of a settled sale is closed again

    Raises StockUnavailable while Redis is away.
    """
    if not pools_to_rebuild([item], force=force):
        return False
    SaleItem.objects.filter(pk=item.pk).update(epoch=F("epoch") + 1)
    item = SaleItem.objects.select_related("sale").get(pk=item.pk)
    opens_at, closes_at = window(item.sale)
    terms = Terms(
        per_buyer_limit=item.limit_per_buyer,
        hold_seconds=item.sale.hold_seconds,
        opens_at=opens_at,
        closes_at=closes_at,
        paused=item.sale.paused_at is not None,
        epoch=item.epoch,
    )
    units = item.units - item.returned_units
    written = inventory.rebuild_pool(
        item.pk, units=units, terms=terms, claims=_claims(item.pk), force=force
    )
    if item.sale.settled_at is not None:
        inventory.close_pool(item.pk)
    return written


def _claims(item_id: UUID) -> list[Claim]:
    states = {Status.PLACED: ClaimState.SETTLED, Status.PENDING: ClaimState.CLAIMED}
    lines = OrderLine.objects.filter(
        item_id=item_id, order__status__in=list(states), claimed_at__isnull=False
    ).select_related("order")
    return [
        Claim(
            order=str(line.order_id),
            buyer=str(line.order.buyer_id),
            units=line.units,
            token=line.hold_token,
            expires_at=clock.to_ms(clock.now()),
            state=states[Status(line.order.status)],
        )
        for line in lines
    ]
