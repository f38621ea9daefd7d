"""The test gateway's bank: a page outside the shop, as far as the shop is concerned."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from orders.models import Order, TestCharge
from orders.payment import gateway
from orders.payment.practice import PracticeGateway
from orders.payment.practice_bank import decide
from orders.views.returning import see_other


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def bank(request: HttpRequest, key: UUID) -> HttpResponse:
    """GET asks whether to pay; POST takes the answer, and leads back to the shop.

    Who knows the key may answer: it is as random as a password, and no money is moved.
    """
    if not isinstance(gateway, PracticeGateway):
        raise Http404
    charge = get_object_or_404(TestCharge, key=str(key))
    if request.method == "POST":
        decide(charge, is_approved=request.POST.get("answer") == "approve")
        return _back_to_shop(key)
    if charge.status not in (TestCharge.Status.PENDING, TestCharge.Status.SLOW):
        return _back_to_shop(key)
    context = {
        "charge": charge,
        "order": get_object_or_404(Order, pk=key),
        "is_slow": charge.status == TestCharge.Status.SLOW,
    }
    return render(request, "orders/payment/test_bank.html", context)


def _back_to_shop(key: UUID) -> HttpResponse:
    return see_other("orders:paying", get_object_or_404(Order, pk=key).number)
