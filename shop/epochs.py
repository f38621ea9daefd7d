"""Whether an item's pool is still the one that was asked."""

from shop.errors import PoolNotTrusted
from shop.models import SaleItem


def require_epoch(item: SaleItem) -> None:
    """The pool was not rebuilt since the item was read, and won't be before this is committed.

    To be called inside `transactions.run`. There and back: MongoDB sees no conflict in a write that
    changes nothing. Raises PoolNotTrusted.
    """
    as_it_was = SaleItem.objects.filter(pk=item.pk, epoch=item.epoch)
    if not as_it_was.update(epoch=item.epoch + 1):
        raise PoolNotTrusted(item.pk)
    SaleItem.objects.filter(pk=item.pk).update(epoch=item.epoch)
