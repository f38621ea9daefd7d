"""Moves what was bought a moment ago into the past, in the order in which it was bought."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from flashsale import clock, transactions
from orders.models import Order, OrderLine, TestCharge
from shop.models import Sale

STEP = timedelta(milliseconds=150)
ANNOUNCED_BEFORE = timedelta(days=1)
EARLY = 1.7  # above 1, more people buy near the start than near the end


def date_sale(sale: Sale, *, ends_at: datetime | None) -> None:
    """The started sale was announced a day before its start and ends, or has ended, at `ends_at`;
    if it is settled, it was when its last hold was over.

    A settled sale's pools are closed and follow nothing any more, so they may say another time.
    """
    settled_at = None
    if sale.settled_at is not None and ends_at is not None:
        settled_at = ends_at + timedelta(seconds=sale.hold_seconds)
    Sale.objects.filter(pk=sale.pk).update(
        published_at=sale.starts_at - ANNOUNCED_BEFORE, ends_at=ends_at, settled_at=settled_at
    )


def date_orders(
    orders: Sequence[Order], *, starts_at: datetime, until: datetime, rng: random.Random
) -> None:
    """The orders were placed between these times, each a little after the one before it."""
    moments = _moments(len(orders), starts_at=starts_at, until=until, rng=rng)

    def move() -> None:
        for order, moment in zip(orders, moments, strict=True):
            _date(order, placed_at=moment)

    transactions.run(move)


def _moments(
    number: int, *, starts_at: datetime, until: datetime, rng: random.Random
) -> list[datetime]:
    """Rising, no two the same, dense at first."""
    span = clock.to_ms(until) - clock.to_ms(starts_at)
    offsets = sorted(int(span * rng.random() ** EARLY) for _ in range(number))
    return [
        clock.from_ms(clock.to_ms(starts_at) + offset + place)
        for place, offset in enumerate(offsets)
    ]


def _date(order: Order, *, placed_at: datetime) -> None:
    Order.objects.filter(pk=order.pk).update(
        created_at=placed_at - 2 * STEP,
        placed_at=placed_at,
        captured_at=placed_at + STEP,
        finished_at=placed_at + 3 * STEP,
    )
    OrderLine.objects.filter(order_id=order.pk).update(
        claimed_at=placed_at - STEP, settled_at=placed_at + 2 * STEP
    )
    TestCharge.objects.filter(key=str(order.pk)).update(created_at=placed_at - STEP)
