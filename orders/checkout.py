"""The first step of a purchase: the cart becomes a pending order."""

import secrets
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError

from flashsale import transactions
from orders.cart import Cart
from orders.errors import CartChanged, CartEmpty
from orders.models import Order, OrderLine


def new_checkout_token() -> str:
    """Names one intent to buy, from the button to the refund."""
    return secrets.token_urlsafe(24)


def order_of(buyer: UUID, *, checkout_token: str) -> Order | None:
    """The order that this checkout made before, if it did.

    Raises CartChanged if the token is another buyer's: then it is worth nothing here.
    """
    order = Order.objects.filter(checkout_token=checkout_token).first()
    if order is not None and order.buyer_id != buyer:
        raise CartChanged
    return order


def start_order(
    buyer: UUID, *, cart: Cart, seen: str, checkout_token: str, payment_method: str
) -> Order:
    """A pending order with a line for each hold exists; the same token always finds the same one.

    `seen` is the fingerprint of the cart that the shopper agreed to. Raises CartEmpty, and
    CartChanged if it is not the cart's any more; then no order was made.
    """
    if not cart.lines or cart.fingerprint != seen:
        # A double click: the other request was first, and has already claimed these holds.
        order = order_of(buyer, checkout_token=checkout_token)
        if order is not None:
            return order
        raise CartChanged if cart.lines else CartEmpty

    def insert() -> Order:
        order = Order.objects.create(
            buyer_id=buyer,
            checkout_token=checkout_token,
            total=cart.total.quantize(Decimal("0.01")),
            currency=settings.CURRENCY,
            payment_method=payment_method,
        )
        for line in cart.lines:
            OrderLine.objects.create(
                order=order,
                item=line.item,
                product_name=line.item.product.name,
                unit_price=line.price,
                units=line.units,
                hold_token=line.token,
            )
        return order

    try:
        return transactions.run(insert)
    except IntegrityError:
        # The same, but both had found the cart as it was.
        order = order_of(buyer, checkout_token=checkout_token)
        if order is None:
            raise
        return order
