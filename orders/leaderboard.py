"""Who bought, in the exact order of purchase."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from orders.models import Order, SalePlace
from orders.standing import bought_lines
from shop.models import Sale

NOBODY_WE_KNOW = "Somebody"


@dataclass(frozen=True, slots=True)
class Row:
    """A buyer's place in a sale; the name is shortened, unless the buyer shares the whole."""

    place: int
    name: str
    units: int
    placed_at: datetime
    sale: Sale


def places(sale: Sale | None = None) -> QuerySet[SalePlace]:
    """The places of orders that stand, of `sale` (first buyer first) or of all (latest first)."""
    found = SalePlace.objects.select_related("order__buyer", "sale").filter(
        order__status=Order.Status.PLACED, given_up_at__isnull=True
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
            name=shown_name(place.order.buyer),
            units=units.get((place.order_id, place.sale_id), 0),
            placed_at=place.order.placed_at or place.order.created_at,
            sale=place.sale,
        )
        for place in chosen
    ]


def rows_by_sale(chosen: Iterable[SalePlace]) -> dict[UUID, list[Row]]:
    """sale id → the rows of these places, as `rows` makes them."""
    found: dict[UUID, list[Row]] = {}
    for row in rows(chosen):
        found.setdefault(row.sale.pk, []).append(row)
    return found


def shown_name(buyer: User | None) -> str:
    """A name that friends recognise and strangers don't, "Ada L."; the whole one if it is shared.

    Whose account is gone is somebody.
    """
    words = buyer.name.split() if buyer else []
    if buyer is None or not words:
        return NOBODY_WE_KNOW
    if buyer.shares_name:
        return " ".join(words)
    return words[0] if len(words) == 1 else f"{words[0]} {words[-1][0]}."


def _units(chosen: list[SalePlace]) -> dict[tuple[UUID, UUID], int]:
    orders = [place.order_id for place in chosen]
    units: dict[tuple[UUID, UUID], int] = {}
    for line in bought_lines().filter(order_id__in=orders).select_related("item"):
        key = (line.order_id, line.item.sale_id)
        units[key] = units.get(key, 0) + line.units
    return units
