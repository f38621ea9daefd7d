"""What pages show of a shopper's orders: lines, money, places in the sales."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from orders.cancelling import may_cancel
from orders.costs import costs
from orders.models import Order, OrderLine, Refund
from shop.models import Sale, SaleItem

Status = Order.Status


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of an order. `cost` is what goes back if it is cancelled alone, as `can_cancel` tells
    that it may be; `refund` is that of a line that was.
    """

    line: OrderLine
    cost: Decimal
    can_cancel: bool
    refund: Refund | None


@dataclass(frozen=True, slots=True)
class PlaceView:
    """The order's `place` among all the units that its sale offered."""

    place: int
    sale: Sale
    sale_units: int


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as its page shows it. `left` is what goes back if all that stands is cancelled."""

    order: Order
    lines: list[LineView]
    refunds: list[Refund]
    places: list[PlaceView]
    can_cancel: bool
    left: Decimal


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list, with how much of its total goes back or has gone back."""

    order: Order
    refunded: Decimal

    @property
    def kept(self) -> Decimal:
        """What the order costs, as it stands."""
        return self.order.total - self.refunded


def order_view(order: Order) -> OrderView:
    """Four queries at most, however many lines."""
    lines = list(order.lines.select_related("item__sale").order_by("product_name"))
    refunds = list(order.refunds.order_by("created_at"))
    standing = [line for line in lines if line.cancelled_at is None]
    return OrderView(
        order=order,
        lines=_line_views(order, lines, refunds, is_last=len(standing) == 1),
        refunds=refunds,
        places=_places(order),
        can_cancel=may_cancel(order, standing),
        left=order.total - sum((refund.amount for refund in refunds), Decimal(0)),
    )


def order_rows(orders: Sequence[Order]) -> list[OrderRow]:
    """One query, however many orders."""
    refunded: dict[object, Decimal] = {}
    found = Refund.objects.filter(order__in=[order.pk for order in orders])
    for order_id, amount in found.order_by().values_list("order_id", "amount"):
        refunded[order_id] = refunded.get(order_id, Decimal(0)) + amount
    return [OrderRow(order, refunded.get(order.pk, Decimal(0))) for order in orders]


def _line_views(
    order: Order, lines: Sequence[OrderLine], refunds: Sequence[Refund], *, is_last: bool
) -> list[LineView]:
    """The last line that stands is not cancelled alone: the order is."""
    cost, by_line = costs(order, lines), {refund.line_id: refund for refund in refunds}
    return [
        LineView(
            line=line,
            cost=cost[line.pk],
            can_cancel=line.cancelled_at is None and not is_last and may_cancel(order, [line]),
            refund=by_line.get(line.pk),
        )
        for line in lines
    ]


def _places(order: Order) -> list[PlaceView]:
    if order.status != Status.PLACED:
        return []
    standing = order.places.filter(given_up_at__isnull=True)
    given = list(standing.select_related("sale").order_by("place"))
    offered = SaleItem.objects.filter(sale_id__in=[place.sale_id for place in given])
    units = dict(offered.order_by().values_list("sale_id").annotate(Sum("units")))
    return [PlaceView(place.place, place.sale, units[place.sale_id]) for place in given]
