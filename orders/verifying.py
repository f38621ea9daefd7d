"""Do the books agree: the pools in Redis, the sale items, the orders?"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from inventory import api as inventory
from orders.books import Book, books
from shop.models import SaleItem

READS = 4
PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Difference:
    """Two books disagree about one pool."""

    pool_id: str
    sale: str
    product: str
    what: str
    expected: str
    found: str


def published_items() -> list[SaleItem]:
    """The items of every sale that was ever published, settled ones too."""
    found = SaleItem.objects.filter(sale__published_at__isnull=False)
    return list(found.select_related("sale", "product").order_by("pk"))


def verify(items: Iterable[SaleItem]) -> list[Difference]:
    """What differs, pool by pool; empty when all books agree.

    The shop may be selling meanwhile, and Redis and the database can't be read in one moment. So
    what looks wrong is read again, after a pause, and only what stays wrong is told.
    Raises StockUnavailable while Redis is away.
    """
    suspects = list(items)
    differences = _differences(suspects)
    for _ in range(READS - 1):
        if not differences:
            break
        time.sleep(PAUSE_SECONDS)
        wrong = {difference.pool_id for difference in differences}
        suspects = list(
            SaleItem.objects.filter(pk__in=wrong).select_related("sale", "product").order_by("pk")
        )
        differences = _differences(suspects)
    return differences


def _differences(items: list[SaleItem]) -> list[Difference]:
    stocks = inventory.stocks([item.pk for item in items])
    by_item = books(items)
    return [
        Difference(str(item.pk), item.sale.slug, item.product.slug, what, expected, found)
        for item in items
        for what, expected, found in _findings(item, stocks[str(item.pk)], by_item[item.pk])
    ]


def _findings(
    item: SaleItem, stock: inventory.Stock | None, book: Book
) -> Iterable[tuple[str, str, str]]:
    """(what, expected, found) for each rule that the item breaks."""
    if item.sold != book.placed:
        yield "units sold, sale item against orders", str(book.placed), str(item.sold)
    if item.sold + item.returned_units > item.units:
        yield (
            "units sold and returned, against units offered",
            f"at most {item.units}",
            str(item.sold + item.returned_units),
        )
    if stock is None:
        yield "pool in Redis", "there", "missing"
        return
    places = stock.available + stock.held + stock.claimed + stock.sold
    if stock.units != places or min(stock.available, stock.held, stock.claimed, stock.sold) < 0:
        yield (
            "units = available + held + claimed + sold",
            str(stock.units),
            f"{stock.available} + {stock.held} + {stock.claimed} + {stock.sold}",
        )
    expected_units = item.units - item.returned_units
    unsettled = stock.closed and item.sale.settled_at is None
    if stock.units != expected_units and not unsettled:
        yield "units in the pool, against the sale item", str(expected_units), str(stock.units)
    if not book.sold <= stock.sold <= book.sold + book.unsure:
        yield "units sold, pool against orders", _range(book.sold, book.unsure), str(stock.sold)
    if stock.claimed > book.unsure:
        yield "units claimed, pool against orders", _range(0, book.unsure), str(stock.claimed)


def _range(least: int, unsure: int) -> str:
    return f"{least} to {least + unsure}" if unsure else str(least)
