"""What Celery does for the shop, again and again. Each is safe to run at any moment, twice."""

from celery import shared_task

from flashsale.alone import alone
from inventory import api as inventory
from shop.adjusting import finish_adjustments
from shop.pools import align_all_pools
from shop.selectors.sales import published_item_ids
from shop.settling import settle_due_sales
from shop.sweeping import sweep_open_pools
from shop.webhooks.clearing import clear_old_deliveries
from shop.webhooks.sending import send_due


@shared_task
def sweep_holds() -> int:
    """Expired holds are taken back; returns the units."""
    return sweep_open_pools()


@shared_task
def carry_movements() -> int:
    """The database has all movements of units; returns how many were new to it."""
    return inventory.carry_movements(published_item_ids())


@shared_task
def adjust_stock() -> int:
    """Units that were begun to be added or taken out are so; returns the adjustments."""
    return finish_adjustments()


@shared_task
def settle_sales() -> int:
    """The pools say what the database says, and sales that are over are settled; returns those."""
    align_all_pools()
    return settle_due_sales()


@shared_task
def send_webhooks() -> int:
    """What is due was sent to those who want to be told; returns how many took it.

    One worker does it at a time: receivers that hang may hold up one thread, and not all.
    """
    with alone("webhooks: sending") as is_alone:
        return send_due() if is_alone else 0


@shared_task
def clear_webhooks() -> int:
    """Old messages are deleted; returns how many."""
    return clear_old_deliveries()
