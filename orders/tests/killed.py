"""For a process of its own: does something that writes, and dies at its nth moment.

The process kills itself with SIGKILL: nothing is cleaned up. `orders.tests.moments` tells what a
moment is.
"""

import os
import signal
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from multiprocessing.connection import Connection
from uuid import UUID

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "flashsale.settings")
    django.setup()

# A process that was forked for the tests has no Django before this line.
from django.db import connection

from accounts.models import User
from flashsale.celery import app
from orders import cancelling, paying, placement, purchasing, rebuilding, resuming, telling
from orders.buying import Terms
from orders.cart import cart_of
from orders.checkout import order_of, shop_quote, start_order
from orders.discounts import reduction
from orders.errors import PaymentNeedsStep, PaymentUnanswered
from orders.idempotency import intent_of
from orders.models import Order, OrderLine, TestCharge
from orders.payment import practice_bank, sending
from orders.payment.events import GatewayEvent
from orders.quote import Shipping
from orders.tests.moments import Moments
from shop import adjusting
from shop.models import SaleItem
from shop.selectors.offered_items import item_named
from shop.webhooks.sending import send_due

PARCEL = Shipping("Parcel", Decimal("4.90"))


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a shopper sends who buys the cart that they have seen."""

    buyer: UUID
    seen: str
    token: str
    payment: str = "approve"
    code: str = ""


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a program sends that buys two units in one step, under a key."""

    buyer: UUID
    item: UUID
    key: str


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What staff send who add units to a sale, or take some out."""

    item: UUID
    units: int
    by: UUID
    operation: UUID


def buy(checkout: Checkout) -> None:
    """What the view of the checkout does; sent again, the same."""
    order = order_of(checkout.buyer, checkout_token=checkout.token)
    if order is None:
        cart = cart_of(checkout.buyer)
        code, buyer = checkout.code, checkout.buyer
        given = reduction(code, buyer=buyer, lines=cart.lines) if code else None
        order = start_order(
            buyer,
            cart=cart,
            seen=checkout.seen,
            checkout_token=checkout.token,
            payment_method=checkout.payment,
            quote=shop_quote(cart, reduction=given, shipping=PARCEL),
            reduction=given,
            address={"recipient": "Ada Lovelace", "city": "London", "country": "GB"},
        )
    with suppress(PaymentUnanswered, PaymentNeedsStep):
        placement.place(order)


def buy_together(checkouts: Sequence[Checkout]) -> None:
    """Each is bought in a thread of its own, all at the same time."""
    with ThreadPoolExecutor(len(checkouts)) as threads:
        list(threads.map(_buy_and_hang_up, checkouts))


def _buy_and_hang_up(checkout: Checkout) -> None:
    buy(checkout)
    connection.close()


def buy_at_bank(checkout: Checkout) -> None:
    """Bought with a card that asks at the bank: the shopper goes there, approves and is back."""
    buy(checkout)
    order = Order.objects.get(checkout_token=checkout.token)
    practice_bank.decide(TestCharge.objects.get(key=str(order.pk)), is_approved=True)
    buy(checkout)


def hear(order_id: UUID) -> None:
    """The gateway has told the shop that it authorised the order's payment."""
    paying.hear(GatewayEvent(f"evt_{order_id}", "charge.authorised", str(order_id)))


def cancel(order_id: UUID) -> None:
    cancelling.cancel(Order.objects.get(pk=order_id))


def cancel_line(line_id: UUID) -> None:
    cancelling.cancel_line(OrderLine.objects.select_related("order").get(pk=line_id))


def purchase(wanted: Purchase) -> None:
    intent = intent_of(wanted.buyer, key=wanted.key, asked={"item": str(wanted.item)})
    purchasing.purchase(
        User.objects.get(pk=wanted.buyer),
        find=partial(item_named, wanted.item),
        units=2,
        intent=intent,
        terms=Terms("approve"),
    )


def adjust(adjustment: Adjustment) -> None:
    adjusting.adjust(
        SaleItem.objects.get(pk=adjustment.item),
        units=adjustment.units,
        reason="Counted",
        by=User.objects.get(pk=adjustment.by),
        operation=adjustment.operation,
    )


def resume(order_id: UUID) -> None:
    resuming.resume_placements([Order.objects.get(pk=order_id)])


def rebuild(item_id: UUID) -> None:
    rebuilding.rebuild(SaleItem.objects.get(pk=item_id), force=True)


def tell(order_id: UUID) -> None:
    """What became of orders is told to who wants to know."""
    telling.tell_of_orders()


def send(order_id: UUID) -> None:
    """The messages that are due are sent."""
    send_due()


ACTS = {
    act.__name__: act
    for act in (
        adjust, buy, buy_at_bank, buy_together, cancel, cancel_line, hear, purchase, rebuild,
        resume, send, tell,
    )
}  # fmt: skip


def do(act: str, subject: object, database: str, moment: int, told: Connection) -> None:
    """The act is done on the test database of that name, up to its nth moment (0: all of it).

    Each moment's name is told when it comes.
    """
    app.conf.task_always_eager = True
    sending.post = lambda body: None  # webhooks get lost
    connection.settings_dict["NAME"] = database

    def then(number: int, name: str) -> None:
        told.send(name)
        if number == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    Moments(then).watch()
    ACTS[act](subject)  # type: ignore[operator]
