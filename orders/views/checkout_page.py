"""The page of the checkout in each of its states, with all that was typed."""

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from orders.agreement import sealed, unsealed
from orders.checkout import new_checkout_token
from orders.differences import Differences, LineChange, differences
from orders.errors import CartEmpty
from orders.forms import CheckoutForm
from orders.lost_holds import SeenCart
from orders.quote import QuoteLine
from orders.shown_holds import HOLDER_DIGITS
from orders.till import Till, till_of
from orders.views.buyers import buyer_of, shopper_of
from orders.views.payments import waiting_order
from orders.views.returning import see_other
from orders.views.seeing import remember, see_cart_or_nothing


class State(Enum):
    """Why the page is shown, and with which status."""

    SHOWN = HTTPStatus.OK
    NOT_PAID = HTTPStatus.PAYMENT_REQUIRED
    UNCONFIRMED = HTTPStatus.FORBIDDEN
    CHANGED = HTTPStatus.CONFLICT
    INCOMPLETE = HTTPStatus.UNPROCESSABLE_ENTITY


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line to be paid, and what changed about it since it was agreed to."""

    quoted: QuoteLine
    changes: list[LineChange]


def checkout_page(request: HttpRequest, state: State, *, problem: str = "") -> HttpResponse:
    """The checkout with a new token, for the cart and the sums as they are now.

    What was posted is in the form again, but for the payment, which is chosen anew.
    """
    seen = see_cart_or_nothing(request)
    cart = seen.cart
    if not cart.lines and cart.is_known and state is not State.CHANGED:
        return nothing_to_pay(request, seen)
    typed = request.POST.dict() if request.method == "POST" else None
    till = till_of(shopper_of(request), cart=cart, typed=typed)
    found = _differences(request, till, seen) if state is not State.SHOWN else Differences()
    context = {
        "cart": cart,
        "seen": seen,
        "till": till,
        "quote": till.quote,
        "form": _form(request, till),
        "bill": [BillLine(line, found.of(line.held.item.pk)) for line in till.quote.lines],
        "differences": found,
        "changed": state is State.CHANGED,
        "incomplete": state is State.INCOMPLETE,
        "unconfirmed": state is State.UNCONFIRMED,
        "problem": problem,
        "draft": buyer_of(request).hex[:HOLDER_DIGITS],
    }
    page = render(request, "orders/checkout.html", context, status=state.value)
    return remember(page, seen, request=request)


def nothing_to_pay(request: HttpRequest, seen: SeenCart) -> HttpResponse:
    """To the order that waits for the bank, or to the cart, which says itself what we lost."""
    waiting = waiting_order(request)
    if waiting is not None:
        return see_other("orders:paying", waiting.number)
    if not seen.lost and not seen.restoring:
        messages.error(request, CartEmpty.message)
    return see_other("orders:cart")


def _form(request: HttpRequest, till: Till) -> CheckoutForm:
    """Never bound: what is hidden in it is new each time."""
    return CheckoutForm(
        initial={
            "token": new_checkout_token(),
            "seen": sealed(till.agreement, shopper=buyer_of(request)),
            "code": till.code,
        }
    )


def _differences(request: HttpRequest, till: Till, seen: SeenCart) -> Differences:
    """What changed since the page that was sent; what we lost ourselves is told by itself."""
    agreed = unsealed(request.POST.get("seen", ""), shopper=buyer_of(request))
    if agreed is None or not seen.cart.is_known:
        return Differences()
    found = differences(agreed, till.quote)
    told = {str(gone.item.pk) for gone in (*seen.lost, *seen.restoring)}
    return Differences([change for change in found.lines if change.item not in told], found.sums)
