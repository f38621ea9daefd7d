"""Writing pools anew from the database, which is the record, while the shop is selling.

    1. the pool is withdrawn: it is missing from now on, and every verb is refused (503)
    2. the item's epoch is raised; then its orders are read             (orders.restoring)
    3. the pool is written in one transaction, in this epoch, if it is still missing and nobody
       has withdrawn it since; live holds that Redis still has are kept

No order makes a step in Redis between 1 and 3. What it had done there before 1 is in the database
by 2, since its row is always written first; what it does in the database after 2 has its step in
Redis after 3. So each of these ends as if nothing had happened:

- placing. Claimed before 1: the order is pending in 2, and its claim restored. Not claimed yet:
  the same, and the claim, when it comes, hears that it is made. Pending in 2 and placed before 3:
  its claim is restored and `settle` finds it. An order that is inserted after 2 finds its hold,
  which was kept
- abandoning. Pending in 2, abandoned before 3: `unclaim` finds the claim. Abandoned in 2: its
  units are free; whether it had been unclaimed doesn't matter. A claim of it that arrives late is
  refused, as before
- cancelling, an order or the line of it that is in this pool. Placed in 2, cancelled before 3:
  `restock` finds it sold. Cancelled in 2: its units are free; whether it had been restocked doesn't
  matter. In the pool of a settled sale they are not free but owed to the product, and `restock`
  says so
- settling the sale. It is marked as settled only if the epochs are still those of before its
  pools were closed. Settled before the epoch was raised: the pool is written closed. After: it
  is not settled, and the pool is written open, to be closed again
- publishing. Its pool is missing until it opens it. If a rebuild comes first, nothing was sold,
  and `open_pool` leaves what it finds
- units being added or taken out by hand (`shop.adjusting`). What of them the database counts in 2,
  the new pool remembers as done; what comes later finds another epoch, and asks the pool again
- a change of the sale's terms after 2 reaches the pool by `shop.pools.align_all_pools`
- another rebuild. Both have withdrawn the pool; only who did so last can write it, and has read
  after that
- killed between any two of them: the pool is missing, and the next rebuild begins with 1
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from inventory import api as inventory
from orders.restoring import contents_of
from shop.models import SaleItem


def pools_to_rebuild(items: Iterable[SaleItem], *, force: bool = False) -> list[SaleItem]:
    """Those items whose pools Redis doesn't know; all of them if forced."""
    items = list(items)
    if force:
        return items
    epochs = inventory.epochs_of([item.pk for item in items])
    return [item for item in items if epochs[str(item.pk)] is None]


def rebuild(item: SaleItem, *, force: bool = False) -> bool:
    """The item's pool is what the database says; returns whether it was written.

    One that is there is left alone unless forced. Raises StockUnavailable while Redis is away:
    the pool is then as it was, or missing, and to be rebuilt again.
    """
    if not force:
        return write_anew(item)
    # A database that was restored may be behind the pool.
    known = inventory.epochs_of([item.pk])[str(item.pk)]
    return write_anew(item, up_to_epoch=max(item.epoch, known or 0))


def write_anew(item: SaleItem, *, up_to_epoch: int | None = None, patience_ms: int = 0) -> bool:
    """What `rebuild` does; one that is there is written anew if its epoch is at most this.

    One that somebody else began to rebuild less than `patience_ms` ago is left to them.
    """
    server = inventory.servers_of([item.pk])[str(item.pk)]
    withdrawal = inventory.withdraw_pool(item.pk, up_to_epoch=up_to_epoch, patience_ms=patience_ms)
    if withdrawal is None:
        return False
    _raise_epoch(item.pk, above=up_to_epoch or 0)
    contents = contents_of(item.pk)
    written = inventory.rebuild_pool(
        item.pk,
        withdrawal=withdrawal,
        units=contents.units,
        terms=contents.terms,
        claims=contents.claims,
        returned=contents.returned,
    )
    if written:
        # The server was asked before: if it was started anew meanwhile, that will be noticed.
        in_this_epoch = SaleItem.objects.filter(pk=item.pk, epoch=contents.terms.epoch)
        in_this_epoch.update(stock_server=server)
    return written


def _raise_epoch(item_id: UUID, *, above: int) -> None:
    """The item has an epoch that no pool had before."""
    SaleItem.objects.filter(pk=item_id, epoch__lt=above).update(epoch=above)
    SaleItem.objects.filter(pk=item_id).update(epoch=F("epoch") + 1)
