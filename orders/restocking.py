"""The units of what was cancelled are for sale again, once."""

from functools import partial

from flashsale import clock, transactions
from inventory import api as inventory
from orders.models import Order, OrderLine
from shop.returns import return_units


def restock_lines(order: Order) -> None:
    """Each line's units are for sale again, or the product's."""
    for line in order.lines.filter(restocked_at__isnull=True):
        restock_line(line)


def restock_line(line: OrderLine) -> None:
    """The line's units are back in the pool or, once that is closed, with the product.

    The pool knows an order's line by the order, of which it has one; asked again, it says the
    same, and the mark decides.
    """
    try:
        inventory.restock(line.item_id, order=line.order_id)
    except inventory.PoolClosed as closed:
        transactions.run(partial(_return_to_product, line, closed.units))
    else:
        _mark_restocked(line)


def _mark_restocked(line: OrderLine) -> bool:
    unmarked = OrderLine.objects.filter(pk=line.pk, restocked_at__isnull=True)
    return bool(unmarked.update(restocked_at=clock.now()))


def _return_to_product(line: OrderLine, units: int) -> None:
    if _mark_restocked(line):
        return_units(line.item_id, units=units)
