"""Whether the shop needs another sale, and of what."""

from collections import Counter

from flashsale import clock
from shop.models import Product, Sale, SaleItem
from shop.phases import Phase
from shop.presentation import SaleView
from shop.selectors import sales
from shop.selectors.sale_views import sale_views


def live_flash_sale() -> Sale | None:
    """Of the sales with an end of which something can be had right now, the one that ends first."""
    running = [sale for sale in sales.running(now=clock.now()) if not sale.is_standing]
    views = sale_views(running, buyer=None)
    return next((view.sale for view in views if _has_free_units(view)), None)


def product_to_offer(*, units: int) -> Product | None:
    """The product to make the next sale of, of those that have the units in stock.

    None in variants: of which would the units be? And none that a sale with an end offers now or
    later. Of the others the one that had the fewest such sales, and among equals the dearest.
    None where there is no such product.
    """
    timed = SaleItem.objects.filter(sale__published_at__isnull=False, sale__ends_at__isnull=False)
    offered = list(timed.values_list("product_id", "sale__ends_at"))
    now = clock.now()
    busy = {product_id for product_id, ends_at in offered if ends_at and ends_at > now}
    times = Counter(product_id for product_id, _ in offered)
    in_stock = Product.objects.filter(stock__gte=units, variants__isnull=True)
    free = [product for product in in_stock if product.pk not in busy]
    free.sort(key=lambda item: (times[item.pk], -item.price, item.slug))
    return free[0] if free else None


def _has_free_units(view: SaleView) -> bool:
    return view.phase is Phase.LIVE and any(
        item.stock is not None and item.stock.available > 0 for item in view.items
    )
