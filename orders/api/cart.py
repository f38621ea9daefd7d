"""The caller's live holds."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from accounts.api.ways_in import Scope, caller, ways_in
from flashsale.api.answers import answers
from flashsale.api.values import Moment, Money
from orders.cart import Cart, CartLine, cart_of

router = Router(tags=["Buying"])


class CartLineBody(Schema):
    """A hold, and what it is a hold of."""

    item: UUID
    sale: UUID
    product: UUID
    name: str = Field(description="The product's, with its size or colour.")
    units: int
    price: Money
    subtotal: Money
    expires_at: Moment
    seconds_left: int


class CartBody(Schema):
    """`items` by the time they end. `total` is without discount, delivery and added tax."""

    items: list[CartLineBody]
    total: Money
    currency: str = Field(examples=["EUR"])
    server_time: Moment


@router.get(
    "",
    auth=ways_in(Scope.READ),
    response=answers(CartBody, 401, 403),
    operation_id="cart",
    summary="What you hold",
)
def cart(request: HttpRequest) -> CartBody:
    """All that you hold now, each with its own end. What ran out is not in it any more."""
    return _body(cart_of(caller(request).pk))


def _body(cart: Cart) -> CartBody:
    return CartBody(
        items=[_line(line) for line in cart.lines],
        total=cart.total,
        currency=settings.CURRENCY,
        server_time=cart.server_time,
    )


def _line(line: CartLine) -> CartLineBody:
    return CartLineBody(
        item=line.item.pk,
        sale=line.item.sale_id,
        product=line.item.product_id,
        name=line.item.label,
        units=line.units,
        price=line.price,
        subtotal=line.subtotal,
        expires_at=line.expires_at,
        seconds_left=line.seconds_left,
    )
