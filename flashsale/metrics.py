"""`/metrics`: counts for a monitor, in Prometheus's text format.

Only what every page shows anyway: units by pool and by where they are, and orders by status.
"""

from collections.abc import Iterator

from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from inventory import api as inventory
from orders.models import Order
from shop.selectors.sales import selling_item_ids

TEXT_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
PLACES = ("available", "held", "claimed", "sold")


def metrics(request: HttpRequest) -> HttpResponse:
    """Gauges of every pool that still sells, and of the orders. 503 while Redis is away."""
    lines = [*_units(), *_orders()]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT_FORMAT)


def _units() -> Iterator[str]:
    yield "# HELP flashsale_units Units of a pool by where they are."
    yield "# TYPE flashsale_units gauge"
    for pool_id, stock in inventory.stocks(selling_item_ids()).items():
        if stock is not None:
            for place in PLACES:
                count = getattr(stock, place)
                yield f'flashsale_units{{pool="{pool_id}",place="{place}"}} {count}'


def _orders() -> Iterator[str]:
    yield "# HELP flashsale_orders Orders by status."
    yield "# TYPE flashsale_orders gauge"
    counts = Order.objects.order_by().values_list("status").annotate(count=Count("pk"))
    for status, count in counts:
        yield f'flashsale_orders{{status="{status}"}} {count}'
