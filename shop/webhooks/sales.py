"""Telling what became of sales: opened, sold out, ended; each once a sale.

A sale's phase is never stored, so it is looked for: sales are few. The mark that it was told and
the messages are written in one transaction, the mark only where nobody else has set it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from flashsale import clock, transactions
from shop.models import Sale, SaleItem, WebhookDelivery, WebhookKind
from shop.selectors.sales import items_of, published
from shop.settling import GRACE
from shop.webhooks.listeners import Listener, listeners
from shop.webhooks.messages import Event, deliveries
from shop.webhooks.sale_data import sale_data


@dataclass(frozen=True, slots=True)
class Telling:
    """Of what is told, the field of Sale that marks it, which sales it is due for, and since when
    it is so.
    """

    kind: WebhookKind
    mark: str
    due: Callable[[datetime], list[Sale]]
    happened_at: Callable[[Sale, datetime], datetime]


def tell_of_sales() -> int:
    """Every listener has a message of what became of sales; returns how many events there were."""
    now = clock.now()
    hearing: list[Listener] | None = None
    told = 0
    for telling in TELLINGS:
        for sale in telling.due(now):
            if hearing is None:
                hearing = listeners([one.kind for one in TELLINGS])
            told += _tell(telling, sale, now=now, to=hearing)
    return told


def _tell(telling: Telling, sale: Sale, *, now: datetime, to: list[Listener]) -> bool:
    """The sale is marked, and messages wait; False where another one has told it."""
    event = Event(telling.kind, of=sale.pk, happened_at=telling.happened_at(sale, now))
    items = items_of([sale])[sale.pk] if to else []
    messages = deliveries(
        event,
        to=to,
        data=lambda listener: sale_data(sale, items, listener=listener, kind=telling.kind),
    )

    def mark_and_store() -> bool:
        unmarked = Sale.objects.filter(pk=sale.pk, **{f"{telling.mark}__isnull": True})
        if not unmarked.update(**{telling.mark: now}):
            return False
        WebhookDelivery.objects.bulk_create(messages)
        return True

    return transactions.run(mark_and_store)


def _opened(now: datetime) -> list[Sale]:
    """A sale that was cancelled before its start never opened."""
    found = _untold("opening_told_at").filter(starts_at__lte=now, end_told_at__isnull=True)
    return [sale for sale in found if sale.ends_at is None or sale.ends_at > sale.starts_at]


def _sold_out(now: datetime) -> list[Sale]:
    """Every unit is bought, as far as the database knows. Told once, even if some come back."""
    found = _untold("selling_out_told_at").filter(
        opening_told_at__isnull=False, end_told_at__isnull=True
    )
    sales = {sale.pk: sale for sale in found}
    for sale_id in _with_units_left(list(sales)):
        sales.pop(sale_id, None)
    return list(sales.values())


def _with_units_left(sale_ids: list[UUID]) -> QuerySet[SaleItem, UUID]:
    left = SaleItem.objects.filter(sale_id__in=sale_ids, sold__lt=F("units")).order_by()
    return left.values_list("sale_id", flat=True).distinct()


def _ended(now: datetime) -> list[Sale]:
    """An end may still be moved in the moment in which it comes, so it is told after GRACE."""
    return list(_untold("end_told_at").filter(ends_at__lte=now - GRACE))


def _untold(mark: str) -> QuerySet[Sale]:
    return published().filter(**{f"{mark}__isnull": True}).order_by("starts_at")


def _opening_of(sale: Sale, now: datetime) -> datetime:
    return max(sale.starts_at, sale.published_at or sale.starts_at)


def _end_of(sale: Sale, now: datetime) -> datetime:
    return sale.ends_at or now


TELLINGS = (
    Telling(WebhookKind.SALE_OPENED, "opening_told_at", _opened, _opening_of),
    Telling(WebhookKind.SALE_SOLD_OUT, "selling_out_told_at", _sold_out, lambda _, now: now),
    Telling(WebhookKind.SALE_ENDED, "end_told_at", _ended, _end_of),
)
