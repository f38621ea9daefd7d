"""The first step of a purchase: the cart becomes a pending order."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError

from flashsale import transactions
from orders.cart import Cart
from orders.discounts import DiscountRefused, Reduction, count_uses
from orders.errors import CartChanged, CartEmpty
from orders.models import Order, OrderLine
from orders.quote import Quote, Shipping, Tax, quote_of
from orders.together import Together


@dataclass(frozen=True, slots=True)
class _Beginning:
    """An order to be inserted, with its use of a discount."""

    order: Order
    reduction: Reduction | None


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


def shop_quote(
    cart: Cart, *, reduction: Reduction | None = None, shipping: Shipping | None = None
) -> Quote:
    """What the cart costs in this shop, by its settings."""
    return quote_of(
        cart,
        currency=settings.CURRENCY,
        tax=Tax(settings.TAX_PERCENT, settings.PRICES_INCLUDE_TAX),
        reduction=reduction,
        shipping=shipping,
    )


def start_order(
    buyer: UUID,
    *,
    cart: Cart,
    seen: str,
    checkout_token: str,
    payment_method: str,
    quote: Quote | None = None,
    reduction: Reduction | None = None,
    address: Mapping[str, str] | None = None,
    request_digest: str = "",
    pk: UUID | None = None,
) -> Order:
    """A pending order with a line for each hold exists; the same token always finds the same one.

    `seen` is the fingerprint of the cart that the shopper agreed to, `quote` what it costs (without
    one: neither discount nor delivery), `reduction` the discount in it, `address` where it goes.
    `request_digest` is of what a program asked for (`orders.idempotency`). A new order has the id
    `pk`, so that who began it can be told from who found it.

    Raises CartEmpty, CartChanged if it is not the cart's any more, and DiscountRefused if the code
    may not be used once more; then no order was made.
    """
    if not cart.lines or cart.fingerprint != seen:
        # A double click: the other request was first, and has already claimed these holds.
        first = order_of(buyer, checkout_token=checkout_token)
        if first is not None:
            return first
        raise CartChanged if cart.lines else CartEmpty

    agreed = quote or shop_quote(cart, reduction=reduction)
    order = _order(agreed, pk=pk or uuid4(), address=address or {})
    order.buyer_id = buyer
    order.checkout_token = checkout_token
    order.payment_method = payment_method
    order.request_digest = request_digest
    try:
        _insert_together(_Beginning(order, reduction))
    except (IntegrityError, DiscountRefused):
        # The same, but both had found the cart, and the code, as they were.
        first = order_of(buyer, checkout_token=checkout_token)
        if first is None:
            raise
        return first
    return order


def _order(quote: Quote, *, pk: UUID, address: Mapping[str, str]) -> Order:
    """The quote as an order with its lines, not stored yet."""
    order = Order(
        pk=pk,
        subtotal=quote.subtotal,
        discount_code=quote.discount_code,
        discount_amount=quote.discount_amount,
        shipping_method=quote.shipping_method,
        shipping_amount=quote.shipping_amount,
        tax_percent=quote.tax_percent,
        tax_included=quote.tax_included,
        tax_amount=quote.tax_amount,
        total=quote.total,
        currency=quote.currency,
        **address,
    )
    order.known_lines = [
        OrderLine(
            order=order,
            item=line.held.item,
            product_name=line.held.item.label,
            unit_price=line.held.price,
            units=line.held.units,
            discount=line.discount,
            hold_token=line.held.token,
        )
        for line in quote.lines
    ]
    return order


def _insert(beginnings: Sequence[_Beginning]) -> None:
    """The orders exist, with their lines and their uses of discounts, or none of them."""
    orders = [beginning.order for beginning in beginnings]
    uses = [(begun.order, begun.reduction) for begun in beginnings if begun.reduction]

    def insert() -> None:
        count_uses(uses)
        Order.objects.bulk_create(orders)
        OrderLine.objects.bulk_create(line for order in orders for line in order.known_lines)

    transactions.run(insert)


_insert_together = Together(_insert)
