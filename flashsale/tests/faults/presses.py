"""What a shopper presses, each prepared so that it will go through, and what it has come to."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.tests.factories import UserFactory
from inventory import api as inventory
from orders.models import Order
from orders.tests.buying import placed_order
from orders.tests.holding import do
from orders.tests.pages import form_to
from orders.tests.pressing import press, submit
from shop.models import Sale, SaleItem

UNITS = 2
CART = "/cart/"


@dataclass(frozen=True)
class Shopper:
    """Somebody who is signed in, at a sale."""

    client: Client
    buyer: User
    sale: Sale
    items: list[SaleItem]

    @property
    def held(self) -> int:
        """Units of the first item."""
        holds = inventory.holds_of(self.buyer.pk).holds
        return sum(hold.units for hold in holds if hold.pool_id == str(self.items[0].pk))

    @property
    def order(self) -> Order | None:
        return Order.objects.filter(buyer=self.buyer).first()


@dataclass(frozen=True)
class Press:
    """`send` sends it; `is_promised` tells what the answer says, `is_done` what is so."""

    send: Callable[[], HttpResponse]
    is_promised: Callable[[HttpResponse], bool]
    is_done: Callable[[], bool]


def a_shopper(sale: Sale, *, client: Client) -> Shopper:
    buyer = UserFactory()
    client.force_login(buyer)
    client.raise_request_exception = False
    return Shopper(client, buyer, sale, list(SaleItem.objects.filter(sale=sale)))


def words(answer: HttpResponse) -> list[str]:
    """What a page will show on its top."""
    return [str(message) for message in get_messages(answer.wsgi_request)]


def form(shopper: Shopper) -> Press:
    return Press(
        lambda: submit(
            shopper.client,
            shopper.items[0],
            referrer="http://testserver" + shopper.sale.get_absolute_url(),
            quantity=UNITS,
        ),
        lambda answer: answer.get("Location") == CART,
        lambda: shopper.held == UNITS,
    )


def button(shopper: Shopper) -> Press:
    return Press(
        lambda: press(shopper.client, shopper.items[0], quantity=UNITS),
        lambda answer: answer.status_code in (200, 201),
        lambda: shopper.held == UNITS,
    )


def units(shopper: Shopper) -> Press:
    _hold(shopper)
    return Press(
        lambda: do(shopper.client, "set_units", shopper.items[0], quantity=UNITS + 1),
        lambda answer: answer.status_code == 303 and not words(answer),
        lambda: shopper.held == UNITS + 1,
    )


def fewer_units(shopper: Shopper) -> Press:
    _hold(shopper)
    return Press(
        lambda: do(shopper.client, "set_units", shopper.items[0], quantity=UNITS - 1),
        lambda answer: answer.status_code == 303 and not words(answer),
        lambda: shopper.held == UNITS - 1,
    )


def release(shopper: Shopper) -> Press:
    _hold(shopper)
    return Press(
        lambda: do(shopper.client, "release", shopper.items[0]),
        lambda answer: any("Let go" in said for said in words(answer)),
        lambda: shopper.held == 0,
    )


def extend(shopper: Shopper) -> Press:
    _hold(shopper)
    return Press(
        lambda: do(shopper.client, "extend", shopper.items[0]),
        lambda answer: answer.status_code == 303 and not words(answer),
        lambda: any(hold.extended for hold in inventory.holds_of(shopper.buyer.pk).holds),
    )


def buy(shopper: Shopper) -> Press:
    """All items; done is what is placed in the end."""
    _hold(shopper)
    fields = form_to(shopper.client.get("/checkout/"), "/checkout/").fields
    return Press(
        lambda: shopper.client.post("/checkout/", fields),
        lambda answer: answer.status_code == 303 and "/orders/" in answer["Location"],
        lambda: shopper.order is not None and shopper.order.status == Order.Status.PLACED,
    )


def cancel(shopper: Shopper) -> Press:
    order = placed_order(shopper.sale, buyer=shopper.buyer, units=UNITS)
    return Press(
        lambda: shopper.client.post(f"{order.get_absolute_url()}cancel/"),
        lambda answer: any("is cancelled" in said for said in words(answer)),
        lambda: shopper.order is not None and shopper.order.status == Order.Status.CANCELLED,
    )


def _hold(shopper: Shopper) -> None:
    for item in shopper.items:
        inventory.reserve(item.pk, buyer=shopper.buyer.pk, units=UNITS)


PRESSES: tuple[Callable[[Shopper], Press], ...] = (
    form, button, units, fewer_units, release, extend, buy, cancel,
)  # fmt: skip
