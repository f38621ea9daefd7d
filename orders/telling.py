"""Telling of orders: each that was placed, and each that was cancelled, once.

`Order.told_status` is the last that was told. Orders whose status has gone on are found by its
index. The mark and the messages are written in one transaction, and the mark only where the order
is still as it was read:

1. A and B read the same order, placed and told of nothing
2. A marks it as told and stores its messages
3. B's mark changes nothing, so B stores nothing

An order that was cancelled before anybody told of it is told of twice, as placed and then as
cancelled. A line that is cancelled alone is not told of.
"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from flashsale import clock, transactions
from orders.models import Order, OrderLine
from orders.order_data import order_data
from shop.models import WebhookDelivery, WebhookKind
from shop.webhooks.listeners import Listener, listeners
from shop.webhooks.messages import Event, deliveries

Status = Order.Status

MOST_AT_ONCE = 20
MOST_IN_A_RUN = 1_000
KINDS = {
    Status.PLACED: WebhookKind.ORDER_PLACED,
    Status.CANCELLED: WebhookKind.ORDER_CANCELLED,
}


def tell_of_orders() -> int:
    """Every listener has a message of what became of orders; returns of how many orders."""
    untold = [*_untold(Status.PLACED), *_untold(Status.CANCELLED)]
    if not untold:
        return 0
    hearing = listeners(KINDS.values())
    groups = (untold[start : start + MOST_AT_ONCE] for start in range(0, len(untold), MOST_AT_ONCE))
    return sum(_tell(group, to=hearing) for group in groups)


def _untold(status: Status) -> list[Order]:
    told = [""] if status == Status.PLACED else ["", Status.PLACED]
    found = Order.objects.filter(status=status, told_status__in=told)
    return list(found.order_by("placed_at")[:MOST_IN_A_RUN])


def _tell(orders: Sequence[Order], *, to: list[Listener]) -> int:
    """These orders are marked and their messages wait; returns how many no other one has told."""
    lines = _lines(orders) if to else {}

    def mark_and_store() -> int:
        marked = [order for order in orders if _mark(order)]
        WebhookDelivery.objects.bulk_create(
            message for order in marked for message in _messages(order, lines, to=to)
        )
        return len(marked)

    return transactions.run(mark_and_store)


def _mark(order: Order) -> bool:
    as_it_was = Order.objects.filter(
        pk=order.pk, status=order.status, told_status=order.told_status
    )
    return bool(as_it_was.update(told_status=order.status))


def _lines(orders: Sequence[Order]) -> dict[UUID, list[OrderLine]]:
    """order id → its lines. What is told of them never changes."""
    found: dict[UUID, list[OrderLine]] = defaultdict(list)
    ids = [order.pk for order in orders]
    for line in OrderLine.objects.filter(order_id__in=ids).select_related("item__product"):
        found[line.order_id].append(line)
    return found


def _messages(
    order: Order, lines: dict[UUID, list[OrderLine]], *, to: list[Listener]
) -> list[WebhookDelivery]:
    events, known = [], lines.get(order.pk, [])
    if order.told_status == "":
        events.append(_event(order, Status.PLACED))
    if order.status == Status.CANCELLED:
        events.append(_event(order, Status.CANCELLED))
    return [message for event in events for message in _messages_of(event, order, known, to=to)]


def _messages_of(
    event: Event, order: Order, lines: list[OrderLine], *, to: list[Listener]
) -> list[WebhookDelivery]:
    return deliveries(
        event,
        to=to,
        data=lambda listener: order_data(order, lines, listener=listener, kind=event.kind),
    )


def _event(order: Order, status: Status) -> Event:
    at = order.placed_at if status == Status.PLACED else order.cancelled_at
    return Event(KINDS[status], of=order.pk, happened_at=at or clock.now())
