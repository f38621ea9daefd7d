"""A shopper's own orders."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders.models import Order
from orders.shown_orders import order_rows, order_view
from orders.views.buyers import buyer_of
from orders.views.owning import own_order

ORDERS_A_PAGE = 20


@require_safe
@login_required
def orders(request: HttpRequest) -> HttpResponse:
    """What the shopper ordered, the latest first."""
    mine = Order.objects.filter(buyer_id=buyer_of(request)).order_by("-created_at")
    page = Paginator(mine, ORDERS_A_PAGE).get_page(request.GET.get("page"))
    context = {"orders": page, "rows": order_rows(list(page))}
    return render(request, "orders/orders.html", context)


@require_safe
@login_required
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order, with what went back of it, and its place in each sale."""
    view = order_view(own_order(request, number))
    return render(request, "orders/order.html", {"view": view, "order": view.order})
