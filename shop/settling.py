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
- an end is moved while the sale is about to be settled: `reschedule` refuses a sale whose end has
  come, and checks it within its transaction. GRACE is the time that this transaction may take
"""

import logging
from datetime import timedelta
from uuid import UUID

from flashsale import clock, transactions
from inventory import api as inventory
from shop.models import Sale, SaleItem
from shop.pools import align_pools
from shop.returns import return_units

logger = logging.getLogger(__name__)

GRACE = timedelta(seconds=1)


def settle_due_sales() -> int:
    """Every sale that can be settled is; returns how many were settled by this call.

    A sale with live holds, or with a pool that is missing, waits for a later call; one that fails
    is logged and does not stop the others. Standing sales have no end and are never due.
    Raises StockUnavailable while Redis is away.
    """
    due = Sale.objects.filter(
        published_at__isnull=False, settled_at__isnull=True, ends_at__lte=clock.now() - GRACE
    )
    return sum(_settle_or_log(sale) for sale in due.order_by("ends_at"))


def settle(sale: Sale) -> bool:
    """The ended sale's unsold units are back in its products; returns whether by this call.

    Raises PoolBusy while a unit is held or claimed, PoolMissing when a pool has to be rebuilt.
    """
    align_pools(sale)
    item_ids = list(SaleItem.objects.filter(sale_id=sale.pk).values_list("pk", flat=True))
    left = {item_id: inventory.close_pool(item_id) for item_id in item_ids}
    return transactions.run(lambda: _return_once(sale.pk, left))


def _settle_or_log(sale: Sale) -> bool:
    try:
        return settle(sale)
    except inventory.PoolBusy:
        return False
    except inventory.PoolMissing as error:
        logger.warning("Sale %s waits for rebuild_stock: no pool %s.", sale.slug, error.pool_id)
        return False
    except inventory.StockUnavailable:
        raise
    except Exception:
        logger.exception("Sale %s could not be settled.", sale.slug)
        return False


def _return_once(sale_id: UUID, left: dict[UUID, int]) -> bool:
    settled = Sale.objects.filter(pk=sale_id, settled_at__isnull=True).update(
        settled_at=clock.now()
    )
    if not settled:
        return False
    for item_id, units in left.items():
        return_units(item_id, units=units)
    return True
