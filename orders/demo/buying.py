"""Past buyers reserve and buy as every shopper does, but nobody writes them a mail."""

from dataclasses import replace
from uuid import UUID

from accounts.models import User
from flashsale import clock
from inventory import api as inventory
from orders.cart import cart_of
from orders.checkout import start_order
from orders.models import Order
from orders.payment.practice_methods import APPROVE
from orders.placement import STEPS_TO_PLACED, capture_payment, settle_lines

STEPS_WITHOUT_MAIL = (*STEPS_TO_PLACED, capture_payment, settle_lines)


def hold(buyer: User, *, units: dict[UUID, int]) -> None:
    """The buyer holds these units of these items, for the time that the sale gives.

    Raises what `inventory.api.reserve` raises.
    """
    for item_id, wanted in units.items():
        inventory.reserve(item_id, buyer=buyer.pk, units=wanted)


def buy(buyer: User, *, units: dict[UUID, int], checkout_token: str) -> Order:
    """The buyer has bought these units of these items: an order went through every step but mail.

    What the buyer holds elsewhere stays held. Raises what `inventory.api.reserve` and the steps of
    `orders.placement` raise.
    """
    hold(buyer, units=units)
    cart = cart_of(buyer.pk)
    cart = replace(cart, lines=tuple(line for line in cart.lines if line.item.pk in units))
    order = start_order(
        buyer.pk,
        cart=cart,
        seen=cart.fingerprint,
        checkout_token=checkout_token,
        payment_method=APPROVE,
    )
    for step in STEPS_WITHOUT_MAIL:
        step(order)
    Order.objects.filter(pk=order.pk).update(finished_at=clock.now())
    return order
