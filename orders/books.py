"""What the orders say of each pool: how many units they have sold, and of how many it is unsure.

A line is *unsure* while a step on it is done in Redis but maybe not marked yet, or the other way
round: for a moment in every purchase, or until a crash is resumed. The lines are read twice, and
what they are compared with in between; so a line that changed meanwhile is unsure as well.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from orders.models import Order, OrderLine
from orders.standing import status_of_line

Status = Order.Status

MARKS = {
    Status.PLACED: "settled_at",
    Status.CANCELLED: "restocked_at",
    Status.ABANDONED: "unclaimed_at",
}
"""What is marked last on a line, by what has become of it."""


@dataclass(frozen=True, slots=True)
class Line:
    """The units of an order line. `is_marked`: Redis and the database are done with it.

    `status` is the order's, or cancelled if the line was cancelled alone. It never comes back to
    one that it has had, nor loses a mark: a line that is the same twice has not changed in between.
    """

    item_id: UUID
    units: int
    status: str
    is_marked: bool

    @property
    def is_placed(self) -> bool:
        return self.status == Status.PLACED


Lines: TypeAlias = dict[UUID, Line]


@dataclass(slots=True)
class Book:
    """Units of one item by the state of their order lines.

    `sold`: placed and settled, before and after; `unsure`: see above. `placed`: what
    `SaleItem.sold` must be at least, and `moving`, units of lines that changed, how many more it
    may be.
    """

    sold: int = 0
    unsure: int = 0
    placed: int = 0
    moving: int = 0


def read_lines(item_ids: Collection[UUID]) -> Lines:
    """The order lines of these items, by one query."""
    found = OrderLine.objects.filter(item_id__in=item_ids).values_list(
        "pk", "item_id", "units", "order__status", "cancelled_at", *MARKS.values()
    )
    return {pk: _line(*values) for pk, *values in found}


def books(before: Lines, after: Lines) -> dict[UUID, Book]:
    """item id → its book, of lines that were read before and after something else was."""
    found: dict[UUID, Book] = defaultdict(Book)
    for pk in before.keys() | after.keys():
        first, last = before.get(pk), after.get(pk)
        line = last or first
        if line is None:
            continue
        book = found[line.item_id]
        if first != last or not line.is_marked:
            book.unsure += line.units
        elif line.is_placed:
            book.sold += line.units
        if first != last:
            book.moving += line.units
        elif line.is_placed:
            book.placed += line.units
    return found


def _line(
    item_id: UUID, units: int, order_status: str, cancelled_at: datetime | None, *marks: object
) -> Line:
    status = status_of_line(order_status, cancelled_at)
    marked = {of: mark is not None for of, mark in zip(MARKS, marks, strict=True)}
    return Line(
        item_id=item_id,
        units=units,
        status=status,
        is_marked=marked.get(status, False),
    )
