"""Who bought, in the exact order of purchase."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from orders.models import Order, OrderLine, SalePlace
from shop.models import Sale


@dataclass(frozen=True, slots=True)
class Row:
    """A buyer's place in a sale; the name is shortened."""

    place: int
    name: str
    units: int
    placed_at: datetime
    sale: Sale


def places(sale: Sale | None = None) -> QuerySet[SalePlace]:
    """The places of orders that stand, of `sale` (first buyer first) or of all (latest first)."""
    found = SalePlace.objects.select_related("order__buyer", "sale").filter(
        order__status=Order.Status.PLACED
    )
    if sale is None:
        return found.order_by("-order__placed_at", "-place")
    return found.filter(sale=sale).order_by("place")


def rows(chosen: Iterable[SalePlace]) -> list[Row]:
    """What a page shows of these places. One query for the units of all of them."""
    chosen = list(chosen)
    units = _units(chosen)
    return [
        Row(
            place=place.place,
            name=shortened(place.order.buyer),
            units=units.get((place.order_id, place.sale_id), 0),
            placed_at=place.order.placed_at or place.order.created_at,
            sale=place.sale,
        )
        for place in chosen
    ]


def shortened(buyer: Any) -> str:
    """A name that friends recognise and strangers don't: "Ada L."."""
    words = buyer.name.split() if buyer else []
    if not words:
        return "Somebody"
    return words[0] if len(words) == 1 else f"{words[0]} {words[-1][0]}."


def _units(chosen: list[SalePlace]) -> dict[tuple[UUID, UUID], int]:
    orders = [place.order_id for place in chosen]
    units: dict[tuple[UUID, UUID], int] = {}
    for line in OrderLine.objects.filter(order_id__in=orders).select_related("item"):
        key = (line.order_id, line.item.sale_id)
        units[key] = units.get(key, 0) + line.units
    return units
