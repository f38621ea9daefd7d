"""The cart and what can be done with each of its lines."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from flashsale import clock
from flashsale.answers import asks_json
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.cart import extension_of
from orders.context_processors import holds_as_text
from orders.errors import SignedOut
from orders.quantities import asked_quantity, require_small_body
from orders.rush.answers import facts_of, refused
from orders.views.buyers import buyer_of
from orders.views.returning import login_required_to_post, see_other
from orders.views.seeing import forget, remember, remember_units, see_cart_or_nothing

PUT_AWAY = "put_away"


@require_safe
@never_cache
@login_required
def cart(request: HttpRequest) -> HttpResponse:
    """What the shopper holds, each line with its own clock; and what ran out or we lost."""
    seen = see_cart_or_nothing(request)
    context = {
        "cart": seen.cart,
        "seen": seen,
        "currency": settings.CURRENCY,
        "locale": settings.LOCALE.replace("_", "-"),
    }
    page = render(request, "orders/cart.html", context)
    return remember(page, seen, request=request)


@require_safe
@never_cache
def holds(request: HttpRequest) -> HttpResponse:
    """What the badge of a page shows that may be older than the visitor's holds."""
    if not request.user.is_authenticated:
        return refused(**facts_of(SignedOut()))
    found = inventory.holds_of(buyer_of(request))
    read_at = clock.iso(clock.from_ms(found.server_time))
    return JsonResponse({"server_time": read_at, "holds": holds_as_text(found)})


@require_POST
@login_required_to_post
def release(request: HttpRequest, item: UUID) -> HttpResponse:
    """The hold is let go; others can have its units at once. One that is gone isn't told of."""
    response = see_other("orders:cart")
    if PUT_AWAY in request.GET:
        return forget(response, item, request=request)
    try:
        units = inventory.release(item, buyer=buyer_of(request))
    except FlashSaleError as error:
        messages.error(request, error.message)
    else:
        if units:
            messages.success(request, "Let go. Somebody else can have it now.")
    return response


@require_POST
@login_required_to_post
def set_units(request: HttpRequest, item: UUID) -> HttpResponse:
    """The hold has as many units as were asked for; its clock runs on.

    Scripts are answered where they are: with the hold, or the reason why not.
    """
    try:
        require_small_body(request)
        units = asked_quantity(request)
        held = inventory.set_units(item, buyer=buyer_of(request), units=units)
    except FlashSaleError as error:
        if asks_json(request):
            return refused(**facts_of(error))
        _tell(request, error, item=item)
    else:
        if asks_json(request):
            answer = JsonResponse({"units": held.hold.units, "end": held.hold.expires_at})
            return remember_units(answer, item, held.hold.units, request=request)
    return see_other("orders:cart")


@require_POST
@login_required_to_post
def extend(request: HttpRequest, item: UUID) -> HttpResponse:
    """The hold lasts longer, once, by as much as its sale gives."""
    seconds = extension_of(item)
    try:
        extended = inventory.extend(item, buyer=buyer_of(request), seconds=seconds)
    except FlashSaleError as error:
        _tell(request, error, item=item)
    else:
        if not extended.changed:
            messages.error(request, "A hold can be extended once, and this one was.")
    return see_other("orders:cart")


def _tell(request: HttpRequest, error: FlashSaleError, *, item: UUID) -> None:
    """Why not, unless the cart, which follows, says that we lost the hold: its time did not end."""
    is_over = isinstance(error, inventory.HoldExpired)
    if is_over and see_cart_or_nothing(request).has_missed(item):
        return
    messages.error(request, error.message)
