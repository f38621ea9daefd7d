"""What Celery does for the shop, again and again. Each is safe to run at any moment, twice."""

from celery import shared_task

from inventory import api as inventory
from shop.pools import align_all_pools
from shop.selectors.sales import published_item_ids
from shop.settling import settle_due_sales
from shop.sweeping import sweep_open_pools


@shared_task
def sweep_holds() -> int:
    """Expired holds are taken back; returns the units."""
    return sweep_open_pools()


@shared_task
def carry_movements() -> int:
    """The database has all movements of units; returns how many were new to it."""
    return inventory.carry_movements(published_item_ids())


@shared_task
def settle_sales() -> int:
    """The pools say what the database says, and sales that are over are settled; returns those."""
    align_all_pools()
    return settle_due_sales()
