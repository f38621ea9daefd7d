"""What a shopper may take along, and the way out."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import PasswordForm
from accounts.views.profile import SignedInRequest
from flashsale.answers import ContractEncoder
from orders.errors import CannotLeave
from orders.exporting import data_of
from orders.leaving import leave as leave_shop
from orders.leaving import reason_to_stay
from orders.models import Order
from orders.spreadsheet import orders_csv
from orders.views.buyers import buyer_of
from orders.views.returning import see_other


@require_safe
@never_cache
@login_required
def export_orders(request: SignedInRequest) -> StreamingHttpResponse:
    """The shopper's own orders, for a spreadsheet."""
    return StreamingHttpResponse(
        orders_csv(buyer_of(request)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="orders.csv"'},
    )


@require_safe
@never_cache
@login_required
def export(request: SignedInRequest) -> JsonResponse:
    """All that the shop knows of the shopper."""
    data = data_of(request.user, session_ends_at=request.session.get_expiry_date())
    return JsonResponse(
        data,
        encoder=ContractEncoder,
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
@login_required
def leave(request: SignedInRequest) -> HttpResponse:
    """GET says what happens; POST, with the password, deletes the account."""
    reason = reason_to_stay(request.user)
    if request.method != "POST" or reason is not None:
        status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
        return _page(request, PasswordForm(request.user), reason=reason, status=status)
    form = PasswordForm(request.user, request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        leave_shop(request.user)
    except CannotLeave as error:
        return _page(request, form, reason=error, status=HTTPStatus.CONFLICT)
    logout(request)
    messages.success(request, "Your account is deleted. Thank you for having been here.")
    return see_other("shop:home")


def _page(
    request: SignedInRequest,
    form: PasswordForm,
    *,
    reason: CannotLeave | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = {
        "form": form,
        "reason": reason.message if reason else "",
        "orders": Order.objects.filter(buyer_id=request.user.pk).count(),
    }
    return render(request, "accounts/leave.html", context, status=status)
