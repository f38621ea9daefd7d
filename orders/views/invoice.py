"""An invoice, to be printed."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from orders.models import Order
from orders.views.buyers import buyer_of

BILLED = (Order.Status.PLACED, Order.Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Seller:
    name: str
    address: list[str]
    tax_id: str


@require_safe
@never_cache
@login_required
def invoice(request: HttpRequest, number: str) -> HttpResponse:
    """What was bought and paid, and what went back; of the shopper's own orders only."""
    mine = Order.objects.filter(buyer_id=buyer_of(request), status__in=BILLED)
    order = get_object_or_404(mine, number=number.upper())
    context = {
        "order": order,
        "lines": list(order.lines.all()),
        "refunds": list(order.refunds.select_related("line")),
        "seller": Seller(settings.SHOP_NAME, settings.SHOP_ADDRESS, settings.SHOP_TAX_ID),
    }
    return render(request, "orders/invoice.html", context)
