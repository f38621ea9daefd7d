"""The sweep: holds whose time ran out are taken back, so that the count on the screen is right.

Nothing depends on it: the engine takes expired units back by itself where they are needed.
"""

import logging

from inventory import api as inventory
from shop.selectors.sales import selling_item_ids

logger = logging.getLogger(__name__)


def sweep_open_pools() -> int:
    """No open pool has expired holds; returns how many units were taken back.

    A pool that fails is logged and does not stop the others. Raises StockUnavailable while Redis
    is away, since then none can be swept.
    """
    stocks = inventory.stocks(selling_item_ids())
    open_pools = [pool_id for pool_id, stock in stocks.items() if stock and not stock.closed]
    return sum(_sweep_or_log(pool_id) for pool_id in open_pools)


def _sweep_or_log(pool_id: str) -> int:
    try:
        return inventory.sweep_expired(pool_id)
    except Exception:
        logger.exception("Pool %s could not be swept.", pool_id)
        return 0
