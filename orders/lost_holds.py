"""Holds that were shown and are gone: lost by us, run out, let go, or bought.

One was lost by us if all of these are true:

- its time has not run out, by Redis's clock
- its pool was rebuilt since: only then can a hold go without anybody's doing
- the buyer has no order that took it
- its sale was not cancelled, which lets go of everything

While the pool is missing nothing can be said yet: a hold may come back with it.

One has ended if its time has run out in a pool that was not rebuilt, and no order took it.

One that was let go in another browser is taken for lost in this one, if its pool is rebuilt before
this one has seen the cart again and before its time is over; and for ended, if this one doesn't
see the cart before that.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from flashsale import clock
from inventory import api as inventory
from orders.cart import Cart, CartLine, cart_of
from orders.models import Order, OrderLine
from orders.shown_holds import TOLD_AFTER_MS, ShownHold
from shop.models import SaleItem

TOOK_ITS_HOLDS = (Order.Status.PENDING, Order.Status.PLACED, Order.Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class GoneHold:
    """A hold that was shown and is not there now."""

    item: SaleItem
    shown: ShownHold
    seconds_to_wait: int = 0

    @property
    def units(self) -> int:
        return self.shown.units

    @property
    def began_at(self) -> datetime:
        """It was held from then on, as its sale has it."""
        sale = self.item.sale
        seconds = sale.hold_seconds + sale.extension_seconds * self.shown.is_extended
        return clock.from_ms(self.shown.expires_at) - timedelta(seconds=seconds)

    @property
    def free_at(self) -> datetime:
        """When the buyer may hold again, if this one ran out."""
        pause = timedelta(seconds=self.item.sale.cooldown_seconds)
        return clock.from_ms(self.shown.expires_at) + pause


@dataclass(frozen=True, slots=True)
class SeenCart:
    """The cart, and what this browser was shown but isn't in it.

    Of `lost` it is certain that we lost them; of `restoring`, whose pools are missing, nothing.
    `ended` have run out.
    """

    cart: Cart
    lost: tuple[GoneHold, ...] = ()
    restoring: tuple[GoneHold, ...] = ()
    ended: tuple[GoneHold, ...] = ()

    @property
    def gone(self) -> tuple[GoneHold, ...]:
        return (*self.lost, *self.restoring, *self.ended)

    def has_missed(self, item_id: UUID) -> bool:
        """The page says something of this item although it isn't in the cart."""
        return any(gone.item.pk == item_id for gone in self.gone)

    def shown(self) -> list[ShownHold]:
        """What the browser has to remember."""
        return [
            *(_as_shown(line) for line in self.cart.lines),
            *(gone.shown for gone in self.gone),
        ]


def seen_cart(buyer: UUID, *, shown: Collection[ShownHold]) -> SeenCart:
    """The buyer's cart at this moment, beside what was shown before.

    The cart is read again after the pools: a pool that comes back in between may bring its holds.
    Raises StockUnavailable while Redis is away.
    """
    cart = cart_of(buyer)
    gone = _gone(shown, cart)
    if not gone:
        return SeenCart(cart)
    stocks = inventory.stocks([hold.item_id for hold in gone])
    cart = cart_of(buyer)
    now = clock.to_ms(cart.server_time)
    known = _known(_gone(gone, cart))
    running = [one for one in known if one.shown.expires_at > now]
    missing = [one for one in running if stocks[str(one.item.pk)] is None]
    rebuilt = [one for one in running if _is_newer(stocks[str(one.item.pk)], one.shown)]
    over = [one for one in known if one.shown.expires_at <= now]
    ended = [one for one in over if _is_same(stocks[str(one.item.pk)], one.shown)]
    bought = _bought([*rebuilt, *ended], buyer=buyer)
    return SeenCart(
        cart,
        lost=tuple(one for one in rebuilt if one.item.pk not in bought),
        restoring=tuple(missing),
        ended=tuple(_waiting(one, now) for one in ended if one.item.pk not in bought),
    )


def was_bought(gone: GoneHold, *, buyer: UUID) -> bool:
    """Whether an order of the buyer took this hold."""
    return gone.item.pk in _bought([gone], buyer=buyer)


def _bought(gone: Collection[GoneHold], *, buyer: UUID) -> set[UUID]:
    """The items whose hold an order of the buyer took: one that began while it was held.

    A buyer has one hold of an item at a time, and an order takes the whole of it.
    """
    if not gone:
        return set()
    began_at = {one.item.pk: one.began_at for one in gone}
    lines = OrderLine.objects.filter(
        item_id__in=list(began_at),
        order__buyer_id=buyer,
        order__status__in=TOOK_ITS_HOLDS,
        order__created_at__gte=min(began_at.values()),
    ).values_list("item_id", "order__created_at")
    return {item_id for item_id, created_at in lines if created_at >= began_at[item_id]}


def _gone(shown: Collection[ShownHold], cart: Cart) -> list[ShownHold]:
    """Those that aren't in the cart, and of those that ran out only what is still told of."""
    now, held = clock.to_ms(cart.server_time), {line.item.pk for line in cart.lines}
    return [
        hold for hold in shown if hold.expires_at + TOLD_AFTER_MS > now and hold.item_id not in held
    ]


def _waiting(gone: GoneHold, now: int) -> GoneHold:
    milliseconds = clock.to_ms(gone.free_at) - now
    return replace(gone, seconds_to_wait=max(0, -(-milliseconds // 1000)))


def _as_shown(line: CartLine) -> ShownHold:
    end = clock.to_ms(line.expires_at)
    return ShownHold(line.item.pk, line.item.epoch, end, line.units, line.is_extended)


def _is_newer(stock: inventory.Stock | None, hold: ShownHold) -> bool:
    return stock is not None and stock.epoch > hold.epoch


def _is_same(stock: inventory.Stock | None, hold: ShownHold) -> bool:
    return stock is not None and stock.epoch == hold.epoch


def _known(holds: Collection[ShownHold]) -> list[GoneHold]:
    """Those of items that are on sale: who writes the cookie may write anything."""
    if not holds:
        return []
    items = SaleItem.objects.filter(
        pk__in=[hold.item_id for hold in holds],
        sale__published_at__isnull=False,
        sale__cancelled_at__isnull=True,
    ).select_related("sale", "product__store", "variant")
    found = {item.pk: item for item in items}
    return [GoneHold(found[hold.item_id], hold) for hold in holds if hold.item_id in found]
