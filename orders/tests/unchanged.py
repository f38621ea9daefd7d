"""What must be the same after a refusal as before it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from inventory import api as inventory
from orders.models import Order, TestCharge
from shop.models import SaleItem


@contextmanager
def nothing_changes() -> Iterator[None]:
    """Inside, no unit moves, no hold begins, ends or changes its time, and no order is made."""
    before = _everything()
    yield
    assert _everything() == before


def _everything() -> tuple[object, ...]:
    items = SaleItem.objects.order_by("pk")
    stocks = inventory.stocks([item.pk for item in items]).values()
    return (
        [stock and replace(stock, server_time=0) for stock in stocks],
        list(items.values_list("pk", "units", "sold", "price")),
        list(Order.objects.order_by("pk").values_list("pk", "status")),
        list(TestCharge.objects.order_by("pk").values_list("key", "status")),
    )
