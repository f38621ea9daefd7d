"""The button: a shopper's press becomes a hold."""

from uuid import UUID

from inventory import api as inventory
from orders.errors import NoSuchItem
from shop.models import SaleItem


def reserve(item: str, *, buyer: UUID, units: int) -> inventory.Reservation:
    """The buyer holds at least `units` of the sale item with the id `item`.

    The database is asked only where the engine doesn't know the pool: an item that no published
    sale offers raises NoSuchItem; one whose pool is lost, StockUnavailable. Else raises what
    `inventory.api.reserve` raises.
    """
    try:
        item_id = UUID(item)
    except ValueError as error:
        raise NoSuchItem from error
    try:
        return inventory.reserve(item_id, buyer=buyer, units=units)
    except inventory.PoolMissing:
        if SaleItem.objects.filter(pk=item_id, sale__published_at__isnull=False).exists():
            raise
        raise NoSuchItem from None
