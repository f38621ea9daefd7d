"""Each test card at the checkout, named after what it does."""

import pytest
from django.test import Client

from accounts.models import User
from orders.models import Order
from orders.tests.bank import Post, answer_bank, bank_page
from orders.tests.buttons import assert_nothing_bought, bought, checkout_form, pay
from orders.tests.buying import charge_of, units_by_place
from orders.tests.holding import held_item, messages_in
from orders.tests.paying import assert_bought_once, come_back, pay_with
from shop.models import SaleItem

pytestmark = pytest.mark.django_db(transaction=True)

Status = Order.Status
DECLINED = "Your payment was declined. Nothing was charged, and your units are still held."


@pytest.fixture
def item(ada: User) -> SaleItem:
    """Of its 20 units Ada holds 2."""
    return held_item(ada, units=2)


@pytest.fixture
def mails(mailoutbox: list) -> list:
    return mailoutbox


def test_approve(signed_in: Client, item: SaleItem, mails: list, webhooks: Post) -> None:
    order = bought(pay(signed_in, checkout_form(signed_in)))

    assert_bought_once(order, item, mails)
    assert webhooks.bodies == []


def test_decline(signed_in: Client, item: SaleItem) -> None:
    answer = pay(signed_in, checkout_form(signed_in, payment="decline"))

    assert answer.status_code == 402
    assert DECLINED in answer.content.decode()
    assert_nothing_bought()
    assert units_by_place(item) == (18, 2, 0, 0)


def test_three_d_step_approved(
    signed_in: Client, item: SaleItem, mails: list, webhooks: Post
) -> None:
    order = pay_with(signed_in, "three_d")
    order.refresh_from_db()
    assert (order.status, charge_of(order)) == (Status.PENDING, "pending")
    assert units_by_place(item) == (18, 0, 2, 0)

    answer = signed_in.post(bank_page(order), {"answer": "approve"})

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{order.number}/paying/")
    assert webhooks.kinds == ["charge.authorised"]
    assert come_back(signed_in, order) == order.get_absolute_url()
    assert_bought_once(order, item, mails)
    assert [answer.status_code for answer in webhooks.deliver()] == [200]
    assert_bought_once(order, item, mails)


def test_three_d_step_declined(signed_in: Client, item: SaleItem, webhooks: Post) -> None:
    order = pay_with(signed_in, "three_d")

    signed_in.post(bank_page(order), {"answer": "decline"})

    assert webhooks.kinds == ["charge.declined"]
    assert come_back(signed_in, order) == "/checkout/"
    assert DECLINED in signed_in.get("/checkout/").content.decode()
    assert_nothing_bought()
    assert units_by_place(item) == (18, 2, 0, 0)
    assert [answer.status_code for answer in webhooks.deliver()] == [200]
    assert bought(pay(signed_in, checkout_form(signed_in))) != order


def test_three_d_step_declined_and_the_shopper_never_comes_back(
    signed_in: Client, item: SaleItem, webhooks: Post
) -> None:
    order = pay_with(signed_in, "three_d")
    signed_in.post(bank_page(order), {"answer": "decline"})

    webhooks.deliver()

    order.refresh_from_db()
    assert (order.status, order.failure_code) == (Status.ABANDONED, "payment_declined")
    assert_nothing_bought()
    assert units_by_place(item) == (18, 2, 0, 0)


def test_time_out(signed_in: Client, item: SaleItem) -> None:
    """The bank did nothing: nothing is charged, and later nothing can be under this key."""
    answer = pay(signed_in, checkout_form(signed_in, payment="time_out"))

    assert answer.status_code == 402
    assert_nothing_bought()
    assert charge_of(Order.objects.get()) == "voided"
    assert units_by_place(item) == (18, 2, 0, 0)


def test_answer_lost(signed_in: Client, item: SaleItem, mails: list) -> None:
    """The bank had reserved the money, and says so when it is asked again."""
    order = bought(pay(signed_in, checkout_form(signed_in, payment="answer_lost")))

    assert_bought_once(order, item, mails)


def test_webhook_twice(signed_in: Client, item: SaleItem, mails: list, webhooks: Post) -> None:
    order = pay_with(signed_in, "webhook_twice")
    answer_bank(order)
    first, second = webhooks.bodies
    assert first == second

    assert [answer.json() for answer in webhooks.deliver()] == [
        {"received": True, "ours": True}
    ] * 2

    assert_bought_once(order, item, mails)
    assert come_back(signed_in, order) == order.get_absolute_url()
    assert_bought_once(order, item, mails)


def test_webhook_before_the_redirect(
    signed_in: Client, item: SaleItem, mails: list, webhooks: Post
) -> None:
    order = pay_with(signed_in, "webhook_first")
    webhooks.is_held_back = False

    answer = signed_in.post(bank_page(order), {"answer": "approve"})

    assert_bought_once(order, item, mails)
    assert answer["Location"] == f"/orders/{order.number}/paying/"
    assert come_back(signed_in, order) == order.get_absolute_url()
    assert_bought_once(order, item, mails)


def test_late_after_the_order_was_given_up_is_refunded(
    signed_in: Client, ada: User, item: SaleItem, mails: list, webhooks: Post
) -> None:
    order = pay_with(signed_in, "late")
    signed_in.post(bank_page(order), {"answer": "approve"})
    assert (come_back(signed_in, order), webhooks.bodies) == ("200", [])
    signed_in.post(f"/orders/{order.number}/give-up/")
    assert messages_in(signed_in) == [
        "You stopped the payment. Nothing was charged, and your units are held as before."
    ]
    # The bank approves in the moment in which the shop lets go.
    assert (charge_of(order), webhooks.kinds) == ("authorised", ["charge.authorised"])

    assert [answer.status_code for answer in webhooks.deliver()] == [200]

    order.refresh_from_db()
    assert (order.status, order.failure_code) == (Status.ABANDONED, "paid_late")
    assert order.finished_at is not None
    assert_nothing_bought()
    assert units_by_place(item) == (18, 2, 0, 0)
    page = signed_in.get(order.get_absolute_url()).content.decode()
    assert "Your payment came too late." in page
    assert "nothing is charged" in page
    assert mails == []
