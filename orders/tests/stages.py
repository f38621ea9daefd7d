"""Orders of two units, each left at some step of being placed, given up or cancelled.

Those of which a line is cancelled buy a unit in another sale too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.abandoning import abandon
from orders.cancelling import cancel, cancel_line
from orders.models import Order, OrderLine, Refund
from orders.placement import authorise_payment, place
from orders.tests.buying import pending_order, placed_order
from shop.models import Sale
from shop.tests.factories import item_of, published_sale

Free, Held, Claimed, Sold = int, int, int, int
Status = Order.Status


@contextmanager
def away(verb: str) -> Iterator[None]:
    """Inside, Redis does not answer this verb."""

    def silent(*_: Any, **__: Any) -> None:
        raise inventory.StockUnavailable

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inventory, verb, silent)
        yield


def unmark(order: Order, mark: str) -> Order:
    """Its step was done in Redis, and whoever did it died before the mark."""
    OrderLine.objects.filter(order=order).update(**{mark: None})
    Order.objects.filter(pk=order.pk).update(finished_at=None)
    Refund.objects.filter(order=order).update(finished_at=None)
    return order


def claim(order: Order) -> Order:
    for line in order.lines.all():
        inventory.claim(
            line.item_id, order=order.pk, buyer=str(order.buyer_id), units=line.units,
            token=line.hold_token,
        )  # fmt: skip
    return order


def authorised(sale: Sale) -> Order:
    order = claim(pending_order(sale))
    authorise_payment(order)
    return order


def placed_not_settled(sale: Sale) -> Order:
    with away("settle"):
        return placed_order(sale)


def abandoned_not_unclaimed(sale: Sale) -> Order:
    order = claim(pending_order(sale))
    with away("unclaim"), suppress(inventory.StockUnavailable):
        abandon(order, failure_code="interrupted")
    return order


def abandoned(sale: Sale) -> Order:
    order = claim(pending_order(sale))
    abandon(order, failure_code="interrupted")
    return order


def cancelled_not_restocked(sale: Sale) -> Order:
    order = placed_order(sale)
    with away("restock"):
        cancel(order)
    return order


def cancelled(sale: Sale) -> Order:
    order = placed_order(sale)
    cancel(order)
    return order


def pending_in_two_sales(sale: Sale) -> Order:
    buyer = UserFactory()
    inventory.reserve(item_of(published_sale()).pk, buyer=buyer.pk, units=1)
    return pending_order(sale, buyer=buyer)


def line_cancelled(sale: Sale) -> Order:
    order = place(pending_in_two_sales(sale))
    cancel_line(order.lines.get(item__sale=sale))
    return order


def line_cancelled_not_restocked(sale: Sale) -> Order:
    with away("restock"):
        return line_cancelled(sale)


def line_cancelled_not_settled(sale: Sale) -> Order:
    with away("settle"):
        return line_cancelled(sale)


def line_cancelled_neither(sale: Sale) -> Order:
    with away("settle"):
        return line_cancelled_not_restocked(sale)


def other_line_cancelled(sale: Sale) -> Order:
    order = place(pending_in_two_sales(sale))
    cancel_line(order.lines.exclude(item__sale=sale).get())
    return order


STAGES: dict[str, Callable[[Sale], Order]] = {
    "pending": pending_order,
    "claimed": lambda sale: claim(pending_order(sale)),
    "authorised": authorised,
    "placed, not settled": placed_not_settled,
    "placed, settled, not marked": lambda sale: unmark(placed_order(sale), "settled_at"),
    "placed": placed_order,
    "abandoned, not unclaimed": abandoned_not_unclaimed,
    "abandoned, unclaimed, not marked": lambda sale: unmark(abandoned(sale), "unclaimed_at"),
    "abandoned": abandoned,
    "cancelled, not restocked": cancelled_not_restocked,
    "cancelled, restocked, not marked": lambda sale: unmark(cancelled(sale), "restocked_at"),
    "cancelled": cancelled,
    "line cancelled, not restocked": line_cancelled_not_restocked,
    "line cancelled, restocked, not marked": lambda sale: unmark(
        line_cancelled(sale), "restocked_at"
    ),
    "line cancelled, not settled": line_cancelled_not_settled,
    "line cancelled, not settled, not restocked": line_cancelled_neither,
    "line cancelled": line_cancelled,
    "placed, other line cancelled": other_line_cancelled,
}

ENDS = {
    "pending": Status.ABANDONED,
    "claimed": Status.ABANDONED,
    "authorised": Status.PLACED,
    **{stage: Status.PLACED for stage in STAGES if stage.startswith("placed")},
    **{stage: Status.ABANDONED for stage in STAGES if stage.startswith("abandoned")},
    **{stage: Status.CANCELLED for stage in STAGES if stage.startswith("cancelled")},
    **{stage: Status.PLACED for stage in STAGES if stage.startswith("line cancelled")},
}
"""What resuming makes of an order that is left there."""

SOLD = {
    stage: 2 if end == Status.PLACED and not stage.startswith("line cancelled") else 0
    for stage, end in ENDS.items()
}
"""Units of the order that are sold then."""

KEPT = {
    "pending": (18, 0, 2, 0),
    "claimed": (18, 0, 2, 0),
    "authorised": (18, 0, 2, 0),
    "abandoned": (18, 2, 0, 0),
    "abandoned, unclaimed, not marked": (18, 2, 0, 0),
}
"""What is where after a rebuild of a pool that Redis remembers."""
