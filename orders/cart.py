"""The cart: the buyer's live holds. There is no other cart."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from flashsale import clock
from inventory import api as inventory
from orders.durations import duration_words
from shop.models import SaleItem

MOST_CHOICES = 10


@dataclass(frozen=True, slots=True)
class CartLine:
    """A hold, and what it is a hold of."""

    item: SaleItem
    units: int
    token: str
    expires_at: datetime
    seconds_left: int
    is_extended: bool

    @property
    def can_extend(self) -> bool:
        """Once a hold, where its sale gives more time at all."""
        return not self.is_extended and self.item.sale.extension_seconds > 0

    @property
    def extension(self) -> str:
        """How much longer it can be made, in words."""
        return duration_words(self.item.sale.extension_seconds)

    @property
    def longest(self) -> str:
        """How long it can be held from its beginning on, in words: the sale's cap."""
        sale = self.item.sale
        return duration_words(sale.hold_seconds + sale.extension_seconds)

    @property
    def free_at(self) -> datetime:
        """When the buyer may hold again, if this one runs out."""
        return self.expires_at + timedelta(seconds=self.item.sale.cooldown_seconds)

    @property
    def price(self) -> Decimal:
        return self.item.price

    @property
    def subtotal(self) -> Decimal:
        return self.price * self.units

    @property
    def quantities(self) -> range:
        """Units that can be chosen: up to the limit, or what is held already."""
        return range(1, max(self.units, min(self.item.limit_per_buyer, MOST_CHOICES)) + 1)


@dataclass(frozen=True, slots=True)
class Cart:
    """`lines` by the time they end; not `is_known` while Redis is away."""

    lines: tuple[CartLine, ...]
    server_time: datetime
    is_known: bool = True

    @property
    def total(self) -> Decimal:
        return sum((line.subtotal for line in self.lines), Decimal(0))

    @property
    def fingerprint(self) -> str:
        """Differs as soon as a line, its units, its price or its hold differ."""
        seen = sorted(
            f"{line.item.pk} {line.units} {line.token} {line.price:.2f}" for line in self.lines
        )
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()


def cart_of(buyer: UUID) -> Cart:
    """The buyer's cart at this moment. Raises StockUnavailable while Redis is away."""
    holdings = inventory.holds_of(buyer)
    holds = {UUID(hold.pool_id): hold for hold in holdings.holds}
    items = SaleItem.objects.filter(pk__in=list(holds)).select_related(
        "sale", "product__store", "variant"
    )
    lines = [_line(item, holds[item.pk], now=holdings.server_time) for item in items]
    lines.sort(key=lambda line: (line.expires_at, line.item.pk))
    return Cart(tuple(lines), clock.from_ms(holdings.server_time))


def extension_of(item_id: UUID) -> int:
    """By how many seconds the item's sale makes a hold longer, once; 0: not at all."""
    found = SaleItem.objects.filter(pk=item_id).values_list("sale__extension_seconds", flat=True)
    return found.first() or 0


def unknown_cart() -> Cart:
    """What can be said of a cart while Redis is away: nothing."""
    return Cart((), clock.now(), is_known=False)


def _line(item: SaleItem, hold: inventory.Hold, *, now: int) -> CartLine:
    return CartLine(
        item=item,
        units=hold.units,
        token=hold.token,
        expires_at=clock.from_ms(hold.expires_at),
        seconds_left=hold.seconds_left(now=now),
        is_extended=hold.extended,
    )
