"""Sales, and their live stock."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from inventory import api as inventory
from shop.live import snapshot
from shop.selectors import pages, sales
from shop.selectors.sale_views import buyer_of, sale_views

RETRY_AFTER_SECONDS = 2


@require_safe
def all_sales(request: HttpRequest) -> HttpResponse:
    board = pages.board(buyer=buyer_of(request.user))
    context = {
        "live": board.live,
        "upcoming": board.upcoming,
        "ended": board.ended,
        "stock_known": board.stock_known,
    }
    return render(request, "shop/sales.html", context)


@require_safe
def sale(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(sales.published(), slug=slug)
    [view] = sale_views([found], buyer=buyer_of(request.user))
    return render(request, "shop/sale.html", {"view": view})


@require_safe
@cache_control(no_store=True)
def stock(request: HttpRequest, slug: str) -> HttpResponse:
    """The count of each item: what the websocket sends, for those who must ask."""
    pool_ids = sales.pools_of(slug)
    if not pool_ids:
        error = snapshot.error("no_such_sale", "There is no such sale.")
        return JsonResponse(error, status=404)
    try:
        return JsonResponse(snapshot.read(slug, pool_ids))
    except inventory.StockUnavailable as away:
        headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return JsonResponse(snapshot.unavailable(away), status=503, headers=headers)
