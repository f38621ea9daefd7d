"""`POST /rush/items/<item>/reserve/`: the one request that everybody sends at once.

Of those that ask for JSON, this answers what the rush lane leaves to Django.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from flashsale.answers import JSON, asks_json
from flashsale.error_pages import csrf_failure
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.errors import CsrfRefused, SignedOut
from orders.reserving import reserve
from orders.rush.answers import facts_of, held_json, held_status, refused
from orders.rush.checks import allowed_units
from orders.views.buyers import buyer_of
from orders.views.returning import back, login_first, see_other


@csrf_exempt  # checked in _hold: somebody who is signed out is told that first
@require_POST
def reserve_item(request: HttpRequest, item: str) -> HttpResponse:
    """A hold (201), the hold that was there (200), or the reason why not.

    A plain form moves on instead: to the cart, to the login, or back to where it came from.
    """
    try:
        held = _hold(request, item)
    except FlashSaleError as error:
        if asks_json(request):
            return refused(**facts_of(error))
        return _refused_as_page(request, error)
    return _held_as_json(held) if asks_json(request) else see_other("orders:cart")


def _hold(request: HttpRequest, item: str) -> inventory.Reservation:
    """The refusals in their order of precedence: 401, 403, 413, 400, 404, 409, 503."""
    if not request.user.is_authenticated:
        raise SignedOut
    return reserve(item, buyer=buyer_of(request), units=allowed_units(request))


def _held_as_json(held: inventory.Reservation) -> HttpResponse:
    return HttpResponse(
        held_json(held, cart_url=reverse("orders:cart")),
        content_type=JSON,
        status=held_status(held),
        headers={"Cache-Control": "no-store"},
    )


def _refused_as_page(request: HttpRequest, error: FlashSaleError) -> HttpResponse:
    if isinstance(error, SignedOut):
        return login_first(request)
    if isinstance(error, CsrfRefused):
        return csrf_failure(request)
    messages.error(request, error.message)
    return back(request, default=reverse("shop:sales"))
