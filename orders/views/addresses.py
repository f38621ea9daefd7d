"""The addresses that a shopper's orders went to."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from orders.delivery.kept import forget_address, kept_addresses
from orders.views.buyers import buyer_of
from orders.views.returning import login_required_to_post, see_other


@require_safe
@never_cache
@login_required
def addresses(request: HttpRequest) -> HttpResponse:
    """Those that are kept for next time."""
    kept = kept_addresses(buyer_of(request))
    return render(request, "orders/addresses.html", {"addresses": kept})


@require_POST
@login_required_to_post
def forget(request: HttpRequest, address: UUID) -> HttpResponse:
    """The address is not kept any more; orders that went there still say so."""
    if forget_address(buyer_of(request), address):
        messages.success(request, "Deleted. Your orders are as they were.")
    return see_other("orders:addresses")
