"""The pages of the shop. Each asks a selector and fills a template."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from inventory import api as inventory
from shop.live import snapshot
from shop.models import Product, Store
from shop.selectors import catalogue, pages, sales
from shop.selectors.sale_views import buyer_of, sale_views

PRODUCTS_ON_HOME = 8
PRODUCTS_ON_A_PAGE = 24
RETRY_AFTER_SECONDS = 2


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    front = pages.front(buyer=buyer_of(request.user))
    context = {
        "hero": front.hero,
        "live": front.live,
        "upcoming": front.upcoming,
        "products": list(catalogue.products()[:PRODUCTS_ON_HOME]),
    }
    return render(request, "shop/home.html", context)


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """All products, or those that `?q=` and `?store=<slug>` leave."""
    query = catalogue.cleaned_query(request.GET.get("q", ""))
    store_slug = request.GET.get("store", "")
    store = get_object_or_404(Store, slug=store_slug) if store_slug else None
    context = {
        "products": _page(request, catalogue.products(query=query, store=store)),
        "query": query,
        "store": store,
        "stores": list(Store.objects.order_by("name")),
    }
    return render(request, "shop/products.html", context)


@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Product.objects.select_related("store"), slug=slug)
    context = {"product": found, "offers": pages.offers(found, buyer=buyer_of(request.user))}
    return render(request, "shop/product.html", context)


@require_safe
def store(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Store, slug=slug)
    context = {"store": found, "products": _page(request, catalogue.products(store=found))}
    return render(request, "shop/store.html", context)


@require_safe
def all_sales(request: HttpRequest) -> HttpResponse:
    board = pages.board(buyer=buyer_of(request.user))
    context = {"live": board.live, "upcoming": board.upcoming, "ended": board.ended}
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


def _page(request: HttpRequest, found: QuerySet[Product]) -> Page[Product]:
    return Paginator(found, PRODUCTS_ON_A_PAGE).get_page(request.GET.get("page"))
