"""Settling: what a sale did not sell goes back to its products, once.

When a sale has ended and its last hold is over, two books have to be changed that know no common
transaction: the pool in Redis and the stock in the database. So:

1. each pool is closed; its free units leave it. The pool remembers how many, and says the same
   number however often it is closed
2. one transaction: the sale is marked as settled, if it was not, and each product gets its units

Told as timelines:

- killed after some pools were closed, or between 1 and 2: the next run closes the rest, hears the
  same numbers again, and does 2
- killed inside 2: the database kept none of it; the next run does it all again
- killed after 2: the sale is marked; nobody comes again
- two processes at once: both hear the same numbers; in 2, one marks the sale, the other finds it
  marked and returns nothing
- an order is cancelled between 1 and 2: its units come back by `return_units`, in the same columns
  but under the order's own condition. Both only add, so their order does not matter, and neither
  is taken for the other, because "settled" is `settled_at` and not `returned_units > 0`
- a hold or a claim is still alive: step 1 raises PoolBusy. Pools that were closed before it stay
  closed, which no shopper can see: the sale has ended. The next run goes on
- a pool is rebuilt between 1 and 2 (`orders.rebuilding`), and is open again: its item has another
  epoch then than before 1, and the sale is not marked. The next run closes the pool again
- Redis has forgotten the last moments before 1: the pool is on another server than recorded, or on
  one that was started anew, and its number may be wrong. The sale waits until it was rebuilt
- staff add units, or take some out (`shop.adjusting`): what was begun is finished before 1; what is
  begun between 1 and 2 is seen in 2, since both write the item, and the next run goes on
- an end is moved while the sale is about to be settled: `reschedule` refuses a sale whose end has
  come, and checks it within its transaction. GRACE is the time that this transaction may take
"""

import logging
from datetime import timedelta
from uuid import UUID

from flashsale import clock, transactions
from inventory import api as inventory
from shop.adjusting import finish_adjustments, require_no_open_adjustment
from shop.epochs import require_epoch
from shop.errors import AdjustmentOpen, PoolNotTrusted
from shop.models import Sale, SaleItem
from shop.pools import align_pools
from shop.returns import return_units

logger = logging.getLogger(__name__)

GRACE = timedelta(seconds=1)


def settle_due_sales() -> int:
    """Every sale that can be settled is; returns how many were settled by this call.

    A sale with live holds, or with a pool that has to be rebuilt, waits for a later call; one that
    fails is logged and does not stop the others. Standing sales have no end and are never due.
    Raises StockUnavailable while Redis is away.
    """
    due = Sale.objects.filter(
        published_at__isnull=False, settled_at__isnull=True, ends_at__lte=clock.now() - GRACE
    )
    return sum(_settle_or_log(sale) for sale in due.order_by("ends_at"))


def settle(sale: Sale) -> bool:
    """The ended sale's unsold units are back in its products; returns whether by this call.

    A sale that has not ended by Redis's clock is left alone: this host's may be ahead.
    Raises PoolBusy while a unit is held or claimed, PoolMissing and PoolNotTrusted when a pool has
    to be rebuilt before, PoolNotTrusted also when it was in this moment, AdjustmentOpen when staff
    began to add or remove units in this moment.
    """
    align_pools(sale)
    items = list(SaleItem.objects.filter(sale_id=sale.pk))
    stocks = inventory.stocks([item.pk for item in items])
    if any(stock is not None and not _is_over(stock) for stock in stocks.values()):
        return False
    finish_adjustments(items)
    left = {item.pk: inventory.close_pool(item.pk) for item in items}
    servers = inventory.servers_of(list(left))
    for item in items:
        if servers[str(item.pk)] != item.stock_server:
            raise PoolNotTrusted(item.pk)
    return transactions.run(lambda: _return_once(sale.pk, items, left))


def _is_over(stock: inventory.Stock) -> bool:
    return stock.closed or (stock.closes_at is not None and stock.closes_at <= stock.server_time)


def _settle_or_log(sale: Sale) -> bool:
    try:
        return settle(sale)
    except (inventory.PoolBusy, AdjustmentOpen):
        return False
    except (inventory.PoolMissing, PoolNotTrusted) as error:
        logger.warning("Sale %s waits until pool %s is rebuilt.", sale.slug, error.pool_id)
        return False
    except inventory.StockUnavailable:
        raise
    except Exception:
        logger.exception("Sale %s could not be settled.", sale.slug)
        return False


def _return_once(sale_id: UUID, items: list[SaleItem], left: dict[UUID, int]) -> bool:
    settled = Sale.objects.filter(pk=sale_id, settled_at__isnull=True).update(
        settled_at=clock.now()
    )
    if not settled:
        return False
    for item in items:
        require_epoch(item)
        require_no_open_adjustment(item.pk)
        return_units(item.pk, units=left[item.pk])
    return True
