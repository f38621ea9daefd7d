"""Paying as a browser does: the checkout's form, sent as it was rendered."""

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from orders.cart import cart_of
from orders.checkout import start_order
from orders.models import Order, TestCharge
from orders.tests.pages import form_to
from shop.models import SaleItem

CHECKOUT = "/checkout/"


def checkout_form(client: Client, **changes: str) -> dict[str, str]:
    """What the checkout's form sends: as rendered, but for `changes`."""
    return {**form_to(client.get(CHECKOUT), CHECKOUT).fields, **changes}


def pay(client: Client, form: dict[str, str]) -> HttpResponse:
    return client.post(CHECKOUT, form)


def bought(answer: HttpResponse) -> Order:
    """The order whose page the answer leads to."""
    assert answer.status_code == 303, answer.status_code
    prefix, number, _ = answer["Location"].rsplit("/", 2)
    assert prefix == "/orders"
    return Order.objects.get(number=number)


def begun_order(buyer: User, form: dict[str, str]) -> Order:
    """The pending order that this form begins, as if the process had died right after it."""
    cart = cart_of(buyer.pk)
    return start_order(
        buyer.pk,
        cart=cart,
        seen=cart.fingerprint,
        checkout_token=form["token"],
        payment_method="approve",
    )


def assert_nothing_bought() -> None:
    """No order is placed or may still be, nothing is charged, nothing counts as sold."""
    left = [Order.Status.PLACED, Order.Status.PENDING]
    assert not Order.objects.filter(status__in=left).exists()
    assert not TestCharge.objects.exclude(status="voided").exists()
    assert not SaleItem.objects.exclude(sold=0).exists()
