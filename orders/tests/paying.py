"""Paying with a card that asks at the bank, there and back, as a shopper does."""

from django.test import Client

from orders.models import Order, TestCharge
from orders.tests.bank import bank_page
from orders.tests.buttons import checkout_form, pay
from orders.tests.buying import charge_of, units_by_place
from shop.models import SaleItem

Status = Order.Status


def pay_with(client: Client, method: str) -> Order:
    """Ada has pressed Pay, and was sent to the bank."""
    answer = pay(client, checkout_form(client, payment=method))
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, bank_page(order))
    return order


def come_back(client: Client, order: Order) -> str:
    """Where the page that the bank leads back to leads to."""
    answer = client.get(f"/orders/{order.number}/paying/")
    return answer["Location"] if answer.status_code == 303 else str(answer.status_code)


def assert_bought_once(order: Order, item: SaleItem, mails: list) -> None:
    order.refresh_from_db()
    assert (order.status, charge_of(order)) == (Status.PLACED, "captured")
    assert (Order.objects.count(), TestCharge.objects.count()) == (1, 1)
    assert units_by_place(item) == (18, 0, 0, 2)
    assert [mail.extra_headers["Message-ID"] for mail in mails] == [
        f"<{order.pk}.placed@localhost>"
    ]
