"""The checkout: what is held becomes an order, or the shopper is told why not."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from inventory import api as inventory
from orders.cart import Cart, cart_of, unknown_cart
from orders.checkout import new_checkout_token, order_of, start_order
from orders.errors import (
    CartChanged,
    CartEmpty,
    NoLongerPending,
    Oversold,
    PaymentDeclined,
    PaymentUnanswered,
)
from orders.forms import CheckoutForm
from orders.models import Order
from orders.placement import place
from orders.views.buyers import buyer_of
from orders.views.returning import see_other

CHANGED = (
    CartChanged,
    NoLongerPending,
    Oversold,
    inventory.HoldExpired,
    inventory.HoldChanged,
    inventory.ClaimRefused,
)
NOT_PAID = (PaymentDeclined, PaymentUnanswered)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def checkout(request: HttpRequest) -> HttpResponse:
    """GET shows what will be bought; POST buys exactly that, or shows what has changed."""
    if request.method != "POST":
        return _page(request)
    form = CheckoutForm(request.POST)
    if not form.is_valid():
        return _page(request, changed=True)
    try:
        order = place(_order(request, form))
    except CartEmpty as error:
        messages.error(request, error.message)
        return see_other("orders:cart")
    except CHANGED:
        return _page(request, changed=True)
    except NOT_PAID as error:
        return _page(request, problem=error.message)
    return see_other(order.get_absolute_url())


def _order(request: HttpRequest, form: CheckoutForm) -> Order:
    token, buyer = form.cleaned_data["token"], buyer_of(request)
    known = order_of(buyer, checkout_token=token)
    if known is not None:
        return known
    return start_order(
        buyer,
        cart=cart_of(buyer),
        seen=form.cleaned_data["seen"],
        checkout_token=token,
        payment_method=form.cleaned_data["payment"],
    )


def _page(request: HttpRequest, *, changed: bool = False, problem: str = "") -> HttpResponse:
    """The checkout with a new token, for the cart as it is now."""
    cart = _cart(request)
    if not cart.lines and cart.is_known and not changed:
        messages.error(request, CartEmpty.message)
        return see_other("orders:cart")
    initial = {"token": new_checkout_token(), "seen": cart.fingerprint}
    context = {
        "cart": cart,
        "form": CheckoutForm(initial=initial),
        "changed": changed,
        "problem": problem,
    }
    status = HTTPStatus.OK
    if changed:
        status = HTTPStatus.CONFLICT
    elif problem:
        status = HTTPStatus.PAYMENT_REQUIRED
    return render(request, "orders/checkout.html", context, status=status)


def _cart(request: HttpRequest) -> Cart:
    try:
        return cart_of(buyer_of(request))
    except inventory.StockUnavailable:
        return unknown_cart()
