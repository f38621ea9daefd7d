"""The phase of a sale, computed from what is known of it. No input or output here.

Nothing stores a phase, so no job that was missed can leave a sale shut, or open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flashsale import clock
from inventory.api import Stock
from shop.models import Sale


class Phase(StrEnum):
    UPCOMING = "upcoming"
    LIVE = "live"
    PAUSED = "paused"
    SOLD_OUT = "sold_out"
    ENDED = "ended"

    @property
    def is_running(self) -> bool:
        """The sale has started and not ended, whether or not anything can be had."""
        return self in {Phase.LIVE, Phase.PAUSED, Phase.SOLD_OUT}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a sale is open, in milliseconds since 1970; `is_over` ends it whatever the time."""

    opens_at: int
    closes_at: int | None
    is_paused: bool = False
    is_over: bool = False


def schedule_of_sale(sale: Sale) -> Schedule:
    """The schedule as the database has it."""
    return Schedule(
        opens_at=clock.to_ms(sale.starts_at),
        closes_at=None if sale.ends_at is None else clock.to_ms(sale.ends_at),
        is_paused=sale.paused_at is not None,
        is_over=sale.cancelled_at is not None,
    )


def schedule_of_pools(stocks: Sequence[Stock]) -> Schedule:
    """The schedule as the pools of one sale have it; `stocks` must not be empty.

    They all say the same, but for the moment in which a change passes from one to the next: then
    the sale counts as changed when the last pool is.
    """
    ends = [stock.closes_at for stock in stocks if stock.closes_at is not None]
    return Schedule(
        opens_at=min(stock.opens_at for stock in stocks),
        closes_at=max(ends) if len(ends) == len(stocks) else None,
        is_paused=all(stock.paused for stock in stocks),
        is_over=all(stock.closed for stock in stocks),
    )


def phase(schedule: Schedule, *, now: int, stocks: Iterable[Stock | None]) -> Phase:
    """The phase at `now` (milliseconds since 1970), the first of these that holds:

    ended      it is over, or its end has come
    upcoming   its start has not come
    paused     staff paused it
    sold_out   every unit of every item is sold: none is free, held or being paid for
    live       all else

    `stocks` are those of all the sale's items; None is one that can't be read, and an item that
    can't be read may have units. A unit that is held may come back, so it is not sold out.
    """
    if schedule.is_over or (schedule.closes_at is not None and schedule.closes_at <= now):
        return Phase.ENDED
    if now < schedule.opens_at:
        return Phase.UPCOMING
    if schedule.is_paused:
        return Phase.PAUSED
    counts = list(stocks)
    if counts and all(stock is not None and stock.sold == stock.units for stock in counts):
        return Phase.SOLD_OUT
    return Phase.LIVE
