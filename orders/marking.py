"""Steps of a placement in the database, for many orders at once: each for all of them, or for none.

An order that can't be placed takes none with it: `orders.together` does a group that failed in
halves, down to each alone.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from flashsale import clock, transactions
from orders.errors import NoLongerPending, Oversold
from orders.models import Order, OrderLine, SalePlace
from orders.notifying import queue_mails
from orders.together import Together
from shop.models import Sale, SaleItem


def _place(orders: Sequence[Order]) -> None:
    """The orders are placed, or none of them."""
    transactions.run(lambda: _mark_placed(orders))


def _mark_placed(orders: Sequence[Order]) -> None:
    ids, now = [order.pk for order in orders], clock.now()
    pending = Order.objects.filter(pk__in=ids, status=Order.Status.PENDING)
    if pending.update(status=Order.Status.PLACED, placed_at=now) < len(orders):
        if len(orders) == 1 and Order.objects.filter(pk__in=ids, status=Order.Status.PLACED):
            return
        raise NoLongerPending
    _raise_sold(orders)
    _give_places(orders)


def _raise_sold(orders: Sequence[Order]) -> None:
    """Each item counts its units as sold; never more than it offers."""
    units: Counter[UUID] = Counter()
    for order in orders:
        for line in order.known_lines:
            units[line.item_id] += line.units
    for item_id, wanted in sorted(units.items()):
        offered = SaleItem.objects.filter(pk=item_id, sold__lte=F("units") - wanted)
        if not offered.update(sold=F("sold") + wanted):
            raise Oversold


def _give_places(orders: Sequence[Order]) -> None:
    """Each order has the next place in each of its sales."""
    buying: dict[UUID, list[Order]] = {}
    for order in orders:
        for sale_id in {line.item.sale_id for line in order.known_lines}:
            buying.setdefault(sale_id, []).append(order)
    given: list[SalePlace] = []
    for sale_id, buyers in sorted(buying.items()):
        Sale.objects.filter(pk=sale_id).update(places_given=F("places_given") + len(buyers))
        last = Sale.objects.values_list("places_given", flat=True).get(pk=sale_id)
        given.extend(
            SalePlace(sale_id=sale_id, order=order, place=place)
            for place, order in enumerate(buyers, start=last - len(buyers) + 1)
        )
    SalePlace.objects.bulk_create(given)


def mark_waiting(order: Order, *, pay_by: datetime) -> None:
    """The pending order waits for its shopper until then, unless it waited before."""

    def mark() -> None:
        if Order.objects.filter(pk=order.pk, pay_by__isnull=True).update(pay_by=pay_by):
            OrderLine.objects.filter(order_id=order.pk, claimed_at__isnull=True).update(
                claimed_at=clock.now()
            )

    transactions.run(mark)


def mark_done(orders: Sequence[Order]) -> None:
    """What this process has captured and settled of the orders is marked, where it was not yet."""
    now = clock.now()
    captured = [order.pk for order in orders if order.captured_at]
    settled = [line.pk for order in orders for line in order.known_lines if line.settled_at]

    def mark() -> None:
        Order.objects.filter(pk__in=captured, captured_at__isnull=True).update(captured_at=now)
        OrderLine.objects.filter(pk__in=settled, settled_at__isnull=True).update(
            claimed_at=now, settled_at=now
        )

    transactions.run(mark)


def _confirm(orders: Sequence[Order]) -> None:
    """What was done is marked, and the mails are queued."""
    mark_done(orders)
    queue_mails(orders)


place_together = Together(_place)
confirm_together = Together(_confirm)
