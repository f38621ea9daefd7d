"""The shopper at the bank: who may answer there, coming back twice, or not at all."""

import pytest
from django.test import Client

from accounts.models import User
from inventory import api as inventory
from orders.models import Order, TestCharge
from orders.resuming import resume_placements
from orders.tests.bank import Post, answer_bank, bank_page
from orders.tests.buttons import checkout_form, pay
from orders.tests.buying import charge_of
from orders.tests.holding import held_item
from orders.tests.passing_time import minutes_pass
from orders.tests.paying import assert_bought_once, come_back, pay_with
from shop.models import SaleItem

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status


@pytest.fixture
def item(ada: User) -> SaleItem:
    """Of its 20 units Ada holds 2."""
    return held_item(ada, units=2)


@pytest.fixture
def mails(mailoutbox: list) -> list:
    return mailoutbox


def test_the_bank_of_a_stranger_says_nothing_of_orders(client: Client) -> None:
    assert client.get("/pay/test/7c9e6679-7425-40de-944b-e07fc1f90ae7/").status_code == 404


def test_the_bank_takes_no_answer_from_elsewhere(item: SaleItem, signed_in: Client) -> None:
    order = pay_with(signed_in, "three_d")
    elsewhere = Client(enforce_csrf_checks=True)

    assert elsewhere.post(bank_page(order), {"answer": "approve"}).status_code == 403

    assert charge_of(order) == "pending"


def test_only_the_first_answer_at_the_bank_counts(
    item: SaleItem, signed_in: Client, webhooks: Post
) -> None:
    order = pay_with(signed_in, "three_d")
    signed_in.post(bank_page(order), {"answer": "decline"})

    signed_in.post(bank_page(order), {"answer": "approve"})

    assert (charge_of(order), webhooks.kinds) == ("declined", ["charge.declined"])
    assert signed_in.get(bank_page(order))["Location"] == f"/orders/{order.number}/paying/"


def test_back_button_second_tab_and_double_submit_lead_to_the_same_bank_page(
    signed_in: Client, item: SaleItem, ada: User
) -> None:
    form = checkout_form(signed_in, payment="three_d")
    order_page = pay(signed_in, form)["Location"]
    order = Order.objects.get()

    assert pay(signed_in, form)["Location"] == order_page
    assert signed_in.get("/checkout/")["Location"] == f"/orders/{order.number}/paying/"
    assert come_back(signed_in, order) == "200"
    assert (Order.objects.count(), TestCharge.objects.count()) == (1, 1)
    assert inventory.holds_of(ada.pk).holds == ()


def test_somebody_else_can_neither_see_nor_stop_a_payment(
    signed_in: Client, item: SaleItem, client: Client, django_user_model: type[User]
) -> None:
    order = pay_with(signed_in, "three_d")
    eve = Client()
    eve.force_login(django_user_model.objects.create_user("eve@example.com", name="Eve"))

    assert eve.get(f"/orders/{order.number}/paying/").status_code == 404
    assert eve.post(f"/orders/{order.number}/give-up/").status_code == 404
    order.refresh_from_db()
    assert order.status == Status.PENDING


def test_a_payment_that_is_paid_can_not_be_stopped(
    signed_in: Client, item: SaleItem, mails: list, webhooks: Post
) -> None:
    order = pay_with(signed_in, "three_d")
    answer_bank(order)
    webhooks.deliver()

    answer = signed_in.post(f"/orders/{order.number}/give-up/")

    assert answer["Location"] == order.get_absolute_url()
    assert_bought_once(order, item, mails)


def test_nobody_tells_the_shop_and_the_shopper_stays_away(
    signed_in: Client, item: SaleItem, mails: list, webhooks: Post
) -> None:
    """Paid and unplaced, for a minute at most."""
    order = pay_with(signed_in, "three_d")
    answer_bank(order)
    minutes_pass(order)

    assert resume_placements() == {"placed": 1}

    assert_bought_once(order, item, mails)
