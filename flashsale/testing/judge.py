"""The judge: after a fault, was a unit oversold or lost, was anybody charged without an order?

It believes neither the engine nor `verify_stock`: it reads the keys of Redis and the rows of the
database as they are, and counts by itself. It is asked when all is quiet again: nobody presses,
and what was interrupted has been resumed.

    assert_nothing_lost(redis_client)
    assert_promises_kept([Promise(buyer=…, bought={"K3M9…"}, cancelled=set())])
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import redis
from django.db import DEFAULT_DB_ALIAS

from flashsale.testing.judging_orders import wrong_with_orders
from flashsale.testing.raw_pool import RawPool, raw_pool
from orders.models import Order, OrderLine
from shop.models import SaleItem

Status = Order.Status


@dataclass(frozen=True, slots=True)
class Promise:
    """What one buyer was told: the numbers of orders placed, and of those cancelled after that."""

    buyer: UUID
    bought: set[str] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)


def assert_nothing_lost(client: redis.Redis, *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Every published sale that is not settled has all of its units, and every charge its order.

    `client` is of the stock's Redis, `using` the database's alias. All that is wrong is told.
    """
    items = SaleItem.objects.using(using).filter(
        sale__published_at__isnull=False, sale__settled_at__isnull=True
    )
    wrong = [
        f"{item.pk}: {what}"
        for item in items
        for what in _wrong_with_pool(item, raw_pool(client, str(item.pk)), using=using)
    ]
    wrong += wrong_with_orders(using=using)
    _tell(wrong)


def assert_promises_kept(
    promises: Iterable[Promise], *, using: str = DEFAULT_DB_ALIAS, orders_each: int = 1
) -> None:
    """Whoever was told an order's number has that order; nobody has more than `orders_each`."""
    orders = {order.number: order for order in Order.objects.using(using).all()}
    wrong = []
    for promise in promises:
        for number in promise.bought | promise.cancelled:
            order = orders.get(number)
            expected = Status.CANCELLED if number in promise.cancelled else Status.PLACED
            if order is None or order.buyer_id != promise.buyer:
                wrong.append(f"{promise.buyer} was told {number}, and has no such order")
            elif order.status != expected:
                wrong.append(f"{number} was told to be {expected} and is {order.status}")
    placed = Counter(order.buyer_id for order in orders.values() if order.status == Status.PLACED)
    wrong += [
        f"{buyer} has {count} orders" for buyer, count in placed.items() if count > orders_each
    ]
    _tell(wrong)


def units_sold(*, using: str = DEFAULT_DB_ALIAS) -> Counter[str]:
    """item id → units of placed orders, without the lines that were cancelled alone."""
    lines = OrderLine.objects.using(using).filter(
        order__status=Status.PLACED, cancelled_at__isnull=True
    )
    sold: Counter[str] = Counter()
    for item_id, units in lines.values_list("item_id", "units"):
        sold[str(item_id)] += units
    return sold


def _wrong_with_pool(item: SaleItem, pool: RawPool | None, *, using: str) -> Iterator[str]:
    if pool is None:
        yield "no pool"
        return
    yield from pool.contradictions()
    lines = OrderLine.objects.using(using).filter(item=item).select_related("order")
    placed = {
        str(line.order_id): line.units
        for line in lines
        if line.order.status == Status.PLACED and line.cancelled_at is None
    }
    sold = sum(placed.values())
    if pool.counters["units"] != item.units - item.returned_units:
        yield f"{pool.counters['units']} units in the pool, {item.units} offered"
    if sold > item.units:
        yield f"oversold: {sold} of {item.units}"
    if not sold == item.sold == pool.counters["sold"]:
        yield (
            f"sold: {sold} by the orders, {item.sold} by the item,"
            f" {pool.counters['sold']} by the pool"
        )
    if pool.counters["claimed"]:
        yield f"{pool.counters['claimed']} units are claimed, and nobody is buying"
    if pool.settled != placed:
        yield f"the pool has settled {pool.settled}, the orders say {placed}"


def _tell(wrong: list[str]) -> None:
    if wrong:
        raise AssertionError("\n".join(wrong))
