"""What a message says of an order: its lines and sums, and nothing of who bought it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flashsale import clock
from flashsale.api.values import money
from orders.models import Order, OrderLine
from shop.models import WebhookKind
from shop.webhooks.listeners import Listener

SUMS = ("subtotal", "discount_amount", "shipping_amount", "tax_amount", "total")


def order_data(
    order: Order, lines: Iterable[OrderLine], *, listener: Listener, kind: WebhookKind
) -> dict[str, Any] | None:
    """The order with those of its `lines` that the listener may know; None where that is none.

    The sums are of the whole order: they are for who may know all of it. Told is what the order
    was when it happened: who is told of the placing after a cancelling hears of a placed order.
    """
    known = [line for line in lines if listener.sees(line.item.product.store_id, kind=kind)]
    if not known:
        return None
    is_placed = kind == WebhookKind.ORDER_PLACED
    status = Order.Status.PLACED if is_placed else Order.Status.CANCELLED
    sums = SUMS if kind in listener.sees_all_of else ()
    return {
        "order": {
            "id": str(order.pk),
            "number": order.number,
            "status": status.value,
            "placed_at": _iso(order.placed_at),
            "cancelled_at": None if is_placed else _iso(order.cancelled_at),
            "currency": order.currency,
            "lines": [_line(line) for line in known],
            **{name: money(getattr(order, name)) for name in sums},
        }
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else clock.iso(moment)


def _line(line: OrderLine) -> dict[str, Any]:
    return {
        "item": str(line.item_id),
        "sale": str(line.item.sale_id),
        "product": str(line.item.product_id),
        "variant": line.item.variant_key or None,
        "name": line.product_name,
        "units": line.units,
        "unit_price": money(line.unit_price),
        "discount": money(line.discount),
    }
