"""The front page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shop import trending
from shop.selectors import catalogue, pages
from shop.selectors.sale_views import buyer_of

PRODUCTS_ON_HOME = 8
TRENDING_ON_HOME = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    front = pages.front(buyer=buyer_of(request.user))
    context = {
        "hero": front.hero,
        "live": front.live,
        "upcoming": front.upcoming,
        "trending": catalogue.first_of(trending.top(), most=TRENDING_ON_HOME),
        "products": list(catalogue.products()[:PRODUCTS_ON_HOME]),
        "stock_known": front.stock_known,
    }
    return render(request, "shop/home.html", context)
