"""Finding pools that Redis has lost, or may have lost the last moments of, and making them right.

A pool that is missing is refused with 503 until it is rebuilt. Nothing asks for that: a look each
second finds it, which spares the engine a broker. A pool that is there may still be wrong: a
server that was started anew, or a replica that took over, has forgotten its last moments. It has
another run id than the one with which the pool was written (`SaleItem.stock_server`). Then the
pool is rebuilt too; since live holds are kept, shoppers see nothing of it.
"""

import logging
from collections.abc import Iterable
from typing import TypeAlias

from inventory import api as inventory
from orders.rebuilding import write_anew
from shop.models import SaleItem

logger = logging.getLogger(__name__)

Due: TypeAlias = tuple[SaleItem, int | None]

PATIENCE_MS = 30_000
"""For so long, a rebuild that somebody else has begun is left to them."""


def mend_pools(*, settled_too: bool = True, patience_ms: int = 0) -> int:
    """Every published item's pool is right; returns how many were rebuilt.

    One query and three round trips where nothing is wrong. A pool that fails is logged and does
    not stop the others. Raises StockUnavailable while Redis is away.
    """
    return mend(pools_to_mend(settled_too=settled_too), patience_ms=patience_ms)


def mend(due: Iterable[Due], *, patience_ms: int = 0) -> int:
    """These pools are right; returns how many were rebuilt."""
    return sum(_mend_or_log(item, up_to_epoch, patience_ms) for item, up_to_epoch in due)


def pools_to_mend(*, settled_too: bool = True) -> list[Due]:
    """Items whose pools are to be rebuilt, each with the epoch up to which, if it is there.

    The database is read first: a pool that another process rebuilds meanwhile has a later epoch
    than was read, and is left alone. One with an earlier epoch is what was there before its last
    rebuild.
    """
    published = SaleItem.objects.filter(sale__published_at__isnull=False)
    if not settled_too:
        published = published.filter(sale__settled_at__isnull=True)
    items = list(published.only("id", "epoch", "stock_server").order_by("pk"))
    pool_ids = [item.pk for item in items]
    servers = inventory.servers_of(pool_ids)
    epochs = inventory.epochs_of(pool_ids)
    due: list[Due] = []
    for item in items:
        epoch, server = epochs[str(item.pk)], servers[str(item.pk)]
        if epoch is None:
            due.append((item, None))
        elif epoch < item.epoch or server != item.stock_server:
            due.append((item, item.epoch))
    return due


def _mend_or_log(item: SaleItem, up_to_epoch: int | None, patience_ms: int) -> bool:
    try:
        return write_anew(item, up_to_epoch=up_to_epoch, patience_ms=patience_ms)
    except Exception:
        logger.exception("Pool %s could not be rebuilt.", item.pk)
        return False
