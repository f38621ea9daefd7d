"""What the orders say of each pool: how many units they have sold, and of how many it is unsure.

A line is *unsure* while a step on it is done in Redis but maybe not marked yet, or the other way
round: for a moment in every purchase, or until a crash is resumed.
"""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from orders.models import Order, OrderLine
from shop.models import SaleItem

Status = Order.Status


@dataclass(slots=True)
class Book:
    """Units of one item by the state of their order lines.

    `sold`: placed and settled. `placed`: what `SaleItem.sold` must be. `unsure`: see above.
    """

    sold: int = 0
    placed: int = 0
    unsure: int = 0


def books(items: list[SaleItem]) -> dict[UUID, Book]:
    """item id → its book, from two queries."""
    found: dict[UUID, Book] = defaultdict(Book)
    item_ids = [item.pk for item in items]
    for line in OrderLine.objects.filter(item_id__in=item_ids).select_related("order"):
        book = found[line.item_id]
        if line.order.status == Status.PLACED:
            book.placed += line.units
        if _is_unsure(line):
            book.unsure += line.units
        elif line.order.status == Status.PLACED:
            book.sold += line.units
    return {item_id: found[item_id] for item_id in item_ids}


def _is_unsure(line: OrderLine) -> bool:
    marks = {
        Status.PENDING: None,
        Status.PLACED: line.settled_at,
        Status.CANCELLED: line.restocked_at,
        Status.ABANDONED: line.unclaimed_at,
    }
    return marks[Status(line.order.status)] is None
