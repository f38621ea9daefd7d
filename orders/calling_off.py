"""The moment from which an order, or a line of it, is cancelled: one transaction in the database.

An order is placed, or is cancelled as a whole, or some of its lines are cancelled alone and the
others stand. Whoever cancels something of an order takes the order first, so that two who do it
at once come one after the other, and the second sees what the first has left:

- the same line twice, or a line of an order that was cancelled: the second changes nothing
- two lines, the last two: the second cancels the order
- a line and the whole order: the order pays back what the line has left, or all of it

The money that is promised back is a Refund, inserted here, one for each line and one for the
rest. The rest is the order's total less all that was promised before. So whatever the order of
events is, the refunds add up to the total when the last line is cancelled, and never to more.
"""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from flashsale import clock, transactions
from orders.costs import costs
from orders.discounts import give_back_use
from orders.errors import NotCancellable
from orders.models import Order, OrderLine, Refund, SalePlace
from shop.models import SaleItem

Status = Order.Status


def call_off(order_id: UUID, *, line_id: UUID | None = None) -> None:
    """The placed order, or this line of it, is cancelled; if it was already, nothing changes.

    Its units are not sold any more, and a Refund tells what is to be paid back. Of the whole
    order: its use of a discount is given back. Of a line: its order gives up its place in the
    line's sale if it buys nothing else there. Raises NotCancellable if it was never placed.
    """
    transactions.run(lambda: _call_off(order_id, line_id))


def refunded_so_far(order_id: UUID) -> Decimal:
    """What was promised back of the order's total. Added up here: SQLite would add floats."""
    promised = Refund.objects.filter(order_id=order_id).order_by()
    return sum(promised.values_list("amount", flat=True), Decimal(0))


def _call_off(order_id: UUID, line_id: UUID | None) -> None:
    order = Order.objects.filter(pk=order_id)
    # From here on the order is ours: a write that changes it, which another one's would not pass.
    if not order.filter(status=Status.PLACED).update(status=Status.CANCELLED):
        if not order.filter(status=Status.CANCELLED).exists():
            raise NotCancellable
        return
    lines = list(OrderLine.objects.filter(order_id=order_id).select_related("item"))
    standing = [line for line in lines if line.cancelled_at is None]
    chosen = [line for line in standing if line_id in (None, line.pk)]
    if len(chosen) == len(standing):
        _call_off_rest(order.get(), standing)
        return
    order.update(status=Status.PLACED)
    for line in chosen:
        _call_off_line(order.get(), line, lines)


def _call_off_rest(order: Order, standing: Sequence[OrderLine]) -> None:
    Order.objects.filter(pk=order.pk).update(cancelled_at=clock.now(), finished_at=None)
    _lower_sold(standing)
    give_back_use(order.pk)
    Refund.objects.create(order=order, amount=order.total - refunded_so_far(order.pk))


def _call_off_line(order: Order, line: OrderLine, lines: Sequence[OrderLine]) -> None:
    """`lines` are all lines of the order."""
    OrderLine.objects.filter(pk=line.pk).update(cancelled_at=clock.now())
    _lower_sold([line])
    left = order.total - refunded_so_far(order.pk)
    Refund.objects.create(order=order, line=line, amount=min(costs(order, lines)[line.pk], left))
    buys_more_there = any(
        other.item.sale_id == line.item.sale_id
        for other in lines
        if other.pk != line.pk and other.cancelled_at is None
    )
    if not buys_more_there:
        SalePlace.objects.filter(order=order, sale_id=line.item.sale_id).update(
            given_up_at=clock.now()
        )


def _lower_sold(lines: Sequence[OrderLine]) -> None:
    """In one order, as placing raises it: then nobody waits for somebody who waits for them."""
    for line in sorted(lines, key=lambda line: line.item_id):
        SaleItem.objects.filter(pk=line.item_id, sold__gte=line.units).update(
            sold=F("sold") - line.units
        )
