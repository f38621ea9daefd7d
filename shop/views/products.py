"""Lists of products."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from flashsale import clock
from shop import trending
from shop.forms import SearchForm
from shop.models import Product, Store
from shop.selectors import catalogue
from shop.selectors.searching import Sorting, found

PRODUCTS_ON_A_PAGE = 24


@require_safe
def products(request: HttpRequest) -> HttpResponse:
    """All products, or those that the words and filters in the address leave."""
    form = SearchForm(request.GET)
    search = form.search()
    looked_at = trending.top() if search.sorting is Sorting.TRENDING else []
    context = {
        "products": _page(request, found(search, trending=looked_at, now=clock.now())),
        "form": form,
        "search": search,
        "is_filtered": bool(form.errors) or bool(set(form.changed_data) - {"q"}),
    }
    return render(request, "shop/products.html", context)


@require_safe
def store(request: HttpRequest, slug: str) -> HttpResponse:
    found_store = get_object_or_404(Store, slug=slug)
    context = {
        "store": found_store,
        "products": _page(request, catalogue.products(store=found_store)),
    }
    return render(request, "shop/store.html", context)


def _page(request: HttpRequest, found: QuerySet[Product]) -> Page[Product]:
    return Paginator(found, PRODUCTS_ON_A_PAGE).get_page(request.GET.get("page"))
