"""Buying at once, as programs do: no page in between, on which a shopper agrees.

What is asked for is agreed to: all that is held, or the units of one item, at the price and with
the delivery of this moment. From there on it is the purchase of the checkout (`orders.checkout`,
`orders.placement`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from accounts.confirmation import may_buy
from accounts.errors import EmailNotConfirmed
from accounts.models import User
from flashsale.errors import FlashSaleError
from orders.cart import Cart, cart_of
from orders.checkout import start_order
from orders.delivery.kept import keep_address
from orders.errors import DeliveryIncomplete, PaymentNeedsStep
from orders.idempotency import Intent, is_told_again, order_of_intent, refusal_of
from orders.models import Order
from orders.placement import place
from orders.till import Till, till_of

Status = Order.Status


@dataclass(frozen=True, slots=True)
class Terms:
    """How it is paid and delivered; `typed` are fields of the checkout's forms, by their names."""

    payment: str
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bought:
    """The order. `is_new`: made now; `payment_url`: where its buyer has to approve first."""

    order: Order
    is_new: bool
    payment_url: str = ""


def buy_cart(shopper: User, *, intent: Intent, terms: Terms) -> Bought:
    """All that the shopper holds is bought, once for an intent.

    Raises EmailNotConfirmed, what `begin_order` and `finish_order` raise, and StockUnavailable.
    """
    known = order_of_intent(intent)
    if known is not None:
        return finish_order(known)
    require_confirmed(shopper)
    order, is_new = begin_order(shopper, cart=cart_of(shopper.pk), intent=intent, terms=terms)
    return finish_order(order, is_new=is_new)


def require_confirmed(shopper: User) -> None:
    """Raises EmailNotConfirmed where the shop wants a confirmed email, and this one isn't."""
    if not may_buy(shopper):
        raise EmailNotConfirmed


def begin_order(shopper: User, *, cart: Cart, intent: Intent, terms: Terms) -> tuple[Order, bool]:
    """The pending order of this cart, and whether it is new: the intent may have made it before.

    Raises CartEmpty, DiscountRefused, DeliveryIncomplete, IdempotencyMismatch: then no order was
    made.
    """
    try:
        return _begin_order(shopper, cart=cart, intent=intent, terms=terms)
    except FlashSaleError:
        # The same request, a moment earlier, may have taken the holds, or used up the code.
        first = order_of_intent(intent)
        if first is None:
            raise
        return first, False


def _begin_order(shopper: User, *, cart: Cart, intent: Intent, terms: Terms) -> tuple[Order, bool]:
    till = till_of(shopper, cart=cart, typed=terms.typed)
    if cart.lines:
        _require_complete(till)
    address = till.delivery.to_keep() if till.delivery and cart.lines else {}
    pk = uuid4()
    order = start_order(
        shopper.pk,
        cart=cart,
        seen=cart.fingerprint,
        checkout_token=intent.token,
        payment_method=terms.payment,
        quote=till.quote,
        reduction=till.reduction,
        address=address,
        request_digest=intent.digest,
        pk=pk,
    )
    if order.pk != pk:
        return order_of_intent(intent) or order, False
    if address:
        keep_address(shopper.pk, address)
    return order, True


def _require_complete(till: Till) -> None:
    if till.refused is not None:
        raise till.refused
    if till.delivery is not None and not till.delivery.is_valid():
        wrong = {name: list(map(str, told)) for name, told in till.delivery.errors.items()}
        raise DeliveryIncomplete(fields=wrong)


def finish_order(order: Order, *, is_new: bool = False) -> Bought:
    """The order is placed, or was before, or waits for its buyer at the bank.

    Raises why it was given up, now or before: the same each time. Raises StockUnavailable,
    ReservationContention or DatabaseContention where that is not decided yet.
    """
    payment_url = ""
    if order.status == Status.PENDING:
        try:
            place(order)
        except PaymentNeedsStep as step:
            payment_url = step.url
        except FlashSaleError as error:
            order.refresh_from_db()
            if order.status == Status.PENDING or is_told_again(error, order=order):
                raise
        order.refresh_from_db()
    if order.status == Status.ABANDONED:
        raise refusal_of(order)
    return Bought(order, is_new, payment_url)
