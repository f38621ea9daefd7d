"""Sales as one visitor sees them: times and prices from the database, counts from Redis."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flashsale import clock
from inventory import api as inventory
from shop.models import Sale, SaleItem
from shop.phases import phase, schedule_of_sale
from shop.presentation import (
    HoldView,
    SaleView,
    StockView,
    hold_view,
    item_view,
    settled_stock_view,
    stock_view,
)
from shop.selectors.sales import items_of


@dataclass(frozen=True, slots=True)
class Counts:
    """What Redis told: nothing at all while it is away."""

    now: int = field(default_factory=lambda: clock.to_ms(clock.now()))
    stocks: dict[str, inventory.Stock | None] = field(default_factory=dict)
    holds: dict[str, HoldView] = field(default_factory=dict)


def sale_views(
    sales: Sequence[Sale],
    *,
    buyer: UUID | None,
    items: Mapping[UUID, list[SaleItem]] | None = None,
) -> list[SaleView]:
    """The sales in their order, each with its items and what `buyer` holds of them.

    One query (none where the caller has read `items_of` the sales) and at most two questions to
    Redis, however many sales. While Redis is away, the views say that the stock is not known.
    """
    items = items_of(sales) if items is None else items
    counts = _counts([item for group in items.values() for item in group], buyer=buyer)
    return [_sale_view(sale, items[sale.pk], counts) for sale in sales]


def buyer_of(user: Any) -> UUID | None:
    """The id under which this user holds units; None for a visitor who is not signed in."""
    return user.pk if user.is_authenticated else None


def _counts(items: Iterable[SaleItem], *, buyer: UUID | None) -> Counts:
    pool_ids = [item.pk for item in items]
    if not pool_ids:
        return Counts()
    try:
        stocks = inventory.stocks(pool_ids)
        holdings = None if buyer is None else inventory.holds_of(buyer)
    except inventory.StockUnavailable:
        return Counts()
    times = [stock.server_time for stock in stocks.values() if stock is not None]
    if holdings is None:
        return Counts(now=max(times), stocks=stocks) if times else Counts()
    holds = {
        hold.pool_id: hold_view(hold, server_time=holdings.server_time) for hold in holdings.holds
    }
    return Counts(now=max([*times, holdings.server_time]), stocks=stocks, holds=holds)


def _sale_view(sale: Sale, items: Sequence[SaleItem], counts: Counts) -> SaleView:
    stocks = [counts.stocks.get(str(item.pk)) for item in items]
    now_phase = phase(schedule_of_sale(sale), now=counts.now, stocks=stocks)
    views = [
        item_view(
            item,
            phase=now_phase,
            stock=_stock_view(item, stock),
            hold=counts.holds.get(str(item.pk)),
        )
        for item, stock in zip(items, stocks, strict=True)
    ]
    return SaleView(
        sale=sale,
        phase=now_phase,
        is_cancelled=sale.cancelled_at is not None,
        items=views,
        server_time=clock.from_ms(counts.now),
        stock_known=all(view.stock is not None for view in views),
    )


def _stock_view(item: SaleItem, stock: inventory.Stock | None) -> StockView | None:
    if stock is not None:
        return stock_view(stock)
    return settled_stock_view(item) if item.sale.settled_at is not None else None
