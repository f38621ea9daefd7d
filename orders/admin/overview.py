"""The first page of the admin: what runs, what comes, and what was bought."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.utils import display_for_label

from accounts.models import User
from flashsale import clock
from orders.admin.orders import COLOURS as ORDER_COLOURS
from orders.models import Order
from orders.resuming import unfinished
from shop.admin.sale_figures import COLOURS as SALE_COLOURS
from shop.admin.sale_figures import UNKNOWN, figures_of, with_figures
from shop.models import Sale
from shop.selectors import sales

MOST_SALES = 12
MOST_ORDERS = 10
DAY = timedelta(days=1)


def add_overview(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The page's context with the sales and orders that this person may see."""
    user = request.user
    if isinstance(user, User) and user.has_perm("shop.view_sale"):
        context.update(_sales())
    if isinstance(user, User) and user.has_perm("orders.view_order"):
        context.update(_orders())
    return context


def _sales() -> dict[str, Any]:
    now = clock.now()
    found = [*sales.running(now=now, most=MOST_SALES), *sales.upcoming(now=now, most=MOST_SALES)]
    drafts = Sale.objects.filter(published_at__isnull=True)
    shown = with_figures([*found, *drafts[:MOST_SALES]])
    return {
        "sales_table": {
            "headers": ["Sale", "State", "Start", "End", "Offered", "Sold", "Free", "Held"],
            "rows": [_sale_row(sale) for sale in shown],
        }
    }


def _sale_row(sale: Sale) -> list[object]:
    figures = figures_of(sale)
    return [
        _linked("admin:shop_sale_change", sale),
        display_for_label(figures.state, UNKNOWN, SALE_COLOURS),
        _moment(sale.starts_at),
        "-" if sale.ends_at is None else _moment(sale.ends_at),
        figures.units,
        figures.sold,
        UNKNOWN if figures.available is None else figures.available,
        UNKNOWN if figures.held is None else figures.held,
    ]


def _orders() -> dict[str, Any]:
    latest = Order.objects.select_related("buyer").order_by("-created_at")[:MOST_ORDERS]
    waiting = len(unfinished())
    placed = Order.objects.filter(placed_at__gte=clock.now() - DAY).count()
    return {
        "orders_title": f"Orders: {placed} placed in 24 hours, {waiting} waiting to be resumed",
        "orders_table": {
            "headers": ["Order", "Buyer", "Status", "Total", "Made"],
            "rows": [_order_row(order) for order in latest],
        },
    }


def _order_row(order: Order) -> list[object]:
    return [
        _linked("admin:orders_order_change", order),
        order.buyer or "-",
        display_for_label(order.status, UNKNOWN, ORDER_COLOURS),
        f"{order.total} {order.currency}",
        _moment(order.created_at),
    ]


def _linked(page: str, thing: Model) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse(page, args=[thing.pk]), thing)


def _moment(moment: datetime) -> str:
    return localize(timezone.localtime(moment))
