"""The buttons that cancel an order, or a line of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from orders.cancelling import cancel_as_shopper, cancel_line_as_shopper
from orders.errors import NotCancellable
from orders.models import OrderLine
from orders.views.owning import own_order
from orders.views.returning import login_required_to_post, see_other


@require_POST
@login_required_to_post
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """The order is cancelled, if it still can be."""
    order = own_order(request, number)
    try:
        cancel_as_shopper(order)
    except NotCancellable as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Your order is cancelled, and the money is on its way back.")
    return see_other(order.get_absolute_url())


@require_POST
@login_required_to_post
def cancel_line(request: HttpRequest, number: str, line: UUID) -> HttpResponse:
    """The line of the order is cancelled, if it still can be."""
    order = own_order(request, number)
    lines = OrderLine.objects.select_related("order", "item__sale")
    found = get_object_or_404(lines, pk=line, order_id=order.pk)
    try:
        cancel_line_as_shopper(found)
    except NotCancellable as error:
        messages.error(request, error.message)
    else:
        told = f"{found.product_name} is cancelled, and the money is on its way back."
        messages.success(request, told)
    return see_other(order.get_absolute_url())
