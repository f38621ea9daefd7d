"""`POST /rush/items/<item>/reserve/`: the one request that everybody sends at once."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from flashsale import clock
from flashsale.answers import asks_json, refusal
from flashsale.error_pages import csrf_failure
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.errors import CsrfRefused, SignedOut
from orders.quantities import asked_quantity, refusing_bad_bodies, require_small_body
from orders.reserving import reserve
from orders.views.buyers import buyer_of
from orders.views.returning import back, login_first, see_other

STATUS = {
    "signed_out": HTTPStatus.UNAUTHORIZED,
    "csrf": HTTPStatus.FORBIDDEN,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "bad_quantity": HTTPStatus.BAD_REQUEST,
    "no_such_item": HTTPStatus.NOT_FOUND,
    "contention": HTTPStatus.SERVICE_UNAVAILABLE,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Every other refusal is a 409: the request was right, the stock is not."""


class TokenCheck(CsrfViewMiddleware):
    """Django's check of the CSRF token, run once it is known who asks."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        raise CsrfRefused(reason)


@csrf_exempt  # checked in _hold: somebody who is signed out is told that first
@require_POST
def reserve_item(request: HttpRequest, item: str) -> HttpResponse:
    """A hold (201), the hold that was there (200), or the reason why not.

    A plain form moves on instead: to the cart, to the login, or back to where it came from.
    """
    try:
        held = _hold(request, item)
    except FlashSaleError as error:
        return _refused_as_json(error) if asks_json(request) else _refused(request, error)
    return _held_as_json(held) if asks_json(request) else see_other("orders:cart")


def _hold(request: HttpRequest, item: str) -> inventory.Reservation:
    """The refusals in their order of precedence: 401, 403, 413, 400, 404, 409, 503."""
    if not request.user.is_authenticated:
        raise SignedOut
    with refusing_bad_bodies():
        TokenCheck(_protected).process_view(request, _protected, (), {})
    require_small_body(request)
    return reserve(item, buyer=buyer_of(request), units=asked_quantity(request))


def _protected(_: HttpRequest) -> HttpResponse:
    """Stands for a view in Django's check, which only asks whether it is exempt."""
    return HttpResponse()


def _held_as_json(held: inventory.Reservation) -> JsonResponse:
    body = {
        "item": held.hold.pool_id,
        "units": held.hold.units,
        "expires_at": clock.iso(clock.from_ms(held.hold.expires_at)),
        "seconds_left": held.seconds_left,
        "cart_url": reverse("orders:cart"),
    }
    return JsonResponse(
        body,
        status=HTTPStatus.CREATED if held.changed else HTTPStatus.OK,
        headers={"Cache-Control": "no-store"},
    )


def _refused_as_json(error: FlashSaleError) -> JsonResponse:
    return refusal(error.code, error.message, status=STATUS.get(error.code, HTTPStatus.CONFLICT))


def _refused(request: HttpRequest, error: FlashSaleError) -> HttpResponse:
    if isinstance(error, SignedOut):
        return login_first(request)
    if isinstance(error, CsrfRefused):
        return csrf_failure(request)
    messages.error(request, error.message)
    return back(request, default=reverse("shop:sales"))
