"""Where shoppers are while their bank has the word: on the way back, or giving up."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from flashsale.errors import DatabaseContention, FlashSaleError
from orders.abandoning import abandon
from orders.errors import PaymentNeedsStep, PaymentUnanswered
from orders.models import Order
from orders.placement import PASSING, place
from orders.views.buyers import buyer_of
from orders.views.returning import login_required_to_post, see_other

STOPPED = "You stopped the payment. Nothing was charged, and your units are held as before."


@require_safe
@never_cache
@login_required
def paying(request: HttpRequest, number: str) -> HttpResponse:
    """The shopper is back from the bank: to the order if it is paid, to the checkout if not.

    Where the bank has not decided, the page says so, with the way back to the bank. Reloaded, it
    looks again; whoever else looks at the same time does no harm.
    """
    order = _own(request, number)
    if order.status == Order.Status.PENDING:
        try:
            place(order)
        except PaymentNeedsStep as step:
            return _page(request, order, bank=step.url)
        except (*PASSING, DatabaseContention):
            raise
        except PaymentUnanswered as error:
            order.refresh_from_db()
            if order.status == Order.Status.PENDING:
                return _page(request, order)
            return _try_again(request, error.message)
        except FlashSaleError as error:
            return _try_again(request, error.message)
    return see_other(order.get_absolute_url())


@require_POST
@login_required_to_post
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    """The order that waits for the bank is given up: its units are in the cart again."""
    order = _own(request, number)
    if order.status == Order.Status.PENDING and abandon(order, failure_code="stopped"):
        return _try_again(request, STOPPED)
    return see_other(order.get_absolute_url())


def waiting_order(request: HttpRequest) -> Order | None:
    """The shopper's latest order that waits for them at the bank."""
    mine = Order.objects.filter(buyer_id=buyer_of(request), status=Order.Status.PENDING)
    return mine.filter(pay_by__isnull=False).order_by("-created_at").first()


def _page(request: HttpRequest, order: Order, *, bank: str = "") -> HttpResponse:
    return render(request, "orders/payment/paying.html", {"order": order, "bank": bank})


def _try_again(request: HttpRequest, message: str) -> HttpResponse:
    messages.error(request, message)
    return see_other("orders:checkout")


def _own(request: HttpRequest, number: str) -> Order:
    return get_object_or_404(Order, number=number.upper(), buyer_id=buyer_of(request))
