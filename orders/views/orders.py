"""A shopper's own orders. Somebody else's don't exist here."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from orders.cancelling import can_cancel, cancel_as_shopper
from orders.errors import NotCancellable
from orders.models import Order
from orders.views.buyers import buyer_of
from orders.views.returning import login_required_to_post, see_other
from shop.models import Sale, SaleItem

ORDERS_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class PlaceView:
    """The order's `place` among all the units that its sale offered."""

    place: int
    sale: Sale
    sale_units: int


@require_safe
@login_required
def orders(request: HttpRequest) -> HttpResponse:
    """What the shopper ordered, the latest first."""
    mine = Order.objects.filter(buyer_id=buyer_of(request)).order_by("-created_at")
    page = Paginator(mine, ORDERS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "orders/orders.html", {"orders": page})


@require_safe
@login_required
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order, with its place in each sale."""
    found = _own(request, number)
    context = {
        "order": found,
        "lines": list(found.lines.select_related("item__product").order_by("product_name")),
        "places": _places(found),
        "can_cancel": can_cancel(found),
    }
    return render(request, "orders/order.html", context)


@require_POST
@login_required_to_post
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """The order is cancelled, if it still can be."""
    found = _own(request, number)
    try:
        cancel_as_shopper(found)
    except NotCancellable as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Your order is cancelled, and the money is on its way back.")
    return see_other(found.get_absolute_url())


def _own(request: HttpRequest, number: str) -> Order:
    return get_object_or_404(Order, number=number.upper(), buyer_id=buyer_of(request))


def _places(order: Order) -> list[PlaceView]:
    if order.status != Order.Status.PLACED:
        return []
    return [
        PlaceView(given.place, given.sale, _units(given.sale))
        for given in order.places.select_related("sale").order_by("place")
    ]


def _units(sale: Sale) -> int:
    return SaleItem.objects.filter(sale=sale).aggregate(total=Sum("units"))["total"] or 0
