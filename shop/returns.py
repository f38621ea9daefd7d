"""Units that come back from a sale to the product's stock."""

from uuid import UUID

from django.db.models import F

from shop.errors import TooManyReturned
from shop.models import Product, SaleItem


def return_units(item_id: UUID, *, units: int) -> None:
    """`units` of the sale item are in its product's stock again, and counted as returned.

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
    product_id = SaleItem.objects.values_list("product_id", flat=True).get(pk=item_id)
    Product.objects.filter(pk=product_id).update(stock=F("stock") + units)
