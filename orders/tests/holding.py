"""What a buyer holds, and pressing the buttons of a line of the cart."""

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from inventory import api as inventory
from orders.cart import Cart
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

CART = "/cart/"


def held_item(buyer: User, *, units: int = 2, **sale: object) -> SaleItem:
    """An item of 20 units, of which the buyer holds some."""
    item = item_of(published_sale(**{"units": 20, **sale}))
    inventory.reserve(item.pk, buyer=buyer.pk, units=units)
    return item


def hold_of(buyer: User) -> inventory.Hold:
    """The buyer's only hold."""
    (hold,) = inventory.holds_of(buyer.pk).holds
    return hold


def cart_in(client: Client) -> Cart:
    return client.get(CART).context["cart"]


def messages_in(client: Client) -> list[str]:
    return [str(message) for message in client.get(CART).context["messages"]]


def do(client: Client, action: str, item: SaleItem, **fields: object) -> HttpResponse:
    return client.post(reverse(f"orders:{action}", args=[item.pk]), fields)


def assert_back_in_cart(answer: HttpResponse) -> None:
    assert (answer.status_code, answer["Location"]) == (303, CART)
