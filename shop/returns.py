"""Units that come back from a sale to where it took them: a product's stock, or a variant's."""

from uuid import UUID

from django.db.models import F

from shop.errors import TooManyReturned
from shop.models import SaleItem
from shop.stocking import shelf_of


def return_units(item_id: UUID, *, units: int) -> None:
    """`units` of the sale item are in stock again, where they were taken, and count as returned.

    To be called inside `transactions.run`, together with the conditional update that makes it
    happen once: this function adds each time it is called. When an order is cancelled, its `sold`
    must have been lowered before.

    Raises TooManyReturned, and so undoes the transaction, when the item would have sold and
    returned more than it offered.
    """
    if units == 0:
        return
    counted = SaleItem.objects.filter(
        pk=item_id, sold__lte=F("units") - F("returned_units") - units
    ).update(returned_units=F("returned_units") + units)
    if not counted:
        raise TooManyReturned(item_id=str(item_id), units=units)
    shelf_of(SaleItem.objects.get(pk=item_id)).update(stock=F("stock") + units)
