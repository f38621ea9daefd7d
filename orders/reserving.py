"""The button: a shopper's press becomes a hold."""

from functools import lru_cache, partial
from uuid import UUID

from flashsale.database_threads import ask_database
from inventory import api as inventory
from orders.errors import NoSuchItem
from shop.models import SaleItem


def reserve(item: str, *, buyer: UUID, units: int) -> inventory.Reservation:
    """The buyer holds at least `units` of the sale item with the id `item`.

    The database is asked only where the engine doesn't know the pool: an item that no published
    sale offers raises NoSuchItem; one whose pool is lost, StockUnavailable. Else raises what
    `inventory.api.reserve` raises.
    """
    item_id = _id_of(item)
    try:
        return inventory.reserve(item_id, buyer=buyer, units=units)
    except inventory.PoolMissing:
        if _is_offered(item_id):
            raise
        raise NoSuchItem from None


async def areserve(item: str, *, buyer: UUID | str, units: int) -> inventory.Reservation:
    """What `reserve` does, for a task of an event loop; also raises DatabaseBusy."""
    item_id = _id_of(item)
    try:
        return await inventory.areserve(item_id, buyer=buyer, units=units)
    except inventory.PoolMissing:
        if await ask_database(partial(_is_offered, item_id)):
            raise
        raise NoSuchItem from None


@lru_cache(maxsize=1_000)
def _id_of(item: str) -> str:
    """The id in its one spelling; thousands press for the same few."""
    try:
        return str(UUID(item))
    except ValueError as error:
        raise NoSuchItem from error


def _is_offered(item_id: str) -> bool:
    return SaleItem.objects.filter(pk=item_id, sale__published_at__isnull=False).exists()
