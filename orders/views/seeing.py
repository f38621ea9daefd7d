"""The cart as a browser sees it: with what it was shown before and is gone."""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from flashsale import clock
from inventory import api as inventory
from orders.cart import unknown_cart
from orders.lost_holds import SeenCart, seen_cart
from orders.shown_holds import COOKIE, ShownHold, note_shown_holds, shown_holds
from orders.views.buyers import buyer_of


def see_cart(request: HttpRequest) -> SeenCart:
    """The visitor's cart. Raises StockUnavailable while Redis is away."""
    buyer = buyer_of(request)
    return seen_cart(buyer, shown=shown_holds(request, buyer=buyer).values())


def see_cart_or_nothing(request: HttpRequest) -> SeenCart:
    """The visitor's cart; while Redis is away one that is not known."""
    try:
        return see_cart(request)
    except inventory.StockUnavailable:
        return SeenCart(unknown_cart())


def remember(response: HttpResponse, seen: SeenCart, *, request: HttpRequest) -> HttpResponse:
    """The response, by which the browser remembers what it is shown.

    A cart that is not known leaves the browser's memory as it is.
    """
    holds = seen.shown()
    if seen.cart.is_known and (holds or COOKIE in request.COOKIES):
        now = clock.to_ms(seen.cart.server_time)
        note_shown_holds(response, holds, buyer=buyer_of(request), now=now)
    return response


def forget(response: HttpResponse, item: UUID, *, request: HttpRequest) -> HttpResponse:
    """The response, by which the browser forgets that it was shown a hold of this item."""
    holds = shown_holds(request, buyer=buyer_of(request))
    if holds.pop(item, None):
        _note(response, holds.values(), request=request)
    return response


def remember_units(
    response: HttpResponse, item: UUID, units: int, *, request: HttpRequest
) -> HttpResponse:
    """The response, by which the browser remembers that it was shown so many units of this item."""
    holds = shown_holds(request, buyer=buyer_of(request))
    if item in holds:
        holds[item] = replace(holds[item], units=units)
        _note(response, holds.values(), request=request)
    return response


def _note(response: HttpResponse, holds: Collection[ShownHold], *, request: HttpRequest) -> None:
    now = clock.to_ms(clock.now())
    note_shown_holds(response, holds, buyer=buyer_of(request), now=now)
