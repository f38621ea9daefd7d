"""Whose orders are shown. Somebody else's don't exist here."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from orders.models import Order
from orders.views.buyers import buyer_of


def own_order(request: HttpRequest, number: str) -> Order:
    """The shopper's own order of this number, in whatever case it was typed. Raises Http404."""
    return get_object_or_404(Order, number=number.upper(), buyer_id=buyer_of(request))
