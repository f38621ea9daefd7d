"""The page of a product: the one that a crowd looks at before a sale."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from shop import trending
from shop.product_pages.facts import offered
from shop.product_pages.shared import Page, shared_page
from shop.selectors import pages
from shop.selectors.sale_views import buyer_of
from shop.visitors import visitor_of

PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)


@require_safe
@vary_on_cookie
@cache_control(private=True, no_cache=True)
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One page for all who are not signed in; whoever may be sees one of their own."""
    visitor = visitor_of(request)
    if _is_like_others(request):
        html = shared_page(slug, visitor=visitor, make=lambda: _page(request, slug))
        return HttpResponse(html)
    page = _page(request, slug)
    trending.count_view(page.product_id, visitor=visitor)
    return HttpResponse(page.html)


def _is_like_others(request: HttpRequest) -> bool:
    """Nothing in the request could make the page differ: no session, no message, no `?next=…`."""
    is_personal = any(name in request.COOKIES for name in PERSONAL_COOKIES)
    return not is_personal and not request.META.get("QUERY_STRING")


def _page(request: HttpRequest, slug: str) -> Page:
    """The page for this visitor. Raises Http404."""
    found = offered(slug)
    if found is None:
        raise Http404
    offers = pages.offers(found, buyer=buyer_of(request.user))
    stock_known = all(offer.stock is not None for _, offer in offers)
    context = {"product": found.product, "offers": offers, "stock_known": stock_known}
    html = render_to_string("shop/product.html", context, request)
    return Page(found.product.pk, html.encode(), may_be_kept=stock_known)
