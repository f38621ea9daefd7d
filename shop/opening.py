"""Opening a sale at this moment, whatever its start was to be."""

from flashsale import clock
from flashsale.errors import FlashSaleError
from shop.errors import SaleOver, SaleStarted
from shop.models import Sale
from shop.publishing import publish
from shop.running import is_over, reschedule


def open_now(sale: Sale) -> None:
    """The sale is published and has started; one that runs stays as it is.

    A draft starts now, as does one that was to start later; the end stays. Raises SaleOver, and
    what `publish` raises: a draft is then as it was.
    """
    now = clock.now()
    if sale.published_at is None:
        _publish_now(sale)
    elif is_over(sale, now=now):
        raise SaleOver
    elif sale.starts_at > now:
        try:
            reschedule(sale, starts_at=now, ends_at=sale.ends_at)
        except SaleStarted:
            sale.refresh_from_db()


def _publish_now(sale: Sale) -> None:
    planned = sale.starts_at
    draft = Sale.objects.filter(pk=sale.pk, published_at__isnull=True)
    draft.update(starts_at=clock.now())
    try:
        publish(sale)
    except FlashSaleError:
        draft.update(starts_at=planned)
        raise
