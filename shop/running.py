"""What staff do with a published sale: move it, pause it, end it, cancel it.

Each writes the database first, under the condition that the sale can still be changed, and then
brings the pools after it (`shop.pools`). While Redis is away the change stands, StockUnavailable
is raised, and the pools follow as soon as Redis is back.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet

from flashsale import clock, transactions
from shop.errors import BadTimes, SaleNotPublished, SaleNotStarted, SaleOver, SaleStarted
from shop.models import Sale, SaleItem
from shop.pools import align_pools
from shop.product_pages.editions import begin_edition_on_commit


def reschedule(sale: Sale, *, starts_at: datetime, ends_at: datetime | None) -> None:
    """The sale runs from `starts_at` to `ends_at`; without an end it is a standing sale.

    Raises SaleNotPublished, SaleOver, SaleStarted (the start of a running sale stays),
    BadTimes (the end is not after the start, or has passed: use `end_now`).
    """

    def move(current: Sale) -> None:
        now = clock.now()
        if starts_at != current.starts_at and current.starts_at <= now:
            raise SaleStarted
        if ends_at is not None and ends_at <= starts_at:
            raise BadTimes("The end must be after the start. Leave it empty for a standing sale.")
        if ends_at is not None and ends_at <= now:
            raise BadTimes("This end has passed. To stop the sale at once, end it now.")
        _changeable(current).update(starts_at=starts_at, ends_at=ends_at)

    _change(sale, move)


def pause(sale: Sale) -> None:
    """Nothing more can be reserved until `resume`; what is held can be paid.

    Raises SaleNotPublished, SaleOver.
    """
    _change(sale, lambda current: _set_paused(current, paused_at=clock.now()))


def resume(sale: Sale) -> None:
    """A paused sale goes on. Raises SaleNotPublished, SaleOver."""
    _change(sale, lambda current: _set_paused(current, paused_at=None))


def end_now(sale: Sale) -> None:
    """Nothing more can be reserved; what is held can be paid until its time runs out.

    A sale that has ended is left as it is. Raises SaleNotPublished, SaleNotStarted.
    """

    def end(current: Sale) -> None:
        now = clock.now()
        if is_over(current, now=now):
            return
        if current.starts_at > now:
            raise SaleNotStarted
        _changeable(current).update(ends_at=now)

    _change(sale, end, even_if_over=True)


def cancel(sale: Sale) -> None:
    """The sale is over and marked as cancelled, and all that was held is free.

    What is being paid for at this moment may still be bought. A cancelled sale stays as it is;
    doing it again frees what a crash left held. Raises SaleNotPublished, SaleOver (it is settled).
    """

    def end_and_mark(current: Sale) -> None:
        if current.cancelled_at is not None:
            return
        if current.settled_at is not None:
            raise SaleOver
        now = clock.now()
        ends_at = now if current.ends_at is None else min(current.ends_at, now)
        _changeable(current).update(cancelled_at=now, ends_at=ends_at)

    _change(sale, end_and_mark, even_if_over=True)


def change_limit(item: SaleItem, *, limit_per_buyer: int) -> None:
    """A buyer may have this many units from now on; nobody loses what they have.

    Raises SaleNotPublished, SaleOver.
    """
    _change(
        item.sale,
        lambda _: SaleItem.objects.filter(pk=item.pk).update(limit_per_buyer=limit_per_buyer),
    )
    item.refresh_from_db()


def change_cooldown(sale: Sale, *, cooldown_seconds: int) -> None:
    """Who gives up a hold may hold again after so long from now on; 0: at once.

    Pauses that have begun stay as long as they were told. Raises SaleNotPublished, SaleOver.
    """
    _change(sale, lambda current: _changeable(current).update(cooldown_seconds=cooldown_seconds))


def _change(sale: Sale, write: Callable[[Sale], object], *, even_if_over: bool = False) -> None:
    """`write` was run on the sale's present row in a transaction, and the pools follow."""

    def checked() -> None:
        current = Sale.objects.get(pk=sale.pk)
        if current.published_at is None:
            raise SaleNotPublished
        if not even_if_over and is_over(current, now=clock.now()):
            raise SaleOver
        write(current)

    transactions.run(checked)
    begin_edition_on_commit()
    sale.refresh_from_db()
    align_pools(sale)


def _set_paused(current: Sale, *, paused_at: datetime | None) -> None:
    if (current.paused_at is None) != (paused_at is None):
        _changeable(current).update(paused_at=paused_at)


def _changeable(sale: Sale) -> QuerySet[Sale]:
    """The sale's row, unless it was cancelled or settled meanwhile."""
    return Sale.objects.filter(pk=sale.pk, cancelled_at__isnull=True, settled_at__isnull=True)


def is_over(sale: Sale, *, now: datetime) -> bool:
    """The sale was cancelled or settled, or its end has come."""
    if sale.cancelled_at is not None or sale.settled_at is not None:
        return True
    return sale.ends_at is not None and sale.ends_at <= now
