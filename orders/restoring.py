"""What the orders say that a pool has to be, once Redis has lost it.

| the order is | its units are | so that Redis says, when it comes again |
|---|---|---|
| placed | sold | `settle`: as it was |
| pending | claimed, as far as there are units | `claim`: as it was |
| abandoned | free | `claim`: refused; `unclaim`: as it was |
| cancelled, or this line of it | free | `restock`: as it was; `settle`: refused |

No mark of a line decides this, since a step is done in Redis before it is marked. So a pending
order's claim is restored even if it was never made: the order will be placed, or be given up like
every order that was interrupted. Where there are not units enough for all of them, or two were
made for the same hold, those that are marked go first, then the newest: they are the likeliest to
have a claim. The others are given up before the pool is written, because who believes to have a
claim could be placed.

The pool of a settled sale is closed and has what was sold. What the item has neither sold nor
returned are the units of cancelled lines that are still to be restocked: they are sold here too,
so that `restock` takes them out, as it would have, and they go to the product.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeAlias
from uuid import UUID

from flashsale import clock
from inventory.api import Claim, ClaimState, Terms
from orders.models import Order, OrderLine
from orders.standing import status_of_line
from shop.adjusting import outcomes_of
from shop.models import SaleItem
from shop.pools import window

Status = Order.Status
Outcomes: TypeAlias = dict[UUID, ClaimState]

FAILURE_CODE = "stock_lost"


class Line(NamedTuple):
    """What a pool has to know of an order's line. There may be very many."""

    order: UUID
    order_status: str
    created_at: datetime
    buyer: UUID | None
    units: int
    hold_token: str
    claimed_at: datetime | None
    cancelled_at: datetime | None
    restocked_at: datetime | None

    @property
    def status(self) -> Status:
        """Of the line, which may have been cancelled alone."""
        return status_of_line(self.order_status, self.cancelled_at)


COLUMNS = (
    "order_id", "order__status", "order__created_at", "order__buyer_id", "units", "hold_token",
    "claimed_at", "cancelled_at", "restocked_at",
)  # fmt: skip
"""In the order of the fields of Line."""


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a pool is made of, as `inventory.rebuild_pool` takes it."""

    units: int
    terms: Terms
    claims: tuple[Claim, ...]
    returned: int | None


def contents_of(item_id: UUID) -> Contents:
    """What the item's pool has to be; pending orders that can't have their units are abandoned.

    To be read while the pool is missing: then no order makes a step in Redis that this misses.
    """
    while True:
        item, lines, adjustments = _read(item_id)
        units = item.units - item.returned_units
        placed = sum(line.units for line in lines if line.status == Status.PLACED)
        is_closed = item.sale.settled_at is not None
        fitting = set() if is_closed else _fitting(lines, free=units - placed)
        others = [
            line.order
            for line in lines
            if line.status == Status.PENDING and line.order not in fitting
        ]
        if not others:
            break
        # Read again afterwards: one may have been placed in this moment.
        Order.objects.filter(pk__in=others, status=Status.PENDING).update(
            status=Status.ABANDONED, abandoned_at=clock.now(), failure_code=FAILURE_CODE
        )
    owed = _owed(item, lines) if is_closed else {}
    return Contents(
        units=placed + sum(owed.values()) if is_closed else units,
        terms=_terms(item),
        claims=(
            *(_claim(line, owed=owed.get(line.order, 0)) for line in lines),
            *(_mark(operation, state) for operation, state in adjustments.items()),
        ),
        returned=item.returned_units if is_closed else None,
    )


def _read(item_id: UUID) -> tuple[SaleItem, list[Line], Outcomes]:
    """The item, all its lines, of one moment with it if the sale is settled, and what came of its
    adjustments, of one moment with its units.

    Once it is settled `sold` only falls and `returned_units` only grows, each together with a line:
    if they are the same before and after, no line has changed in between. `units` change together
    with an adjustment, which is changed once.
    """
    items = SaleItem.objects.filter(pk=item_id).select_related("sale")
    adjustments = outcomes_of(item_id)
    item = items.get()
    while True:
        rows = OrderLine.objects.filter(item_id=item_id).order_by().values_list(*COLUMNS)
        lines = [Line(*row) for row in rows]
        later, again = outcomes_of(item_id), items.get()
        are_counted = again.units == item.units and later == adjustments
        if are_counted and (item.sale.settled_at is None or _counts(again) == _counts(item)):
            return item, lines, adjustments
        adjustments, item = later, again


def _counts(item: SaleItem) -> tuple[int, int]:
    return item.sold, item.returned_units


def _fitting(lines: Iterable[Line], *, free: int) -> set[UUID]:
    """The pending orders that have their claim again; each hold is claimed once."""
    used = {line.hold_token for line in lines if line.status in (Status.PLACED, Status.CANCELLED)}
    pending = [line for line in lines if line.status == Status.PENDING]
    pending.sort(key=lambda line: line.created_at, reverse=True)
    pending.sort(key=lambda line: line.claimed_at is None)
    fitting = set()
    for line in pending:
        if line.units <= free and line.hold_token not in used:
            fitting.add(line.order)
            used.add(line.hold_token)
            free -= line.units
    return fitting


def _owed(item: SaleItem, lines: Iterable[Line]) -> dict[UUID, int]:
    """Cancelled order → units that `restock` has to send to the product.

    None where it has put them into the pool before that was closed, and died before the mark.
    """
    missing = item.units - item.sold - item.returned_units
    owed = {}
    for line in lines:
        if line.status == Status.CANCELLED and line.restocked_at is None:
            owed[line.order] = min(line.units, missing)
            missing -= owed[line.order]
    return owed


STATES = {
    Status.PENDING: ClaimState.CLAIMED,
    Status.PLACED: ClaimState.SETTLED,
    Status.CANCELLED: ClaimState.RESTOCKED,
    Status.ABANDONED: ClaimState.UNCLAIMED,
}


def _claim(line: Line, *, owed: int) -> Claim:
    """`expires_at` 0: when the claimed hold would have ended, only Redis may know."""
    state = STATES[line.status]
    return Claim(
        order=str(line.order),
        buyer=str(line.buyer),
        units=owed or line.units,
        token=line.hold_token,
        expires_at=0,
        state=ClaimState.SETTLED if owed else state,
    )


def _mark(operation: UUID, state: ClaimState) -> Claim:
    """What keeps an adjustment of units by hand from being done again."""
    return Claim(str(operation), buyer="", units=0, token="", expires_at=0, state=state)


def _terms(item: SaleItem) -> Terms:
    opens_at, closes_at = window(item.sale)
    return Terms(
        per_buyer_limit=item.limit_per_buyer,
        hold_seconds=item.sale.hold_seconds,
        opens_at=opens_at,
        closes_at=closes_at,
        paused=item.sale.paused_at is not None,
        epoch=item.epoch,
        cooldown_seconds=item.sale.cooldown_seconds,
    )
