"""What the pages show of sales, as plain data. Built by pure functions; no input or output here."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from flashsale import clock
from inventory.api import Hold, Stock
from shop.models import Product, Sale, SaleItem
from shop.phases import Phase

MOST_CHOICES = 10
LOW_FRACTION = 10  # one unit in ten


class ItemState(StrEnum):
    UPCOMING = "upcoming"
    READY = "ready"
    LOW = "low"
    ALL_HELD = "all_held"
    SOLD_OUT = "sold_out"
    PAUSED = "paused"
    ENDED = "ended"
    UNKNOWN = "unknown"


PHASE_STATES = {
    Phase.UPCOMING: ItemState.UPCOMING,
    Phase.PAUSED: ItemState.PAUSED,
    Phase.ENDED: ItemState.ENDED,
}


@dataclass(frozen=True, slots=True)
class StockView:
    """The count of one item; `held` includes what is being paid for, so the three add up."""

    epoch: int
    version: int
    units: int
    available: int
    held: int
    sold: int
    next_release_at: datetime | None

    @property
    def sold_percent(self) -> int:
        return self._percent(self.sold)

    @property
    def held_percent(self) -> int:
        return self._percent(self.sold + self.held) - self.sold_percent

    @property
    def available_percent(self) -> int:
        """What the other two leave, so that the parts of a bar fill it without a gap."""
        return self._percent(self.units) - self._percent(self.sold + self.held)

    def _percent(self, units: int) -> int:
        return units * 100 // self.units if self.units else 0


@dataclass(frozen=True, slots=True)
class HoldView:
    """What the visitor holds of an item; `seconds_left` is rounded up."""

    units: int
    expires_at: datetime
    seconds_left: int


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of a sale as this visitor sees it. `stock` is None while it can't be read."""

    item: SaleItem
    price: Decimal
    list_price: Decimal
    saving_percent: int
    stock: StockView | None
    hold: HoldView | None
    state: ItemState
    quantities: range


@dataclass(frozen=True, slots=True)
class PieceView:
    """A product in a sale: one item, or one for each of its variants that the sale offers."""

    items: list[ItemView]

    @property
    def product(self) -> Product:
        return self.items[0].item.product

    @property
    def has_variants(self) -> bool:
        return self.items[0].item.variant is not None

    @property
    def cheapest(self) -> ItemView:
        return min(self.items, key=lambda view: view.price)

    @property
    def price_varies(self) -> bool:
        return len({view.price for view in self.items}) > 1


@dataclass(frozen=True, slots=True)
class SaleView:
    """A sale with its items; `server_time` is Redis's, or ours while Redis is away."""

    sale: Sale
    phase: Phase
    is_cancelled: bool
    items: list[ItemView]
    server_time: datetime
    stock_known: bool

    @property
    def pieces(self) -> list[PieceView]:
        """What the sale offers, product by product, in the order of the items."""
        of_product: dict[UUID, list[ItemView]] = {}
        for view in self.items:
            of_product.setdefault(view.item.product_id, []).append(view)
        return [PieceView(views) for views in of_product.values()]


def stock_view(stock: Stock) -> StockView:
    """The count as people see it."""
    return StockView(
        epoch=stock.epoch,
        version=stock.version,
        units=stock.units,
        available=stock.available,
        held=stock.held + stock.claimed,
        sold=stock.sold,
        next_release_at=(
            None if stock.next_release_at is None else clock.from_ms(stock.next_release_at)
        ),
    )


def settled_stock_view(item: SaleItem) -> StockView:
    """The count of an item of a settled sale, from the database: nothing of it moves any more."""
    return StockView(
        epoch=item.epoch,
        version=0,
        units=item.sold,
        available=0,
        held=0,
        sold=item.sold,
        next_release_at=None,
    )


def hold_view(hold: Hold, *, server_time: int) -> HoldView:
    """The hold with the time it has left at `server_time` (milliseconds since 1970)."""
    return HoldView(
        units=hold.units,
        expires_at=clock.from_ms(hold.expires_at),
        seconds_left=hold.seconds_left(now=server_time),
    )


def item_view(
    item: SaleItem, *, phase: Phase, stock: StockView | None, hold: HoldView | None
) -> ItemView:
    """The item in a sale that is in this phase."""
    list_price = item.product.price
    return ItemView(
        item=item,
        price=item.price,
        list_price=list_price,
        saving_percent=saving_percent(item.price, list_price=list_price),
        stock=stock,
        hold=hold,
        state=item_state(phase, stock),
        quantities=range(1, min(item.limit_per_buyer, MOST_CHOICES) + 1),
    )


def item_state(phase: Phase, stock: StockView | None) -> ItemState:
    """What a shopper can expect of an item. "Low" is the last tenth of its units."""
    if phase in PHASE_STATES:
        return PHASE_STATES[phase]
    if stock is None:
        return ItemState.UNKNOWN
    if stock.available == 0:
        return ItemState.ALL_HELD if stock.held else ItemState.SOLD_OUT
    if stock.available * LOW_FRACTION <= stock.units or stock.available == 1:
        return ItemState.LOW
    return ItemState.READY


def saving_percent(price: Decimal, *, list_price: Decimal) -> int:
    """Whole percent below the list price, rounded down; 0 when it is not below."""
    if price >= list_price:
        return 0
    return int((list_price - price) * 100 / list_price)
