"""The checkout: what is held becomes an order, or the shopper is told why not."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.confirmation import may_buy
from accounts.errors import EmailNotConfirmed
from flashsale.errors import FlashSaleError
from inventory import api as inventory
from orders.agreement import unsealed
from orders.checkout import order_of, start_order
from orders.delivery.kept import keep_address
from orders.discounts import DiscountRefused
from orders.errors import (
    CartChanged,
    CartEmpty,
    DeliveryIncomplete,
    NoLongerPending,
    Oversold,
    PaymentDeclined,
    PaymentNeedsStep,
    PaymentUnanswered,
)
from orders.forms import CheckoutForm
from orders.models import Order
from orders.placement import place
from orders.till import till_of
from orders.views.buyers import buyer_of, shopper_of
from orders.views.checkout_page import State, checkout_page, nothing_to_pay
from orders.views.returning import SeeOther, see_other
from orders.views.seeing import see_cart, see_cart_or_nothing

UPDATE = "update"
CHANGED = (
    CartChanged,
    DiscountRefused,
    NoLongerPending,
    Oversold,
    inventory.HoldExpired,
    inventory.HoldChanged,
    inventory.ClaimRefused,
)
STATES: dict[State, tuple[type[FlashSaleError], ...]] = {
    State.CHANGED: CHANGED,
    State.INCOMPLETE: (DeliveryIncomplete,),
    State.UNCONFIRMED: (EmailNotConfirmed,),
    State.NOT_PAID: (PaymentDeclined, PaymentUnanswered),
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def checkout(request: HttpRequest) -> HttpResponse:
    """GET shows what will be bought; POST buys exactly that, or shows what has changed.

    The buttons named `update` buy nothing: they show the sums with what was chosen and typed.
    """
    if request.method != "POST" or UPDATE in request.POST:
        return checkout_page(request, State.SHOWN)
    form = CheckoutForm(request.POST)
    if not form.is_valid():
        return checkout_page(request, State.CHANGED)
    try:
        order = place(_order(request, form))
    except CartEmpty:
        return nothing_to_pay(request, see_cart_or_nothing(request))
    except PaymentNeedsStep as step:
        return SeeOther(step.url)
    except FlashSaleError as error:
        states = [state for state, errors in STATES.items() if isinstance(error, errors)]
        if not states:
            raise
        return checkout_page(request, states[0], problem=error.message)
    return see_other(order.get_absolute_url())


def _order(request: HttpRequest, form: CheckoutForm) -> Order:
    """The pending order of this form, or the one that it made before.

    Raises what `start_order` raises, EmailNotConfirmed, DeliveryIncomplete, and CartChanged if
    the sums are not those that the shopper agreed to.
    """
    token, buyer, shopper = form.cleaned_data["token"], buyer_of(request), shopper_of(request)
    known = order_of(buyer, checkout_token=token)
    if known is not None:
        return known
    if not may_buy(shopper):
        raise EmailNotConfirmed
    agreed = unsealed(form.cleaned_data["seen"], shopper=buyer)
    now = see_cart(request)
    fingerprint = agreed.cart if agreed else ""
    if now.restoring and now.cart.fingerprint != fingerprint:
        # What is missing may come back as it was: then the same form pays it.
        raise inventory.PoolMissing(str(now.restoring[0].item.pk))
    till = till_of(shopper, cart=now.cart, typed=request.POST.dict())
    if till.delivery is not None and now.cart.lines and not till.delivery.is_valid():
        raise DeliveryIncomplete
    if agreed and now.cart.fingerprint == agreed.cart and not till.is_as_in(agreed):
        # A double click may have used up the code: then the other request has made the order.
        first = order_of(buyer, checkout_token=token)
        if first is None:
            raise CartChanged
        return first
    address = till.delivery.to_keep() if till.delivery else {}
    order = start_order(
        buyer,
        cart=now.cart,
        seen=fingerprint,
        checkout_token=token,
        payment_method=form.cleaned_data["payment"],
        quote=till.quote,
        reduction=till.reduction,
        address=address,
    )
    if address:
        keep_address(buyer, address)
    return order
