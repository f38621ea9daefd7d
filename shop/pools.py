"""The pools of a sale follow the database, which is the record.

Each change of a published sale is written to the database first and then brought to the pools by
`align_pools`. A process that dies in between leaves them apart; `align_all_pools` runs every few
seconds and brings them together.
"""

import logging

from flashsale import clock
from inventory import api as inventory
from shop.models import Sale, SaleItem

logger = logging.getLogger(__name__)

LONGEST_CHASE = 10


def open_pools(sale: Sale, items: list[SaleItem]) -> None:
    """The items have pools that sell from the sale's start to its end. Existing ones are kept.

    The server that a pool is on is asked before it is opened: if it is started anew meanwhile,
    another run id than the recorded one will show it (`orders.mending`).
    """
    opens_at, closes_at = window(sale)
    servers = inventory.servers_of([item.pk for item in items])
    for item in items:
        inventory.open_pool(
            item.pk,
            units=item.units,
            per_buyer_limit=item.limit_per_buyer,
            hold_seconds=sale.hold_seconds,
            opens_at=opens_at,
            closes_at=closes_at,
            epoch=item.epoch,
            paused=sale.paused_at is not None,
            cooldown_seconds=sale.cooldown_seconds,
        )
        as_it_was = SaleItem.objects.filter(
            pk=item.pk, epoch=item.epoch, stock_server=item.stock_server
        )
        as_it_was.update(stock_server=servers[str(item.pk)])


def window(sale: Sale) -> tuple[int, int | None]:
    """When the sale's pools open and close, in milliseconds since 1970.

    A sale that was cancelled before its start ends before it starts; its pools then open and close
    at that end, so that they say "ended" and not "not yet".
    """
    opens_at = clock.to_ms(sale.starts_at)
    if sale.ends_at is None:
        return opens_at, None
    closes_at = clock.to_ms(sale.ends_at)
    return min(opens_at, closes_at), closes_at


def align_pools(sale: Sale) -> None:
    """The sale's pools say what its database row says; a cancelled sale holds nothing any more.

    Pools that are missing are left to whoever rebuilds them (`orders.mending`, each second), who
    reads the same row; closed ones don't sell anyway.

    Two processes may do this at once, each with its own idea of the row:

    1. A reads the row: paused
    2. staff resume the sale; B reads the row and resumes the pool
    3. A, late, pauses the pool
    4. A reads the row again, sees that it has changed, and resumes the pool

    Whoever writes last also reads afterwards, so the last write is what the row says.

    Raises StockUnavailable while Redis is away: the row then stands, and the pools follow later.
    """
    current, items = _read(sale)
    for _ in range(LONGEST_CHASE):
        stocks = inventory.stocks([item.pk for item in items])
        for item in items:
            stock = stocks[str(item.pk)]
            if stock is not None and not stock.closed:
                _align(current, item, stock)
        applied = _terms(current, items)
        current, items = _read(sale)
        if _terms(current, items) == applied:
            return
    logger.warning("Sale %s changes faster than its pools can follow.", sale.slug)


def align_all_pools() -> int:
    """The pools of every published sale say what the database says; returns how many didn't.

    A sale that fails does not stop the others. Raises StockUnavailable while Redis is away.
    """
    sales = list(Sale.objects.filter(published_at__isnull=False, settled_at__isnull=True))
    items: dict[object, list[SaleItem]] = {sale.pk: [] for sale in sales}
    for item in SaleItem.objects.filter(sale_id__in=list(items)):
        items[item.sale_id].append(item)
    stocks = inventory.stocks([item.pk for group in items.values() for item in group])
    apart = 0
    for sale in sales:
        pairs = [(item, stocks[str(item.pk)]) for item in items[sale.pk]]
        if any(
            stock is not None and not stock.closed and _differs(sale, item, stock)
            for item, stock in pairs
        ):
            apart += 1
            _align_or_log(sale)
    return apart


def _align_or_log(sale: Sale) -> None:
    try:
        align_pools(sale)
    except inventory.StockError:
        logger.exception("The pools of sale %s could not be aligned.", sale.slug)


def _differs(sale: Sale, item: SaleItem, stock: inventory.Stock) -> bool:
    return (
        (stock.opens_at, stock.closes_at) != window(sale)
        or stock.paused != (sale.paused_at is not None)
        or stock.per_buyer_limit != item.limit_per_buyer
        or stock.cooldown_seconds != sale.cooldown_seconds
        or (sale.cancelled_at is not None and stock.held > 0)
    )


def _align(sale: Sale, item: SaleItem, stock: inventory.Stock) -> None:
    opens_at, closes_at = window(sale)
    if (stock.opens_at, stock.closes_at) != (opens_at, closes_at):
        inventory.reschedule(item.pk, opens_at=opens_at, closes_at=closes_at)
    if stock.paused != (sale.paused_at is not None):
        (inventory.resume if stock.paused else inventory.pause)(item.pk)
    if stock.per_buyer_limit != item.limit_per_buyer:
        inventory.set_limit(item.pk, per_buyer_limit=item.limit_per_buyer)
    if stock.cooldown_seconds != sale.cooldown_seconds:
        inventory.set_cooldown(item.pk, cooldown_seconds=sale.cooldown_seconds)
    if sale.cancelled_at is not None:
        inventory.release_all(item.pk)


def _read(sale: Sale) -> tuple[Sale, list[SaleItem]]:
    return Sale.objects.get(pk=sale.pk), list(SaleItem.objects.filter(sale_id=sale.pk))


def _terms(sale: Sale, items: list[SaleItem]) -> tuple[object, ...]:
    limits = {item.pk: item.limit_per_buyer for item in items}
    of_sale = (sale.starts_at, sale.ends_at, sale.paused_at, sale.cancelled_at)
    return (*of_sale, sale.cooldown_seconds, limits)
