"""Orders: made of what is held, listed, shown, cancelled."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from accounts.api.ways_in import Scope, caller, ways_in
from flashsale.api.answers import answers
from flashsale.api.errors import NotFound
from flashsale.api.paging import Page, Paging, paged
from orders.api.bodies import OrderBody, OrderRowBody, order_body, order_row_body
from orders.api.selling import sell, sold
from orders.api.wishes import IdempotencyKey, TermsBody
from orders.buying import buy_cart
from orders.models import Order
from orders.shown_orders import order_rows, order_view
from orders.stopping import stop_as_shopper

router = Router(tags=["Orders"])

AS_RENDERED = TermsBody()


@router.post(
    "",
    auth=ways_in(Scope.BUY),
    response=sold(),
    operation_id="order",
    summary="Buy all that you hold",
)
def order(
    request: HttpRequest, body: TermsBody = AS_RENDERED, idempotency_key: IdempotencyKey = ""
) -> Status:
    """All that you hold is one order: placed and paid (201), or waiting for its buyer to approve
    the payment at `payment_url` (202).

    With an `Idempotency-Key` that made an order before, the answer is that order (200).
    """
    return sell(request, "orders", body=body, key=idempotency_key, buy=buy_cart)


@router.get(
    "",
    auth=ways_in(Scope.READ),
    response=answers(Page[OrderRowBody], 401, 403),
    operation_id="orders",
    summary="Your orders",
)
def orders(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """What you ordered, the latest first."""
    mine = Order.objects.filter(buyer_id=caller(request).pk).order_by("-created_at", "-pk")

    def shown(page: list[Order]) -> list[OrderRowBody]:
        return list(map(partial(order_row_body, request=request), order_rows(page)))

    return paged(mine, paging, shown=shown)


@router.get(
    "{uuid:id}",
    auth=ways_in(Scope.READ),
    response=answers(OrderBody, 401, 403, 404),
    operation_id="one_order",
    summary="One of your orders",
)
def one_order(request: HttpRequest, id: UUID) -> OrderBody:  # noqa: A002
    """The order with its lines, its sums, and its place in each sale."""
    return order_body(order_view(_own(request, id)), request=request)


@router.delete(
    "{uuid:id}",
    auth=ways_in(Scope.BUY),
    response=answers(OrderBody, 401, 403, 404, 409),
    operation_id="cancel_order",
    summary="Cancel an order",
)
def cancel_order(request: HttpRequest, id: UUID) -> OrderBody:  # noqa: A002
    """The order is cancelled: the money goes back, and its units are for sale again. One that waits
    for the bank is given up instead. Repeated, nothing changes.
    """
    found = _own(request, id)
    stop_as_shopper(found)
    return order_body(order_view(found), request=request)


def _own(request: HttpRequest, pk: UUID) -> Order:
    """The caller's own order. Somebody else's doesn't exist here: raises NotFound."""
    found = Order.objects.filter(pk=pk, buyer_id=caller(request).pk).first()
    if found is None:
        raise NotFound
    return found
