"""The cart and what can be done with each of its lines."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.cart import cart_of, unknown_cart
from orders.quantities import asked_quantity, require_small_body
from orders.views.buyers import buyer_of
from orders.views.returning import login_required_to_post, see_other


@require_safe
@never_cache
@login_required
def cart(request: HttpRequest) -> HttpResponse:
    """What the shopper holds, each line with its own clock."""
    try:
        held = cart_of(buyer_of(request))
    except inventory.StockUnavailable:
        held = unknown_cart()
    return render(request, "orders/cart.html", {"cart": held})


@require_POST
@login_required_to_post
def release(request: HttpRequest, item: UUID) -> HttpResponse:
    """The hold is let go; others can have its units at once."""
    try:
        units = inventory.release(item, buyer=buyer_of(request))
    except FlashSaleError as error:
        messages.error(request, error.message)
    else:
        if units:
            messages.success(request, "Let go. Somebody else can have it now.")
    return see_other("orders:cart")


@require_POST
@login_required_to_post
def set_units(request: HttpRequest, item: UUID) -> HttpResponse:
    """The hold has as many units as were asked for; its clock runs on."""
    try:
        require_small_body(request)
        inventory.set_units(item, buyer=buyer_of(request), units=asked_quantity(request))
    except FlashSaleError as error:
        messages.error(request, error.message)
    return see_other("orders:cart")


@require_POST
@login_required_to_post
def extend(request: HttpRequest, item: UUID) -> HttpResponse:
    """The hold lasts longer, once."""
    seconds = settings.HOLD_EXTENSION_SECONDS
    try:
        extended = inventory.extend(item, buyer=buyer_of(request), seconds=seconds)
    except FlashSaleError as error:
        messages.error(request, error.message)
    else:
        if not extended.changed:
            messages.error(request, "A hold can be extended once, and this one was.")
    return see_other("orders:cart")
