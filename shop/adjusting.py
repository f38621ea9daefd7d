"""Units are added to a published sale, or taken out of it, by hand.

They come from the product's stock, or go back to it, and three books follow: the stock, the item's
`units`, and the pool in Redis, which alone knows how many units are free. So:

1. one transaction: the adjustment is stored. Units to be added leave the stock and count as
   offered; for units to be taken out, nothing else is changed yet
2. the pool adds the units or gives up free ones, once for the adjustment's id, or it can't. Then
   it remembers that too: an attempt that arrives late does nothing
3. one transaction: the adjustment is marked as applied or as refused, if it was neither, and the
   units that have left the sale, or never came in, are in stock

The item thus never offers less than its pool does. Told as timelines:

- killed after 1: `finish_adjustments`, every few seconds, does 2 and 3
- killed after 2: it does 2 again, hears the same, and does 3
- two finish the same adjustment: both hear the same in 2; in 3, one of them marks it
- the pool is rebuilt between 2 and 3, and may not know what was done in 2: the item has another
  epoch then than before 2, 3 is refused, and 2 is done again. Between 1 and 2, or after 3: the
  rebuilt pool knows all adjustments whose units the database counts (`outcomes_of`), so one that
  arrives late changes nothing
- the sale is settled: it can't be between 1 and 3 (`shop.settling`). If its pool was closed for
  that, 2 can't be done, and 3 undoes 1
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from contextlib import suppress
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.db.models import F, QuerySet

from accounts.models import User
from flashsale import clock, transactions
from inventory import api as inventory
from inventory.api import ClaimState
from shop.epochs import require_epoch
from shop.errors import (
    AdjustmentDiffers,
    AdjustmentOpen,
    NotEnoughStock,
    PoolNotTrusted,
    SaleNotPublished,
    SaleOver,
    Shortage,
    TooManyReturned,
    UnitsNotFree,
)
from shop.models import Sale, SaleItem, StockAdjustment
from shop.product_pages.editions import begin_edition_on_commit
from shop.running import is_over
from shop.stocking import shelf_of

logger = logging.getLogger(__name__)

LONGEST_CHASE = 10


def adjust(
    item: SaleItem, *, units: int, reason: str, by: User, operation: UUID | None = None
) -> StockAdjustment:
    """The sale offers `units` more of the item; below zero, as many fewer, of those that are free.

    An `operation` is done once: repeated, it answers the same. Raises SaleNotPublished, SaleOver,
    NotEnoughStock, UnitsNotFree, AdjustmentDiffers, and StockUnavailable where Redis doesn't answer
    or know the pool; nothing was changed then. If it is lost in the middle (StockUnavailable,
    PoolNotTrusted), the adjustment is finished when it is back.
    """
    if item.sale.published_at is None:
        raise SaleNotPublished
    inventory.stock(item.pk)
    wanted = StockAdjustment(
        id=operation or uuid4(), item_id=item.pk, units=units, reason=reason, by=by
    )
    try:
        begun = transactions.run(lambda: _begin(wanted))
    except IntegrityError:
        # The same operation came twice in this moment.
        begun = transactions.run(lambda: _begin(wanted))
    done = finish(begun)
    begin_edition_on_commit()
    if done.refused_at is not None:
        raise SaleOver if units > 0 else UnitsNotFree
    return done


def finish(adjustment: StockAdjustment) -> StockAdjustment:
    """The adjustment, applied or refused. Raises StockUnavailable, PoolNotTrusted."""
    for _ in range(LONGEST_CHASE):
        current = StockAdjustment.objects.select_related("item").get(pk=adjustment.pk)
        if current.applied_at is not None or current.refused_at is not None:
            return current
        with suppress(PoolNotTrusted):
            _finish_in_this_epoch(current)
    raise PoolNotTrusted(adjustment.item_id)


def finish_adjustments(items: Iterable[SaleItem] | None = None) -> int:
    """No adjustment, or none of these items, is open; returns how many were.

    One that fails is logged and does not stop the others, unless it is Redis that is away.
    """
    found = _open() if items is None else _open().filter(item_id__in=[item.pk for item in items])
    return sum(_finish_or_log(adjustment) for adjustment in found.order_by("created_at"))


def require_no_open_adjustment(item_id: UUID) -> None:
    """Raises AdjustmentOpen; asked in a transaction that has written the item before."""
    if _open().filter(item_id=item_id).exists():
        raise AdjustmentOpen


def open_units(item_ids: Collection[UUID]) -> dict[UUID, int]:
    """item → how many units its pool may have less than the item offers, because they are being
    added or taken out at this moment.
    """
    units: dict[UUID, int] = defaultdict(int)
    found = _open().filter(item_id__in=list(item_ids))
    for item_id, number in found.values_list("item_id", "units"):
        units[item_id] += abs(number)
    return units


def outcomes_of(item_id: UUID) -> dict[UUID, ClaimState]:
    """What a pool of the item has to know of its adjustments, beside the item's `units`.

    Units that are to be taken out are not among them: the pool can still be asked for those.
    """
    found = StockAdjustment.objects.filter(item_id=item_id)
    return {
        adjustment.pk: ClaimState.ADDED if adjustment.refused_at is None else ClaimState.VOID
        for adjustment in found
        if adjustment.units > 0
        or adjustment.applied_at is not None
        or adjustment.refused_at is not None
    }


def _begin(wanted: StockAdjustment) -> StockAdjustment:
    """The row of the item is written in any case: so nobody settles the sale at the same time."""
    known = StockAdjustment.objects.filter(pk=wanted.pk).first()
    if known is not None:
        _require_same(known, wanted)
        return known
    item = SaleItem.objects.select_related("product", "variant").get(pk=wanted.item_id)
    if wanted.units > 0:
        _take_from_stock(item, wanted.units)
    else:
        _refuse_what_is_sold(item, -wanted.units)
    if is_over(Sale.objects.get(pk=item.sale_id), now=clock.now()):
        raise SaleOver
    wanted.save(force_insert=True)
    return wanted


def _require_same(known: StockAdjustment, wanted: StockAdjustment) -> None:
    if (known.item_id, known.units, known.reason) != (wanted.item_id, wanted.units, wanted.reason):
        raise AdjustmentDiffers


def _take_from_stock(item: SaleItem, units: int) -> None:
    if not shelf_of(item).filter(stock__gte=units).update(stock=F("stock") - units):
        raise NotEnoughStock([Shortage(product=item.label, needed=units, available=item.in_stock)])
    SaleItem.objects.filter(pk=item.pk).update(units=F("units") + units)


def _refuse_what_is_sold(item: SaleItem, units: int) -> None:
    """There and back: the pool decides, but a write has to be seen."""
    row = SaleItem.objects.filter(pk=item.pk)
    unsold = row.filter(sold__lte=F("units") - F("returned_units") - units)
    if not unsold.update(units=F("units") - units):
        raise UnitsNotFree
    row.update(units=F("units") + units)


def _is_done_in_pool(adjustment: StockAdjustment) -> bool:
    """Whether the pool has done it; if not, it never will. Raises StockUnavailable."""
    pool, operation = adjustment.item_id, adjustment.pk
    try:
        if inventory.add_units(pool, units=adjustment.units, operation=operation):
            return True
    except inventory.PoolClosed:
        return False
    except inventory.OutOfStock:
        pass  # Somebody else may have had more luck: what is remembered counts.
    return inventory.unclaim(pool, order=operation) is ClaimState.ADDED


def _finish_in_this_epoch(adjustment: StockAdjustment) -> None:
    is_in_pool = _is_done_in_pool(adjustment)
    transactions.run(lambda: _decide(adjustment, is_in_pool=is_in_pool))


def _decide(adjustment: StockAdjustment, *, is_in_pool: bool) -> None:
    require_epoch(adjustment.item)
    outcome = {"applied_at" if is_in_pool else "refused_at": clock.now()}
    if not _open().filter(pk=adjustment.pk).update(**outcome):
        return
    if is_in_pool == (adjustment.units < 0):
        _give_to_stock(adjustment.item, abs(adjustment.units))


def _give_to_stock(item: SaleItem, units: int) -> None:
    """The units are offered no more, and are where they were taken from."""
    unsold = SaleItem.objects.filter(pk=item.pk, sold__lte=F("units") - F("returned_units") - units)
    if not unsold.update(units=F("units") - units):
        raise TooManyReturned(item_id=str(item.pk), units=units)
    shelf_of(item).update(stock=F("stock") + units)


def _open() -> QuerySet[StockAdjustment]:
    return StockAdjustment.objects.filter(applied_at__isnull=True, refused_at__isnull=True)


def _finish_or_log(adjustment: StockAdjustment) -> bool:
    try:
        finish(adjustment)
    except inventory.PoolMissing:
        logger.warning("Adjustment %s waits until its pool is rebuilt.", adjustment.pk)
    except inventory.StockUnavailable:
        raise
    except Exception:
        logger.exception("Adjustment %s could not be finished.", adjustment.pk)
    else:
        return True
    return False
