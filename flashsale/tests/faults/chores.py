"""What Celery does, each with something to be done, and whether it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps

from accounts.tests.factories import UserFactory
from flashsale import clock
from flashsale.redis_clients import stock_client
from inventory import api as inventory
from inventory.tests import given
from orders.mending import mend_pools
from orders.tests.buying import units_by_place
from shop.models import Product, Sale, SaleItem
from shop.settling import GRACE
from shop.tasks import carry_movements, settle_sales, sweep_holds
from shop.tests.factories import item_of, move_end, published_sale

UNITS = 4
STOCK_OF_A_PRODUCT = 1_000


@dataclass(frozen=True)
class Chore:
    """`run` does it; `is_done` looks."""

    run: Callable[[], object]
    is_done: Callable[[], bool]


def sweep() -> Chore:
    """A hold ran out."""
    item = item_of(published_sale(units=UNITS))
    given.ran_out(inventory.reserve(item.pk, buyer=UserFactory().pk, units=1).hold)
    held = f"stock:{{{item.pk}}}"
    return Chore(sweep_holds, lambda: stock_client().hget(held, "held") == b"0")


def carry() -> Chore:
    """Units moved."""
    item = item_of(published_sale(units=UNITS))
    inventory.reserve(item.pk, buyer=UserFactory().pk, units=1)
    carried = apps.get_model("inventory", "StockMovement").objects.filter(pool_id=item.pk)
    return Chore(carry_movements, lambda: carried.count() == 2)


def settle() -> Chore:
    """A sale has ended, with nothing sold."""
    sale = published_sale(units=UNITS)
    move_end(sale, to=clock.now() - GRACE - timedelta(seconds=1))
    product = Product.objects.filter(sale_items__sale=sale, stock=STOCK_OF_A_PRODUCT)
    return Chore(settle_sales, product.exists)


def mend() -> Chore:
    """Redis has lost a pool."""
    sale: Sale = published_sale(units=UNITS)
    item: SaleItem = item_of(sale)
    stock_client().delete(f"stock:{{{item.pk}}}")

    def is_done() -> bool:
        if inventory.stocks([item.pk])[str(item.pk)] is None:
            return False
        return units_by_place(item) == (UNITS, 0, 0, 0)

    # Without the patience that a rebuild of somebody else's would be given.
    return Chore(lambda: mend_pools(settled_too=False), is_done)


def forget_earlier_sales() -> None:
    """Nothing is to be done for the sales that there were: as if they had never been published."""
    Sale.objects.update(published_at=None)


CHORES: tuple[Callable[[], Chore], ...] = (sweep, carry, settle, mend)
