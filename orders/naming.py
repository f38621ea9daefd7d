"""Holding what a program names: an item, or a sale that has only one.

The engine is asked first, since it knows the items that sell; the database only where it doesn't.
"""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from inventory import api as inventory
from shop.selectors.offered_items import item_named

T = TypeVar("T")


def reserve_named(named: UUID, *, buyer: UUID, units: int) -> inventory.Reservation:
    """The buyer holds at least `units` of the item.

    Raises NoSuchItem, SeveralItems, and what `inventory.api.reserve` raises.
    """
    return _ask(lambda item: inventory.reserve(item, buyer=buyer, units=units), named)


def release_named(named: UUID, *, buyer: UUID) -> int:
    """The buyer holds nothing of the item; returns the units that came back.

    Raises NoSuchItem, SeveralItems, and what `inventory.api.release` raises.
    """
    return _ask(lambda item: inventory.release(item, buyer=buyer), named)


def _ask(ask: Callable[[UUID], T], named: UUID) -> T:
    try:
        return ask(named)
    except inventory.PoolMissing:
        item = item_named(named)
        if item.pk == named:
            raise
        return ask(item.pk)
