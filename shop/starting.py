"""Starting a sale in one step, from a draft to open pools: for commands and demo data."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from flashsale.errors import FlashSaleError
from flashsale.money import rounded, smallest_part
from inventory import api as inventory
from shop.creating import Offer, create_sale
from shop.errors import ShopError
from shop.models import Sale
from shop.publishing import publish

ROUNDED_FROM = Decimal(10)
NO_POOL = UUID(int=0)


class PoolsNotOpened(ShopError):
    """Redis went away between the database and the pools: the sale is published, but not open."""

    code = "pools_not_opened"

    def __init__(self, sale: Sale) -> None:
        super().__init__(
            f"{sale} is published, but Redis went away before its pools were opened."
            " Run rebuild_stock when it is back."
        )
        self.sale = sale


def start(
    title: str,
    *,
    offers: Sequence[Offer],
    starts_at: datetime,
    ends_at: datetime | None,
    hold_seconds: int | None = None,
    extension_seconds: int | None = None,
    cooldown_seconds: int | None = None,
    description: str = "",
) -> Sale:
    """A published sale with these offers exists, or else nothing was made.

    Raises Django's ValidationError for values that can't be, what `publish` raises, and
    PoolsNotOpened in the one case in which there is a sale nevertheless.
    """
    sale = create_sale(
        title,
        offers=offers,
        starts_at=starts_at,
        ends_at=ends_at,
        hold_seconds=hold_seconds,
        extension_seconds=extension_seconds,
        cooldown_seconds=cooldown_seconds,
        description=description,
    )
    try:
        publish(sale)
    except FlashSaleError as refusal:
        Sale.objects.filter(pk=sale.pk, published_at__isnull=True).delete()
        if Sale.objects.filter(pk=sale.pk).exists():
            raise PoolsNotOpened(sale) from refusal
        raise
    return sale


def require_stock_redis() -> None:
    """The Redis of the stock answers. Raises StockUnavailable."""
    inventory.stocks([NO_POOL])


def reduced(price: Decimal, *, percent: int) -> Decimal:
    """The list price less `percent`, as a price tag says it: in halves from 10.00 on."""
    exact = price * (100 - percent) / 100
    if exact < ROUNDED_FROM:
        return max(smallest_part(), rounded(exact))
    return rounded((exact * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2)
