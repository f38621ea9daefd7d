"""Do the books agree: the pools in Redis, their ledgers, the sale items, the orders?"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from inventory import api as inventory
from inventory.api import Place
from orders.books import Book, books, read_lines
from shop.adjusting import open_units
from shop.models import SaleItem

READS = 4
PAUSE_SECONDS = 0.5

Finding: TypeAlias = tuple[str, str, str]
"""What differs, what was expected, what was found."""


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
    return list(found.select_related("sale", "product", "variant").order_by("pk"))


def verify(items: Iterable[SaleItem]) -> list[Difference]:
    """What differs, pool by pool; empty when all books agree.

    The shop may be selling meanwhile, and Redis and the database can't be read in one moment:

    1. the order lines are read
    2. the sale items, and the pools with their ledgers
    3. the order lines again; those that have changed are allowed to be in 2 or not

    What looks wrong all the same is read again, after a pause, and only what stays wrong is told.
    Raises StockUnavailable while Redis is away.
    """
    suspects = [item.pk for item in items]
    differences = _differences(suspects)
    for _ in range(READS - 1):
        if not differences:
            break
        time.sleep(PAUSE_SECONDS)
        wrong = {difference.pool_id for difference in differences}
        differences = _differences([pk for pk in suspects if str(pk) in wrong])
    return differences


def _differences(item_ids: list[UUID]) -> list[Difference]:
    before = read_lines(item_ids)
    found = SaleItem.objects.filter(pk__in=item_ids).select_related("sale", "product", "variant")
    items = list(found.order_by("pk"))
    balances = inventory.balances(item_ids)
    by_item = books(before, read_lines(item_ids))
    adjusted = open_units(item_ids)
    return [
        Difference(str(item.pk), item.sale.slug, item.short_label, what, expected, found)
        for item in items
        for what, expected, found in _findings(
            item,
            balances[str(item.pk)],
            by_item.get(item.pk, Book()),
            adjusted=adjusted.get(item.pk, 0),
        )
    ]


def _findings(
    item: SaleItem, balance: inventory.Balance | None, book: Book, *, adjusted: int
) -> Iterator[Finding]:
    """What is wrong with the item, its pool, or both. `adjusted`: units that may not be in the pool
    (any more), since they are being added or taken out.
    """
    yield from _of_the_item(item, book)
    if balance is None:
        yield "pool in Redis", "there", "missing"
        return
    yield from _of_the_ledger(balance)
    yield from _of_the_counters(balance)
    yield from _of_the_pool(item, balance, book, adjusted=adjusted)


def _of_the_item(item: SaleItem, book: Book) -> Iterator[Finding]:
    if not book.placed <= item.sold <= book.placed + book.moving:
        yield (
            "units sold, sale item against orders",
            _range(book.placed, book.moving),
            str(item.sold),
        )
    if item.sold + item.returned_units > item.units:
        yield (
            "units sold and returned, against units offered",
            f"at most {item.units}",
            str(item.sold + item.returned_units),
        )


def _of_the_ledger(balance: inventory.Balance) -> Iterator[Finding]:
    for place, units in balance.counted.items():
        if units != balance.moved[place]:
            yield f"units {place}, pool against ledger", str(balance.moved[place]), str(units)


def _of_the_counters(balance: inventory.Balance) -> Iterator[Finding]:
    counters = balance.counted.values()
    if balance.units != sum(counters) or min(counters) < 0:
        yield (
            "units = available + held + claimed + sold",
            str(balance.units),
            " + ".join(str(units) for units in counters),
        )


def _of_the_pool(
    item: SaleItem, balance: inventory.Balance, book: Book, *, adjusted: int
) -> Iterator[Finding]:
    most_units = item.units - item.returned_units
    unsettled = balance.closed and item.sale.settled_at is None
    if not most_units - adjusted <= balance.units <= most_units and not unsettled:
        yield (
            "units in the pool, against the sale item",
            _range(most_units - adjusted, adjusted),
            str(balance.units),
        )
    sold, claimed = balance.counted[Place.SOLD], balance.counted[Place.CLAIMED]
    if not book.sold <= sold <= book.sold + book.unsure:
        yield "units sold, pool against orders", _range(book.sold, book.unsure), str(sold)
    if claimed > book.unsure:
        yield "units claimed, pool against orders", _range(0, book.unsure), str(claimed)


def _range(least: int, unsure: int) -> str:
    return f"{least} to {least + unsure}" if unsure else str(least)
